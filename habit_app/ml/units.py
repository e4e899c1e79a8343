"""The units frame: a row for each due unit of each habit, as it is known now and as it was then."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zlib import crc32

import polars as pl

from habit_app.domain.calendar import habit_day
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.due_units import DueUnit, next_due
from habit_app.domain.evaluation.history import Unit
from habit_app.domain.habits import Kind, Rules
from habit_app.domain.schedules import TYPES, PerMonth, PerWeek
from habit_app.ml.knowledge import Said, entries_of, known_of

IMPORTED = "import"
CLEARED = "clear"
SCHEDULES = {kind: place for place, kind in enumerate(TYPES.values())}
UNITS = ("day", "week", "month")
PLAIN = {"unit": 0, "schedule": 0, "numeric": False, "at_most": False, "is_open": False}
"""What a day of a daily habit is, yes or no."""

SCHEMA: dict[str, Any] = {
    "user": pl.UInt32,
    "habit": pl.UInt32,
    "first": pl.Date,
    "last": pl.Date,
    "look": pl.Date,
    "unit": pl.UInt8,
    "schedule": pl.UInt8,
    "numeric": pl.Boolean,
    "at_most": pl.Boolean,
    "chain": pl.UInt32,
    "link": pl.UInt8,
    "is_open": pl.Boolean,
    "kept": pl.Boolean,
    "then": pl.Boolean,
    "since": pl.Boolean,
    "changes": pl.List(pl.Struct({"on": pl.Date, "to": pl.Boolean})),
    "minute": pl.Int16,
    "checked_in": pl.Date,
    "times": pl.Int16,
    "days": pl.Int16,
    "times_left": pl.Int16,
    "days_left": pl.Int16,
}
"""Columns of the units frame.

`look`: the day at whose beginning the unit is predicted, its first; of a week or month one of its
days, chosen by a hash, and none if it was decided by then. Without a label there is none, either.
`kept`: the label, as the domain says now (null: no unit any more). `then`: the same as it was known
when the unit was over, `since`: as it is known now, after the `changes` by what was recorded later;
null: it was no unit. `minute`: of the check-in, on the clock of the habit day. `checked_in`: the
last day with a check-in that was known at the look.
"""


@dataclass(frozen=True, slots=True)
class Logged:
    """A statement of the entry log: what its day held after it."""

    day: date
    status: str
    value: int | None
    recorded_at: datetime
    local_minute: int
    source: str


@dataclass(frozen=True, slots=True)
class HabitLog:
    """All that is known of a habit; `user`, `habit` and `chain` are the caller's own numbers."""

    user: int
    habit: int
    rules: Rules
    statements: Sequence[Logged]
    as_of: date
    zone: str = "UTC"
    day_start: int = 0
    chain: int | None = None
    link: int | None = None


@dataclass(slots=True)
class _Columns:
    """Rows in the making: lists by column."""

    of: dict[str, list[Any]] = field(default_factory=lambda: {name: [] for name in SCHEMA})

    def add(self, **values: Any) -> None:
        for name, column in self.of.items():
            column.append(values.get(name))


def frame_of(logs: Iterable[HabitLog], *, with_next: bool = False) -> pl.DataFrame:
    """Lay the units of some habits into one frame.

    `with_next` adds each habit's next due unit (`is_open`), which is what there is to predict.
    Everything that is recorded is known to it, also what was recorded on the day itself.
    """
    columns = _Columns()
    for log in logs:
        _add_habit(columns, log, with_next=with_next)
    return pl.DataFrame(columns.of, schema=SCHEMA)


def as_units(rows: pl.DataFrame) -> pl.DataFrame:
    """Days that are all known from the evening on: `user, habit, first, kept` and what else is."""
    same = {"last": "first", "look": "first", "then": "kept", "since": "kept"}
    rows = rows.with_columns(pl.col(source).alias(name) for name, source in same.items())
    missing = {name: PLAIN.get(name) for name in SCHEMA if name not in rows.columns}
    rows = rows.with_columns(pl.lit(value).alias(name) for name, value in missing.items())
    return rows.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())


def _add_habit(columns: _Columns, log: HabitLog, *, with_next: bool) -> None:
    said = _said(log)
    known, watch = known_of(log.rules, said, log.as_of), _CheckIns(said)
    for first in sorted({*known.now, *known.first, *known.latest, *known.changes}):
        then, since = known.first.get(first), known.latest.get(first)
        unit = known.now.get(first) or since or then
        if unit is None:
            continue  # it came and went in between
        look, quota = _look(log, said, unit) if first in known.now else (None, None)
        changes = known.changes.get(first)
        columns.add(
            **_fixed(log, unit.first, unit.last, look),
            is_open=False,
            kept=known.now[first].kept if first in known.now else None,
            then=then.kept if then else None,
            since=since.kept if since else None,
            changes=[{"on": one.on, "to": one.kept} for one in changes] if changes else None,
            minute=watch.minute(unit.first, unit.last),
            checked_in=watch.last_before(look or unit.first),
            **_quota(quota),
        )
    upcoming = next_due(log.rules, entries_of(said), log.as_of) if with_next else None
    if upcoming:
        look = max(log.as_of, upcoming.first)
        columns.add(
            **_fixed(log, upcoming.first, upcoming.last, look),
            is_open=True,
            checked_in=_CheckIns(said).last_before(date.max),
            **_quota(upcoming),
        )


def _said(log: HabitLog) -> list[Said]:
    """The statements, oldest first. An imported one counts as recorded on its own day."""
    found = []
    for one in sorted(log.statements, key=lambda one: one.recorded_at):
        imported = one.source == IMPORTED
        on = one.day if imported else habit_day(one.recorded_at, log.zone, log.day_start)
        entry = None
        if one.status != CLEARED:
            entry = Entry(one.day, EntryStatus(one.status), one.value)
        is_check_in = entry and entry.status is EntryStatus.DONE and not imported and on == one.day
        minute = (one.local_minute - log.day_start) % (24 * 60) + log.day_start
        found.append(Said(on, one.day, entry, minute if is_check_in else None))
    return found


def _look(log: HabitLog, said: Sequence[Said], unit: Unit) -> tuple[date | None, DueUnit | None]:
    """The day on which a unit is predicted, with what is left of its quota then."""
    days = (unit.last - unit.first).days + 1
    if not isinstance(log.rules.version_on(unit.first).schedule, PerWeek | PerMonth):
        return unit.first, None
    chosen = crc32(f"{log.habit} {unit.first}".encode()) % days
    look = unit.first + timedelta(days=chosen)
    known = entries_of(one for one in said if one.on < look)
    upcoming = next_due(log.rules, known, look)
    if upcoming is None or upcoming.first != unit.first:
        return None, None
    return look, upcoming


def _fixed(log: HabitLog, first: date, last: date, look: date | None) -> dict[str, Any]:
    version = log.rules.version_on(first)
    return {
        "user": log.user,
        "habit": log.habit,
        "first": first,
        "last": last,
        "look": look,
        "unit": UNITS.index(version.unit),
        "schedule": SCHEDULES[type(version.schedule)],
        "numeric": log.rules.kind is Kind.NUMERIC,
        "at_most": version.at_most,
        "chain": log.chain,
        "link": log.link,
    }


def _quota(unit: DueUnit | None) -> dict[str, int]:
    if unit is None or unit.quota is None:
        return {}
    names = ("times", "days", "times_left", "days_left")
    return {name: getattr(unit.quota, name) for name in names}


class _CheckIns:
    """When somebody checked in: asked about units from the oldest to the newest."""

    def __init__(self, said: Iterable[Said]) -> None:
        done = [one for one in said if one.entry and one.entry.status is EntryStatus.DONE]
        self._by_day = {one.day: one.minute for one in done if one.minute is not None}
        self._known = sorted((max(one.on, one.day), one.day) for one in done)
        self._at = 0
        self._last: date | None = None

    def minute(self, first: date, last: date) -> int | None:
        """The minute of the last check-in of a unit."""
        if first == last:
            return self._by_day.get(first)
        days = [day for day in self._by_day if first <= day <= last]
        return self._by_day[max(days)] if days else None

    def last_before(self, look: date) -> date | None:
        """The last day with a check-in that was recorded before a look."""
        while self._at < len(self._known) and self._known[self._at][0] < look:
            day = self._known[self._at][1]
            self._last = day if self._last is None else max(self._last, day)
            self._at += 1
        return self._last
