"""How fast one worker sends mails to a local server, and that its memory does not grow.

`python -m benchmarks.notifications` lets 10,000 notes come due on SQLite and on PostgreSQL (from
the tests' wheel). One real worker decides on them and sends them to a mail server in a process of
its own. The memory is the worker's resident set, read while it waits between two lots.
"""

import contextlib
import json
import logging
import multiprocessing
import os
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from celery import Celery
from sqlalchemy import func, select

from habit_app import clock, jobs
from habit_app.db import migrations
from habit_app.db.queries.notifications.deliveries import DELIVERY
from habit_app.db.session import get_engine, read_only, unit_of_work
from habit_app.services.shared.announcements import Announcement, announce
from habit_app.serving import supervisor
from habit_app.settings import get_settings
from habit_app.worker import app as worker_app
from tests.makers import make_user
from tests.servers import postgres, smtp

LOTS = (1_000, 4_000, 5_000)
"""Messages that come due together: 1,000, then 5,000 and 10,000 in all."""
PEOPLE = 50
DELIVER = "notifications.deliver"
PATIENCE = 900.0
RESULTS = Path("benchmarks/results")


@dataclass(frozen=True, slots=True)
class Figures:
    """What one worker did: seconds from the bell to the last answer, and its memory then."""

    database: str
    messages: int
    in_all: int
    seconds: float
    per_second: float
    worker_mb: float


def keep_mails(port: Any, arrived: Any, over: Any) -> None:
    """A mail server that only counts; the body of a process."""
    warnings.simplefilter("ignore")  # it warns of each connection that it is a test's
    logging.disable()
    with smtp.running() as box:
        port.value = box.port
        while not over.wait(0.2):
            arrived.value += len(box.mails)
            box.mails.clear()
        arrived.value += len(box.mails)


@contextlib.contextmanager
def mail_server() -> Iterator[tuple[int, Any]]:
    own = multiprocessing.get_context("spawn")
    port, arrived, over = own.Value("i", 0), own.Value("i", 0), own.Event()
    process = own.Process(target=keep_mails, args=(port, arrived, over))
    process.start()
    while not port.value:
        time.sleep(0.05)
    try:
        yield port.value, arrived
    finally:
        over.set()
        process.join()


@contextlib.contextmanager
def worker() -> Iterator[int]:
    process = subprocess.Popen(supervisor.background_command("worker"), env=os.environ)
    try:
        time.sleep(6)
        yield process.pid
    finally:
        process.terminate()
        process.wait(30)


def resident_mb(pid: int) -> float:
    """The memory of a process: of Linux, and of what else has `ps`."""
    command = ["ps", "-o", "rss=", "-p", str(pid)]
    with contextlib.suppress(OSError):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return round(int(next(line for line in lines if "VmRSS" in line).split()[1]) / 1024, 1)
    return round(int(subprocess.check_output(command, text=True)) / 1024, 1)


def sent() -> int:
    with read_only() as session:
        statement = select(func.count()).where(DELIVERY.c.status == "sent")
        return int(session.execute(statement).scalar_one())


def measure(database: str, folder: Path, url: str, port: int) -> list[Figures]:
    """One worker and one database, lot after lot."""
    os.environ |= {
        "HABIT_DATABASE_URL": url,
        "HABIT_DATA_DIR": str(folder),
        "HABIT_ENV": "test",
        "HABIT_SMTP_HOST": "127.0.0.1",
        "HABIT_SMTP_PORT": str(port),
        "HABIT_SMTP_USER": smtp.USER,
        "HABIT_SMTP_PASSWORD": smtp.PASSWORD,
        "HABIT_SMTP_TLS": "none",
    }
    for remembered in (get_settings, get_engine):
        remembered.cache_clear()
    migrations.upgrade()
    people = [make_user(email=f"bench{number}@example.com").id for number in range(PEOPLE)]
    bell = Celery("bell", set_as_current=False)
    bell.add_defaults(worker_app._options)
    figures, whole = [], 0
    with worker() as pid:
        for count in LOTS:
            whole += count
            job_id, now = uuid4(), clock.utc_now()
            notes = [
                Announcement(people[n % PEOPLE], "note", uuid4().hex, now, title=f"Note {n}")
                for n in range(count)
            ]
            with unit_of_work() as session:
                announce(session, notes)
                jobs.ask(session, DELIVER, job_id=job_id)
            began = time.perf_counter()
            bell.send_task(DELIVER, [str(job_id)], retry=False)
            while sent() < whole and time.perf_counter() - began < PATIENCE:
                time.sleep(0.1)
            seconds = time.perf_counter() - began
            time.sleep(2)
            figures.append(
                Figures(
                    database=database,
                    messages=count,
                    in_all=whole,
                    seconds=round(seconds, 1),
                    per_second=round(count / seconds, 1),
                    worker_mb=resident_mb(pid),
                )
            )
    assert sent() == whole
    get_engine().dispose()
    return figures


def main() -> None:
    figures: list[Figures] = []
    with (
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name,
        mail_server() as (
            port,
            arrived,
        ),
    ):
        folder = Path(name)
        figures += measure("sqlite", folder, f"sqlite:///{folder / 'bench.sqlite3'}", port)
        url = postgres.new_database(postgres.server_url(folder))
        figures += measure("postgresql", folder, url, port)
        time.sleep(1)
        assert arrived.value == 2 * sum(LOTS), arrived.value
    print(
        f"{'database':<12}{'messages':>9}{'in all':>9}{'seconds':>9}{'per s':>8}{'worker MB':>11}"
    )
    for one in figures:
        print(
            f"{one.database:<12}{one.messages:>9,}{one.in_all:>9,}{one.seconds:>9}"
            f"{one.per_second:>8}{one.worker_mb:>11}"
        )
    RESULTS.mkdir(parents=True, exist_ok=True)
    rows = [asdict(one) for one in figures]
    (RESULTS / "notifications.json").write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
