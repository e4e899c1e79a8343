"""The REST API against its floor: the same server and driver, one statement, no rules.

`python -m benchmarks.api` starts both in turn, on SQLite and on PostgreSQL (from the tests'
wheel), with a month and with ten years of history, prints a table and writes JSON.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from habit_app.db import migrations
from habit_app.db.session import get_engine, read_only
from habit_app.domain.entries import EntryStatus
from habit_app.domain.habits import Kind
from habit_app.domain.schedules import Daily
from habit_app.integrations.importers.history import (
    ImportedEntry,
    ImportedHabit,
    ImportedHistory,
)
from habit_app.services.habits.lists import HabitQuery, list_habits
from habit_app.services.imports import imports
from habit_app.services.shared.tokens import key_for
from habit_app.serving import supervisor
from habit_app.settings import get_settings
from tests.makers import make_user, sign_in
from tests.servers import postgres

CONNECTIONS = 16
SECONDS = 6.0
HABITS = 30
HISTORIES = {"1 month": 30, "10 years": 3650}
RESULTS = Path("benchmarks/results")
# The limits stand, and are asked, but at a height that this load does not reach.
UNLIMITED = {"HABIT_RATE_CHECKIN": "10000000/hour", "HABIT_RATE_OTHER": "10000000/hour"}


@dataclass(frozen=True, slots=True)
class Figure:
    """Requests a second, one worker."""

    database: str
    history: str
    what: str
    per_second: float
    failures: int


async def load(port: int, requests: list[bytes]) -> tuple[float, int]:
    """Send requests over kept connections for some seconds; return the rate and the failures."""
    done = failed = 0
    ends = time.perf_counter() + SECONDS

    async def client(number: int) -> None:
        nonlocal done, failed
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        place = number
        while time.perf_counter() < ends:
            writer.write(requests[place % len(requests)])
            place += CONNECTIONS
            head = await reader.readuntil(b"\r\n\r\n")
            length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
            await reader.readexactly(length)
            done += 1
            failed += not head.startswith(b"HTTP/1.1 20")
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(client(number) for number in range(CONNECTIONS)))
    return done / (time.perf_counter() - began), failed


def http(method: str, path: str, token: str = "", body: object = None) -> bytes:
    payload = json.dumps(body).encode() if body is not None else b""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(payload)}"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    if payload:
        lines.append("Content-Type: application/json")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + payload


@contextmanager
def server(target: str, environment: dict[str, str]) -> Iterator[int]:
    port = supervisor.free_port("127.0.0.1", 19_000)
    command = [
        str(Path(sys.executable).parent / "granian"),
        "--interface=asgi",
        "--factory",
        f"--port={port}",
        "--log-level=warning",
        target,
    ]
    process = subprocess.Popen(command, env=os.environ | environment)
    try:
        time.sleep(4)
        yield port
    finally:
        process.terminate()
        process.wait(15)


def fill(days: int) -> tuple[list[str], list[str]]:
    """Sixteen people, the first with thirty habits, each with so many days of history."""
    tokens, habits = [], []
    for person in range(CONNECTIONS):
        viewer = make_user(email=f"bench{days}-{person}@example.com")
        today = viewer.today()
        entries = [
            ImportedEntry(today - timedelta(days=back), EntryStatus.DONE)
            for back in range(days, 0, -1)
        ]
        wanted = [
            ImportedHabit(f"bench:{number}", f"Habit {number}", Kind.BINARY, Daily())
            for number in range(HABITS if person == 0 else 1)
        ]
        for habit in wanted:
            habit.entries = entries
        imports.bring_in(viewer, ImportedHistory("bench", wanted), today=today, progress=None)
        with read_only() as session:
            found = list_habits(session, viewer=viewer, query=HabitQuery(limit=100))
        tokens.append(sign_in(viewer).access_token)
        habits.append(str(found.items[0].id))
    return tokens, habits


def measure(database: str, folder: Path, url: str) -> list[Figure]:
    """The floor and the product in turn on one database."""
    place = {"HABIT_DATABASE_URL": url, "HABIT_DATA_DIR": str(folder), "HABIT_ENV": "test"}
    environment = place | UNLIMITED
    os.environ.update(environment)
    for remembered in (get_settings, get_engine, key_for):
        remembered.cache_clear()
    migrations.upgrade()
    people = {name: fill(days) for name, days in HISTORIES.items()}
    figures = []

    def note(history: str, what: str, port: int, requests: list[bytes]) -> None:
        rate, failures = asyncio.run(load(port, requests))
        figures.append(Figure(database, history, what, round(rate, 1), failures))

    writes = [http("POST", f"/write/{n}", body={"value": 1}) for n in range(CONNECTIONS)]
    reads = [http("GET", f"/read/{n}") for n in range(CONNECTIONS)]
    with server("benchmarks.floor:build", environment) as port:
        note("-", "floor: upsert", port, writes)
        note("-", "floor: read", port, reads)
    with server("habit_app.api.app:create_api", environment) as port:
        for history, (tokens, habits) in people.items():
            ticks = [
                http("POST", f"/api/v1/habits/{habit}/checkin", token, {"status": "done"})
                for habit, token in zip(habits, tokens, strict=True)
            ]
            note(history, "check-in", port, ticks)
            note(history, "today, 30 habits", port, [http("GET", "/api/v1/today", tokens[0])])
            page = http("GET", "/api/v1/habits?limit=30", tokens[0])
            note(history, "list, 30 habits", port, [page])
    get_engine().dispose()
    return figures


def show(figures: list[Figure]) -> None:
    """Print each figure beside its floor."""
    floors = {
        (figure.database, figure.what.removeprefix("floor: ")): figure.per_second
        for figure in figures
        if figure.what.startswith("floor")
    }
    print(f"{'database':<12}{'history':<10}{'what':<20}{'req/s':>9}{'of floor':>10}{'failed':>8}")
    for figure in figures:
        floor = floors[figure.database, "upsert" if "check" in figure.what else "read"]
        share = f"{figure.per_second / floor:.0%}" if "floor" not in figure.what else ""
        print(
            f"{figure.database:<12}{figure.history:<10}{figure.what:<20}"
            f"{figure.per_second:>9}{share:>10}{figure.failures:>8}"
        )


def main() -> None:
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        figures += measure("sqlite", folder, f"sqlite:///{folder / 'bench.sqlite3'}")
        url = postgres.new_database(postgres.server_url(folder))
        figures += measure("postgresql", folder, url)
    show(figures)
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "api.json").write_text(json.dumps([asdict(figure) for figure in figures], indent=1))


if __name__ == "__main__":
    main()
