"""A new day for a million habits in 38 zones, against one bare UPDATE of the same rows.

`python -m benchmarks.reset` fills a PostgreSQL database (from the tests' wheel, or the one that
HABIT_TEST_DATABASE_URL names) and lets the day turn in one zone after another, in one process.
Before each measured run the caches are put back, which leaves as many dead rows as a day does;
then come VACUUM and CHECKPOINT, so that both find the same table. Folds are counted in; the table
says how much of the time they are. Beside the seconds of the clock stand those of the processor,
ours and the server's (read from /proc), which other work on the machine disturbs less.
"""

import json
import os
import resource
import sys
import tempfile
import time
import unittest.mock
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import time_machine
from sqlalchemy import Connection, text

from benchmarks.reset_mix import DAY, MIX, ZONES, make_templates
from habit_app.db import migrations
from habit_app.db.queries.habits import HABIT, USER, VERSION
from habit_app.db.queries.new_day import NUMBERS, Zone
from habit_app.db.session import get_engine
from habit_app.domain.calendar import next_turn
from habit_app.services.evaluation import new_day
from habit_app.settings import get_settings
from tests.servers import postgres

USERS, EACH = 250_000, 4
RUNS = 2
RESULTS = Path("benchmarks/results")
KEY = "CAST('00000000-0000-7000-8000-' || lpad(to_hex({}), 12, '0') AS uuid)"
NUMBERED = "generate_series(0, CAST(:last AS bigint)) AS n(n)"
CACHE = (*NUMBERS, "folded_through", "strength", "state", "standing")


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the clock, and of the processor: in this process and in the server's."""

    clock: float
    client: float
    server: float

    @property
    def processor(self) -> float:
        return self.client + self.server


@dataclass(frozen=True, slots=True)
class Figures:
    """One run: seconds, and the memory of the process that resets, in megabytes."""

    habits: int
    folded: int
    bare: Cost
    reset: Cost
    fold_seconds: float
    ratio: float
    processor_ratio: float
    before_mb: float
    peak_mb: float


def fill(users: int) -> None:
    """People with four habits each: copies of some whose histories the domain evaluated."""
    make_templates()
    with get_engine().begin() as connection:
        for table in ("user", "habit", "habit_version"):
            connection.execute(text(f'CREATE TABLE model_{table} AS SELECT * FROM "{table}"'))
        connection.execute(text('DELETE FROM "user"'))
        connection.execute(text("CREATE TABLE zone (n int, name text, turns_at timestamptz)"))
        rows = [
            {"n": place, "name": name, "at": next_turn(DAY, name, 0)}
            for place, name in enumerate(ZONES)
        ]
        connection.execute(text("INSERT INTO zone VALUES (:n, :name, :at)"), rows)
        _copy(connection, users)


def _copy(connection: Connection, users: int) -> None:
    _insert(
        connection,
        USER,
        f"{NUMBERED} CROSS JOIN model_user AS m JOIN zone ON zone.n = n.n % :of",
        {"last": users - 1, "of": len(ZONES)},
        id=KEY.format("n.n"),
        email="n.n || '@example.com'",
        email_key="n.n || '@example.com'",
        timezone="zone.name",
        turns_at="zone.turns_at",
    )
    models = connection.execute(text("SELECT count(*) FROM model_habit")).scalar_one()
    _insert(
        connection,
        HABIT,
        f"{NUMBERED} JOIN model_habit AS m ON m.position = n.n * 7919 % :of",
        {"last": users * EACH - 1, "of": models},
        id=KEY.format("n.n"),
        owner_id=KEY.format(f"n.n / {EACH}"),
    )
    _insert(
        connection,
        VERSION,
        "habit JOIN model_habit ON model_habit.position = habit.position "
        "JOIN model_habit_version AS m ON m.habit_id = model_habit.id",
        {},
        id="habit.id",
        habit_id="habit.id",
    )


def _insert(
    connection: Connection, table: object, source: str, named: dict[str, int], **own: str
) -> None:
    """Copy the rows of a model table, with some columns of their own."""
    names = [column.name for column in table.c]  # type: ignore[attr-defined]
    values = ", ".join(own.get(name, f"m.{name}") for name in names)
    columns = ", ".join(names)
    statement = f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM {source}'
    connection.execute(text(statement), named)


def put_back() -> None:
    """Every cache as it was in the evening, and the table as a day leaves it."""
    columns = ", ".join(f"{name} = m.{name}" for name in CACHE)
    with get_engine().begin() as connection:
        source = "FROM model_habit AS m WHERE m.position = habit.position"
        connection.execute(text(f"UPDATE habit SET {columns} {source}"))
        connection.execute(
            text('UPDATE "user" SET turns_at = zone.turns_at FROM zone WHERE name = timezone')
        )
    with get_engine().connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for statement in ("VACUUM ANALYZE habit", 'VACUUM ANALYZE "user"', "CHECKPOINT"):
            connection.execute(text(statement))


def spent() -> Cost:
    """What was used up so far; the benchmark has one connection, so that one process serves it."""
    with get_engine().connect() as connection:
        process = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
    ticks = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:13]
    server = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return Cost(time.perf_counter(), time.process_time(), server)


@contextmanager
def costs() -> Iterator[list[Cost]]:
    """Measure a block; the cost stands in the list when it is over."""
    before, found = spent(), list[Cost]()
    yield found
    after = spent()
    names = ("clock", "client", "server")
    found.append(Cost(*(round(getattr(after, n) - getattr(before, n), 2) for n in names)))


def bare() -> None:
    """The least that a new day can cost: one statement that writes each row once."""
    with get_engine().begin() as connection:
        connection.execute(text("UPDATE habit SET as_of = :day"), {"day": DAY + timedelta(days=1)})


def a_day() -> tuple[int, int, float]:
    """Let the day turn in one zone after another; habits, folds, and the seconds of folds."""
    habits = folded = 0
    folding = 0.0
    fold = new_day.fold_chunk

    def timed(habit_ids: Sequence[UUID]) -> int:
        nonlocal folded, folding
        began = time.perf_counter()
        count = fold(habit_ids)
        folded, folding = folded + count, folding + time.perf_counter() - began
        return count

    with unittest.mock.patch.object(new_day, "fold_chunk", timed):
        for at, name in sorted((next_turn(DAY, name, 0), name) for name in ZONES):
            with time_machine.travel(at, tick=False):
                assert Zone(name, 0) in new_day.due_zones()
                habits += new_day.turn_zone(name, 0)
    return habits, folded, folding


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(users: int) -> list[Figures]:
    figures = []
    for _ in range(RUNS):
        put_back()
        with costs() as least:
            bare()
        put_back()
        before = peak_mb()
        with costs() as whole:
            habits, folded, folding = a_day()
        assert habits == users * EACH
        figures.append(
            Figures(
                habits=habits,
                folded=folded,
                bare=least[0],
                reset=whole[0],
                fold_seconds=round(folding, 1),
                ratio=round(whole[0].clock / least[0].clock, 2),
                processor_ratio=round(whole[0].processor / least[0].processor, 2),
                before_mb=round(before, 1),
                peak_mb=round(peak_mb(), 1),
            )
        )
    return figures


def main() -> None:
    users = int(sys.argv[1]) if len(sys.argv) > 1 else USERS
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        url = postgres.new_database(postgres.server_url(Path(name)))
        os.environ |= {"HABIT_DATABASE_URL": url, "HABIT_DATA_DIR": name, "HABIT_ENV": "test"}
        for remembered in (get_settings, get_engine):
            remembered.cache_clear()
        migrations.upgrade()
        fill(users)
        figures = measure(users)
        get_engine().dispose()
    print("mix of schedules: " + ", ".join(f"{share} % {what}" for what, share in MIX.items()))
    for figure in figures:
        bare_, reset_ = figure.bare, figure.reset
        print(
            f"{figure.habits:,} habits in {len(ZONES)} zones: bare {bare_.clock} s, "
            f"reset {reset_.clock} s = {figure.ratio} x, of which {figure.fold_seconds} s "
            f"for {figure.folded:,} folds; processor: bare {bare_.processor:.2f} s, reset "
            f"{reset_.client} s here + {reset_.server} s in the server = "
            f"{figure.processor_ratio} x; memory {figure.before_mb} -> {figure.peak_mb} MB"
        )
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "reset.json").write_text(
        json.dumps({"mix": MIX, "runs": [asdict(figure) for figure in figures]}, indent=1)
    )


if __name__ == "__main__":
    main()
