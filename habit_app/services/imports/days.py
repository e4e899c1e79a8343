"""The days of an imported habit: what the file says of each, beside what is here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from habit_app.db.queries.imports.imports import SOURCE
from habit_app.db.rows import FullEntryRow
from habit_app.domain.calendar import local_instant
from habit_app.domain.checkins import counts_as_kept
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.habits import Rules
from habit_app.integrations.importers.history import ImportedEntry, ImportedHabit
from habit_app.services.shared.viewers import Viewer

LAST_MINUTE = 24 * 60 - 1


@dataclass(frozen=True, slots=True)
class Moment:
    """Whose import it is, and when.

    `today` is the owner's; `through` the day that counts as today for the file, today itself
    or an earlier one.
    """

    viewer: Viewer
    now: datetime
    today: date
    through: date
    ends: dict[date, datetime] = field(default_factory=dict)

    def made_at(self, day: date) -> datetime:
        """Imported history is known at the end of its day, and never later than now."""
        if day not in self.ends:
            end = local_instant(day, LAST_MINUTE, self.viewer.timezone)
            later = timedelta(minutes=self.viewer.day_start)
            self.ends[day] = min(end + later, self.now) if end else self.now
        return self.ends[day]

    def known_at(self, day: date, entry: ImportedEntry | None) -> datetime:
        """When a day was recorded, where the file tells; never later than now."""
        if entry is None or entry.recorded_at is None:
            return self.made_at(day)
        return min(entry.recorded_at, self.now)

    @property
    def local_minute(self) -> int:
        return (LAST_MINUTE + self.viewer.day_start) % (24 * 60)


@dataclass(slots=True)
class Days:
    """`all` entries as they will be, ascending; those to be written, with their log."""

    all: list[Entry]
    entries: list[tuple[Any, ...]]
    log: list[tuple[Any, ...]]
    kept: int
    overwritten: list[tuple[date, datetime]] = field(default_factory=list)
    """The days of an earlier import that this one overwrites, and when they were recorded."""
    last_day: date | None = None
    last_completed: datetime | None = None


def merged(
    habit_id: UUID,
    habit: ImportedHabit,
    stored: Mapping[date, FullEntryRow],
    rules: Rules,
    moment: Moment,
) -> Days:
    """Put the file's days among those that are here.

    A day that was recorded here stays as it is; one that an earlier import brought becomes what
    the file says, and where that is the same, nothing is written.
    """
    told = {entry.day: entry for entry in habit.entries}
    days = {day: Entry(day, EntryStatus(row.status), row.value) for day, row in stored.items()}
    result = Days([], [], [], 0)
    for entry in habit.entries:
        before = stored.get(entry.day)
        if before is not None and before.source != SOURCE:
            result.kept += 1
        elif before is None or (before.status, before.value, before.note) != _said(entry):
            days[entry.day] = Entry(entry.day, entry.status, entry.value)
            if before is not None:
                result.overwritten.append((entry.day, before.recorded_at))
            _write(result, habit_id, entry, moment, created=before is None)
    result.all = [days[day] for day in sorted(days)]
    for latest in reversed(result.all):
        if latest.day <= moment.today and counts_as_kept(rules, latest):
            own = stored.get(latest.day)
            result.last_day = latest.day
            result.last_completed = moment.known_at(latest.day, told.get(latest.day))
            if own is not None and own.source != SOURCE:
                result.last_completed = own.recorded_at
            break
    return result


def _said(entry: ImportedEntry) -> tuple[str, int | None, str | None]:
    return str(entry.status), entry.value, entry.note


def _write(
    days: Days, habit_id: UUID, entry: ImportedEntry, moment: Moment, *, created: bool
) -> None:
    """Note a row of the entries and one of the log, in the order of their columns."""
    said = _said(entry)
    made_at, minute, recorded_at = moment.made_at(entry.day), moment.local_minute, moment.now
    if entry.recorded_at is not None:
        made_at = recorded_at = moment.known_at(entry.day, entry)
        minute = moment.viewer.minute(made_at)
    days.entries.append((habit_id, entry.day, *said, SOURCE, recorded_at))
    days.log.append(
        (
            uuid7(),
            habit_id,
            entry.day,
            *said,
            moment.now,
            made_at,
            minute,
            moment.viewer.timezone,
            SOURCE,
            created,
            None,
        )
    )
