"""`make run` from the first line to the last, with real processes."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from habit_app.serving import laptop, pages, supervisor
from tests.servers.ports import free_port


@dataclass(frozen=True, slots=True)
class Install:
    """A running `serve`."""

    process: subprocess.Popen[bytes]
    log: Path

    def said(self) -> str:
        return self.log.read_text()

    def port(self) -> int:
        """Where it says that it is ready, once it does."""
        for _ in range(300):
            if found := re.search(r"ready at http://localhost:(\d+)", self.said()):
                return int(found[1])
            assert self.process.poll() is None, self.said()
            time.sleep(0.1)
        raise AssertionError(self.said())

    def web(self) -> list[int]:
        """The processes of the server: the children's sessions are not the supervisor's."""
        mark = f"--port={self.port()}"
        return [pid for pid, words in running() if mark in words]


def running() -> Iterator[tuple[int, list[str]]]:
    """Every process with its arguments; a bare machine may have no `ps`."""
    if Path("/proc/self/cmdline").exists():
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it may end while we look
                yield int(entry.name), (entry / "cmdline").read_text().split("\0")
        return
    command = ["ps", "-Awwo", "pid=,args="]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    for line in listed.splitlines():
        pid, *words = line.split()
        yield int(pid), words


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Install]:
    if not pages.are_built():
        pages.build()
    log = folder / "serve.log"
    environment = {name: value for name, value in os.environ.items() if "HABIT_" not in name}
    environment |= {"HABIT_DATA_DIR": str(folder), **settings}
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "habit_app", "serve"],
            cwd=supervisor.ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        yield Install(process, log)
    finally:
        process.terminate()
        process.wait(20)


def healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def sign_in(port: int) -> int:
    """Sign in as the demo account, as the first lines say."""
    body = {"email": laptop.DEMO_EMAIL, "password": laptop.DEMO_PASSWORD, "client": "api"}
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/auth/login",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=5) as answer:
        return int(answer.status)


def background(folder: Path) -> dict[str, int]:
    """The worker and the beat by their heartbeats, once both have said that they live."""
    found: dict[str, int] = {}
    for _ in range(300):
        with closing(sqlite3.connect(folder / "smarthabit.sqlite3")) as database:
            names = [name for (name,) in database.execute("SELECT name FROM heartbeat")]
        found = {name.split(":")[0]: int(name.split(":")[-1]) for name in names}
        if len(found) > 1:
            break
        time.sleep(0.1)
    return found


@contextmanager
def open_page(port: int) -> Iterator[None]:
    """Hold the socket of an open page."""
    here = f"127.0.0.1:{port}"
    lines = (
        "GET /_event/?EIO=4&transport=websocket&token=open HTTP/1.1",
        f"Host: {here}",
        f"Origin: http://{here}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
    )
    with socket.create_connection(("127.0.0.1", port), timeout=5) as page:
        page.sendall("\r\n".join((*lines, "", "")).encode())
        assert page.recv(100).startswith(b"HTTP/1.1 101")
        yield


def test_a_first_start_makes_what_it_needs_and_ctrl_c_ends_all_of_it(tmp_path: Path) -> None:
    with socket.socket() as other:
        port = free_port()
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        other.bind(("127.0.0.1", port))
        other.listen()
        with serving(tmp_path, HABIT_PORT=str(port)) as install:
            taken = install.port()
            processes, signed_in = install.web(), sign_in(taken)
            behind = background(tmp_path)
            with open_page(taken):
                install.process.send_signal(signal.SIGINT)
                code = install.process.wait(20)
            said = install.said()
            assert install.web() == []

    assert set(behind) == {"worker", "beat"}
    assert not set(behind.values()) & {pid for pid, _ in running()}
    assert code == 0
    assert processes
    assert signed_in == HTTPStatus.OK
    assert taken > port
    assert f"Port {port} is taken; using {taken}." in said
    assert "Sign in as demo@example.com / Demo123!" in said
    assert said.rstrip().endswith("Stopped.")
    assert "Traceback" not in said
    secret = tmp_path / "secret.key"
    assert len(secret.read_bytes()) >= 32
    assert secret.stat().st_mode & 0o077 == 0


def test_a_server_that_is_killed_comes_back_by_itself(tmp_path: Path) -> None:
    with serving(tmp_path, HABIT_PORT=str(free_port()), HABIT_DEMO="false") as install:
        port = install.port()
        before = install.web()
        for pid in before:
            os.kill(pid, signal.SIGKILL)
        for _ in range(200):
            if healthy(port) and not set(before) & set(install.web()):
                break
            time.sleep(0.1)

        assert healthy(port)
        assert "starting again" in install.said()


def test_an_install_that_cannot_start_ends_with_a_reason(tmp_path: Path) -> None:
    with serving(tmp_path, HABIT_PORT=str(free_port()), HABIT_HOST="192.0.2.1") as install:
        code = install.process.wait(60)

    assert code == 1
    assert "Refused: HABIT_HOST" in install.said()
