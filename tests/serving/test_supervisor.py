"""Keeping processes running: started again, given up on, and ended together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from habit_app.errors import Unavailable
from habit_app.serving import pages, reloading, supervisor
from habit_app.serving.reloading import Reloading
from habit_app.serving.supervisor import Child, free_port, supervise

FOREVER = [sys.executable, "-c", "import time; time.sleep(60)"]
DEAF = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
time.sleep(60)
"""
"""Ignores the signal, and says in a file when it does."""


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """Give the signals back that the supervisor takes."""
    before = {ending: signal.getsignal(ending) for ending in supervisor.STOP_SIGNALS}
    yield
    for ending, handler in before.items():
        signal.signal(ending, handler)


def child(command: list[str]) -> Child:
    return Child("The child", command, os.environ)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def stop_with(ending: signal.Signals) -> Callable[[], bool]:
    def up() -> bool:
        os.kill(os.getpid(), ending)
        return True

    return up


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_every_way_to_stop_leaves_nobody_behind(ending: signal.Signals) -> None:
    children = [child(FOREVER), child(FOREVER)]

    supervise(children, when_up=stop_with(ending))

    pids = [one.process.pid for one in children if one.process]
    assert len(pids) == 2
    assert not any(alive(pid) for pid in pids)


def test_who_does_not_come_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(supervisor, "STOP_TIMEOUT", 0.3)
    deaf = tmp_path / "deaf"
    stubborn = child([sys.executable, "-c", DEAF, str(deaf)])

    def up() -> bool:
        return deaf.exists() and stop_with(signal.SIGTERM)()

    supervise([stubborn], when_up=up)

    assert stubborn.process is not None
    assert stubborn.process.returncode == -signal.SIGKILL


def test_a_child_that_dies_is_started_again_and_it_is_said(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(supervisor, "BACK_OFF", (0.01,))
    only = child(FOREVER)
    pids: list[int] = []

    def each_round() -> None:
        if only.process and only.process.pid not in pids:
            pids.append(only.process.pid)
            os.kill(only.process.pid, signal.SIGKILL)
        if len(pids) == 3:
            os.kill(os.getpid(), signal.SIGTERM)

    supervise([only], when_up=lambda: True, each_round=each_round)

    assert len(set(pids)) == 3
    assert "The child ended with code -9; starting again" in caplog.text


def test_waits_grow_with_each_failure() -> None:
    assert list(supervisor.BACK_OFF) == sorted(set(supervisor.BACK_OFF))


def test_what_never_comes_up_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "BACK_OFF", (0.01,))
    broken = child([sys.executable, "-c", "raise SystemExit(3)"])

    with pytest.raises(Unavailable, match="does not start"):
        supervise([broken], when_up=lambda: False)


def test_the_next_free_port_is_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]

        assert free_port("127.0.0.1", taken) > taken
    assert free_port("127.0.0.1", taken) == taken


def test_a_port_that_answers_on_the_other_loopback_is_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Browsers look for `localhost` on `::1` first."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        monkeypatch.setattr(supervisor, "_binds", lambda _host, _port: True)

        assert free_port("127.0.0.1", taken) > taken


def test_a_host_that_is_not_ours_is_named() -> None:
    with pytest.raises(Unavailable, match="HABIT_HOST"):
        free_port("192.0.2.1", 8000)


def test_nothing_free_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "_binds", lambda _host, _port: False)

    with pytest.raises(Unavailable, match="HABIT_PORT"):
        free_port("127.0.0.1", 8000)


def test_a_changed_source_starts_the_web_process_again_and_builds_pages_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    did: list[str] = []
    (tmp_path / "habit_app").mkdir()
    source = tmp_path / "habit_app" / "x.py"
    source.write_text("1")
    monkeypatch.setattr(reloading, "ROOT", tmp_path)
    monkeypatch.setattr(pages, "are_built", lambda: False)
    monkeypatch.setattr(pages, "build", lambda: did.append("build"))
    monkeypatch.setattr(Child, "restart", lambda _child: did.append("restart"))
    watching = Reloading(child(FOREVER), did.append)

    watching()
    nothing = list(did)
    os.utime(source, ns=(1, 1))
    watching()
    watching()

    assert nothing == []
    assert [word for word in did if word in {"build", "restart"}] == ["build", "restart"]


def test_pages_that_do_not_build_leave_the_running_product_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[str] = []

    def fail() -> None:
        raise Unavailable("A bracket is missing.")

    monkeypatch.setattr(reloading, "ROOT", tmp_path)
    monkeypatch.setattr(pages, "are_built", lambda: False)
    monkeypatch.setattr(pages, "build", fail)
    monkeypatch.setattr(Child, "restart", lambda _child: said.append("restart"))
    (tmp_path / "rxconfig.py").write_text("1")

    Reloading(child(FOREVER), said.append, seen=frozenset())()

    assert said[-1] == "A bracket is missing."


def test_a_restart_is_another_process() -> None:
    one = child(FOREVER)
    one.start()
    assert one.process is not None
    first = one.process
    one.failures = 2

    one.restart()

    assert one.process.pid != first.pid
    assert isinstance(first, subprocess.Popen)
    assert first.returncode == -signal.SIGTERM
    assert one.failures == 0
    one.stop()
    one.wait(time.monotonic() + 5)
