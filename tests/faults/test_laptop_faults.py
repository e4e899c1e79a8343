"""A laptop whose disk is full, and one that has to say something in time: SQLite, no Redis."""

import json
import os
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import create_engine, text

from habit_app import clock
from tests.faults import table
from tests.faults.install import mail_settings, until
from tests.servers import product, smtp
from tests.servers.ports import free_port
from tests.serving import test_laptop

pytestmark = [pytest.mark.faults, pytest.mark.timeout(300)]
ROOM = 6
"""Megabytes of the disk."""
LEFT = 400_000
"""Bytes that are left when it gets full."""
PERSON = {
    "email": "ada@example.com",
    "password": "three small steps",
    "full_name": "Ada",
    "timezone": "Europe/Berlin",
    "client": "api",
}


def call(base: str, path: str, body: object = None, token: str = "") -> tuple[int, Any]:
    request = urllib.request.Request(
        f"{base}{path}",
        data=json.dumps(body).encode() if body is not None else None,
        headers={"Content-Type": "application/json"}
        | ({"Authorization": f"Bearer {token}"} if token else {}),
    )
    try:
        with urllib.request.urlopen(request, timeout=15) as answer:
            return answer.status, json.loads(answer.read() or "null")
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, json.loads(refusal.read())


def start(base: str, **habit: Any) -> tuple[str, str]:
    """Sign up and make a habit; return the token and the habit's id."""
    status, signed_up = call(base, "/api/v1/auth/signup", PERSON)
    assert status < 300, signed_up
    token = signed_up["access_token"]
    _, made = call(base, "/api/v1/habits", {"title": "Read", **habit}, token)
    return token, made["id"]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}m,mode=0700", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("Only root may mount a small disk, and not in every container.")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_said_and_loses_nothing(disk: Path, tmp_path: Path) -> None:
    settings = {
        "HABIT_DATA_DIR": str(disk),
        "HABIT_DATABASE_URL": f"sqlite:///{disk / 'product.sqlite3'}",
        "HABIT_RATE_CHECKIN": "1000000/hour",
    }
    with product.running(tmp_path, settings, with_worker=True) as here:
        token, habit = start(here.base)
        acknowledged: list[UUID] = []

        def tick() -> tuple[int, Any]:
            op_id = uuid4()
            body = {"status": "done", "op_id": str(op_id), "note": "x" * 900}
            status, answer = call(here.base, f"/api/v1/habits/{habit}/checkin", body, token)
            if status < 300:
                acknowledged.append(op_id)
            return status, answer

        assert tick()[0] < 300
        ballast = disk / "ballast"
        fill(ballast)
        refused = next(said for said in (tick() for _ in range(3000)) if said[0] >= 300)
        read, _ = call(here.base, "/api/v1/today", token=token)
        refusals = [tick() for _ in range(5)]
        before = len(acknowledged)

        ballast.unlink()
        began = time.monotonic()
        until(lambda: tick()[0] < 300, 30)
        seconds = time.monotonic() - began
        said = here.log.read_text()

    assert (refused[0], refused[1]["type"]) == (507, "/problems/storage-full")
    assert "Traceback" not in json.dumps(refused[1])
    assert read == 200
    assert {status for status, _ in refusals} <= {200, 201, 507}
    with create_engine(f"sqlite:///{disk / 'product.sqlite3'}").connect() as connection:
        kept = {
            UUID(str(row[0])) for row in connection.execute(text("SELECT op_id FROM entry_log"))
        }
        assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
    assert set(acknowledged) <= kept
    assert len(kept) == len(acknowledged)
    assert "no room left" in said
    table.note(
        "Laptop (SQLite, no Redis)",
        {
            "fault": "the disk is full",
            "acknowledged": len(acknowledged),
            "lost": len(set(acknowledged) - kept),
            "answer": f"{refused[0]} {refused[1]['type'].rpartition('/')[2]}",
            "before there was room": before,
            "seconds": round(seconds, 2),
        },
    )


def fill(ballast: Path) -> None:
    """Leave little room: for some check-ins, but not for many."""
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"\0" * 4096)
    os.truncate(ballast, ballast.stat().st_size - LEFT)


def test_a_reminder_is_there_after_its_time(tmp_path: Path) -> None:
    with smtp.running() as box:
        settings = mail_settings(box) | {
            "HABIT_DEMO": "false",
            "HABIT_PORT": str(free_port()),
        }
        with test_laptop.serving(tmp_path, **settings) as install:
            base = f"http://127.0.0.1:{install.port()}"
            wall = clock.utc_now().astimezone(ZoneInfo(PERSON["timezone"])) + timedelta(seconds=75)
            token, habit = start(base, reminder_times=[f"{wall:%H:%M}"])
            due = wall.replace(second=0, microsecond=0)

            def found() -> list[dict[str, Any]]:
                _, page = call(base, "/api/v1/notifications", token=token)
                return [one for one in page["items"] if one["kind"] == "reminder"]

            until(found, 200)
            (reminder,) = found()
            late = (clock.utc_now() - due).total_seconds()

    assert reminder["habit_id"] == habit
    assert datetime.fromisoformat(reminder["scheduled_for"]) == due
    assert late >= 0
    table.note(
        "Laptop (SQLite, no Redis)",
        {"fault": "none: a reminder in the inbox", "lost": 0, "seconds": round(late, 1)},
    )
