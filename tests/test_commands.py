"""The commands, each as a process of its own: what they say, and their exit codes."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from habit_app.serving import supervisor
from tests.loop_exports import LoopHabit, zip_of
from tests.servers.product import built

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return os.environ | {
        "HABIT_ENV": "laptop",
        "HABIT_DATA_DIR": str(tmp_path),
        "HABIT_DATABASE_URL": "",
        "HABIT_PORT": str(supervisor.free_port("127.0.0.1", 18_500)),
        "COLUMNS": "160",
    }


@pytest.fixture
def run(environment: dict[str, str]) -> Run:
    def call(*words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "habit_app", *words],
            cwd=supervisor.ROOT,
            env=environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )

    return call


def test_migrate_seed_user_and_import(run: Run, tmp_path: Path) -> None:
    assert "Migrated." in run("migrate", "up").stdout
    assert "Nothing to do." in run("migrate", "up").stdout
    assert "at 0001" in run("migrate", "current").stdout
    assert "0001" in run("migrate", "history").stdout
    assert "Made a demo account" in run("seed").stdout
    assert "Made a demo account" not in run("seed").stdout

    made = run("user", "create", "ada@example.com", "--password-stdin", typed="three small steps\n")
    again = run(
        "user", "create", "ada@example.com", "--password-stdin", typed="three small steps\n"
    )
    assert (made.returncode, again.returncode) == (0, 1)
    assert "There is an account with this e-mail address already." in again.stderr

    file, today = tmp_path / "loop.zip", date(2026, 3, 4)
    marks = {today - timedelta(days=back): 2 for back in range(20)}
    file.write_bytes(zip_of([LoopHabit("Read [bold]", marks=marks)], today))
    words = ("import", str(file), "--user", "ada@example.com", "--today", "2026-03-04")
    planned, done = run(*words, "--dry-run"), run(*words)
    assert "Nothing was written." in planned.stdout
    assert "Read [bold]" in done.stdout
    assert "0.6557" in done.stdout
    file.write_bytes(b"PK")
    assert run(*words).returncode == 1
    assert run("migrate", "down", "base").returncode == 0


def test_settings_that_cannot_be_used_are_one_clear_word(
    run: Run, environment: dict[str, str]
) -> None:
    environment |= {"HABIT_ENV": "production", "HABIT_SECRET_KEY": "too short"}

    refused = run("migrate", "up")

    assert refused.returncode == 1
    assert "32 bytes" in refused.stderr
    assert "too short" not in refused.stderr


@pytest.mark.timeout(150)
def test_serve_starts_everything_and_stops_cleanly(environment: dict[str, str]) -> None:
    built()
    process = subprocess.Popen(
        [sys.executable, "-m", "habit_app", "serve"],
        cwd=supervisor.ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    base = f"http://127.0.0.1:{environment['HABIT_PORT']}"
    for _ in range(400):
        try:
            with urllib.request.urlopen(f"{base}/health/ready", timeout=2):
                break
        except OSError:
            time.sleep(0.1)

    time.sleep(1)
    process.send_signal(signal.SIGINT)
    said, _ = process.communicate(timeout=30)

    assert process.returncode == 0
    assert "Made a demo account" in said
    assert f"SmartHabit is ready at http://localhost:{environment['HABIT_PORT']}" in said
    assert "Stopped." in said
    assert supervisor.free_port("127.0.0.1", int(environment["HABIT_PORT"])) == int(
        environment["HABIT_PORT"]
    )
