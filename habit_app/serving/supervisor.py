"""Keeping the processes of a laptop install running, and ending them together."""

import errno
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from habit_app.errors import Unavailable
from habit_app.settings import Settings

logger = logging.getLogger(__name__)

ROOT = Path(__file__).resolve().parents[2]
BACK_OFF = (0.5, 1, 2, 5, 10, 30)
CALM_AFTER = 60
"""Seconds: after which a child that ran is no longer held to have failed before."""
STOP_TIMEOUT = 10
"""Seconds: that a child has to end by itself."""
STARTS_TRIED = 3
"""Times: that a child may fail before the first answer; after them the install is broken."""
PORTS_TO_TRY = 50
"""Ports: that are tried, from the wanted one on."""
LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def web_command(settings: Settings, port: int) -> list[str]:
    """The server: built pages, API and sockets on one port."""
    return [
        str(Path(sys.executable).parent / "granian"),
        "--interface=asgi",
        "--factory",
        f"--host={settings.host}",
        f"--port={port}",
        f"--workers={settings.web_workers}",
        "--log-level=warning",
        "habit_app.habit_app:build",
    ]


def web_environment(port: int) -> dict[str, str]:
    """Let Reflex take the pages as they were built."""
    return {
        **os.environ,
        "HABIT_PORT": str(port),
        "REFLEX_ENV_MODE": "prod",
        "REFLEX_TELEMETRY_ENABLED": "false",
        "__REFLEX_SKIP_COMPILE": "true",
        "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
    }


def background_command(word: str) -> list[str]:
    """A process beside the server: `worker` or `beat`."""
    return [sys.executable, "-m", "habit_app", word]


def free_port(host: str, wanted: int) -> int:
    """Return the wanted port, or the next that is free for us and for a browser on this machine.

    To bind is not enough: another program may hold the same number on `::1`, where browsers
    look first for `localhost`, and some systems let two programs share one.
    """
    for port in range(wanted, min(wanted + PORTS_TO_TRY, 65_536)):
        if _binds(host, port) and not _answers(port):
            return port
    raise Unavailable(f"No port from {wanted} on is free; set HABIT_PORT to another.", "no-port")


def _binds(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno in {errno.EADDRINUSE, errno.EACCES}:
                return False
            raise Unavailable(f"HABIT_HOST: cannot listen on {host} ({error}).", "host") from None
        return True


def _answers(port: int) -> bool:
    for family, address in LOOPBACK:
        with socket.socket(family) as probe:
            probe.settimeout(0.2)
            if probe.connect_ex((address, port)) == 0:
                return True
    return False


@dataclass(slots=True)
class Child:
    """One process of the install; started again when it dies, less and less eagerly."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    waits: bool = False
    """Whether it is started only when the product answers, so that it does so sooner."""
    process: subprocess.Popen[bytes] | None = None
    failures: int = 0
    started: float = 0.0
    next_start: float = 0.0

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches the supervisor alone, which ends all in order.
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            self.command, cwd=ROOT, env=dict(self.environment), start_new_session=True
        )
        self.started = time.monotonic()

    def look_after(self) -> None:
        """Start it again if it died."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is None:
            if now - self.started > CALM_AFTER:
                self.failures = 0
            return
        if self.process is not None:
            wait = BACK_OFF[min(self.failures, len(BACK_OFF) - 1)]
            code = self.process.returncode
            logger.warning("%s ended with code %s; starting again in %s s", self.name, code, wait)
            self.failures += 1
            self.next_start, self.process = now + wait, None
        if now >= self.next_start:
            self.start()

    def restart(self) -> None:
        """End it and start it at once, as if it had never failed."""
        self.stop()
        self.wait(time.monotonic() + STOP_TIMEOUT)
        self.failures = 0
        self.start()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)

    def wait(self, deadline: float) -> None:
        """Wait for the end; whoever does not come is killed with its whole session."""
        if self.process is None:
            return
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def supervise(
    children: list[Child],
    *,
    when_up: Callable[[], bool],
    each_round: Callable[[], None] = lambda: None,
) -> None:
    """Run the children until somebody asks to stop; `when_up` is called until it says done."""
    stopping: list[int] = []
    for ending in STOP_SIGNALS:
        signal.signal(ending, lambda received, _frame: stopping.append(received))
    up = False
    try:
        while not stopping:
            for child in children:
                if up or not child.waits:
                    child.look_after()
                if not up and child.failures >= STARTS_TRIED:
                    raise Unavailable(f"{child.name} does not start; what it said is above.")
            up = up or when_up()
            each_round()
            time.sleep(0.3 if up else 0.05)
    finally:
        for child in children:
            child.stop()
        deadline = time.monotonic() + STOP_TIMEOUT
        for child in children:
            child.wait(deadline)
