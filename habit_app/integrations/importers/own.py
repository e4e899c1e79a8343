"""Our own export: all of what an account knows of its habits, for another installation.

What only concerns the account stays where it is: profile, badges, log, channels, sign-ins, tokens.
"""

import re
from collections.abc import Iterable
from datetime import date

from habit_app.domain.chains import MOST_LINKS
from habit_app.domain.entries import EntryStatus
from habit_app.domain.habits import (
    MOST_CHANGES,
    MOST_VERSIONS,
    Direction,
    Kind,
    Version,
    check_rules,
)
from habit_app.domain.schedules import WEEKDAYS, RuleError, parse_schedule
from habit_app.integrations.importers import own_tables
from habit_app.integrations.importers.archives import Archive
from habit_app.integrations.importers.history import (
    LONGEST_CATEGORY,
    LONGEST_DESCRIPTION,
    LONGEST_NOTE,
    LONGEST_TITLE,
    LONGEST_UNIT,
    MOST_HABITS,
    ImportedEntry,
    ImportedHabit,
    ImportedHistory,
    ImportedPause,
    Link,
    Refusal,
    too_many_habits,
)
from habit_app.integrations.importers.own_tables import Row, Tables, damaged

TRACKER = "smarthabit"
TIMES_OF_DAY = ("morning", "afternoon", "evening", "anytime")
PAUSE_KINDS = ("pause", "archive", "delete")
LONGEST_REASON = 200
"""Letters: of a pause's reason that we keep."""
MOST_PAUSES = 2_000
"""Pauses: in a file, those of archive and trash among them."""
MOST_REMINDERS = 10
CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
ICON = re.compile(r"(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*")
COLOR = re.compile(r"[a-z]{1,12}")
ORIGIN = re.compile(r"[a-z]{1,20}:[\w:.-]{1,90}")


def read_json(payload: bytes, *, today: date) -> ImportedHistory:
    """Read the export of `format=json`."""
    return _history(f"{TRACKER}-json", own_tables.from_json(payload), today)


def read_zip(archive: Archive, home: str, *, today: date) -> ImportedHistory:
    """Read the export of `format=zip`."""
    return _history(f"{TRACKER}-zip", own_tables.from_archive(archive, home), today)


def _history(format_: str, tables: Tables, today: date) -> ImportedHistory:
    history = ImportedHistory(format_)
    rows = {row.must("id", row.key("id")): row for row in _few(tables.rows("habits"))}
    versions = _versions(tables, rows)
    habits = {key: _habit(row, versions[key]) for key, row in rows.items()}
    _take_pauses(tables, habits, history)
    _take_entries(tables, habits, today)
    places = {key: row.whole("position") or 0 for key, row in rows.items()}
    for key in sorted(habits, key=places.__getitem__):
        if rows[key].instant("deleted_at") is not None:
            told = "It is in the trash, and stays there."
            history.refusals.append(Refusal(habits[key].title, "in-trash", told))
        else:
            history.habits.append(habits[key])
    _check_chains(history.habits)
    return history


def _few(rows: Iterable[Row]) -> Iterable[Row]:
    """An account keeps so many habits, and has so many more in the trash."""
    seen: set[str] = set()
    for row in rows:
        if row.number > 2 * MOST_HABITS:
            raise too_many_habits()
        key = row.must("id", row.key("id"))
        if key in seen:
            raise row.wrong("id", "is there twice")
        seen.add(key)
        yield row


def _versions(tables: Tables, habits: dict[str, Row]) -> dict[str, list[Version]]:
    found: dict[str, list[Version]] = {key: [] for key in habits}
    changes = 0
    for row in tables.rows("versions"):
        key = _owner(row, found)
        valid_from = row.day("valid_from")
        if any(version.valid_from == valid_from for version in found[key]):
            raise row.wrong("valid_from", "is there twice")
        changes += valid_from is not None
        if len(found[key]) >= MOST_VERSIONS or changes > MOST_CHANGES:
            raise row.wrong("habit_id", "has more versions than we keep")
        found[key].append(_version(row, habits[key], valid_from))
    for versions in found.values():
        versions.sort(key=lambda version: version.valid_from or date.min)
        if not versions or versions[0].valid_from is not None:
            raise damaged("a habit does not say what it asked for at first.")
    return found


def _owner(row: Row, known: Iterable[str]) -> str:
    """The habit that a row belongs to."""
    key = row.must("habit_id", row.key("habit_id"))
    if key not in known:
        raise row.wrong("habit_id", "names no habit of the file")
    return key


def _version(row: Row, habit: Row, valid_from: date | None) -> Version:
    kind = Kind(habit.must("kind", habit.word("kind", list(Kind))))
    start = habit.must("start_date", habit.day("start_date"))
    direction = Direction(row.must("direction", row.word("direction", list(Direction))))
    target = row.must("target", row.thousandths("target"))
    try:
        plain = row.must("schedule", row.plain("schedule", dict))
        schedule = parse_schedule(plain, start=start)
        check_rules(kind, schedule, target, direction)
    except (RuleError, TypeError):
        raise row.wrong("schedule", "is none that we know") from None
    return Version(valid_from, schedule, target, direction)


def _habit(row: Row, versions: list[Version]) -> ImportedHabit:
    title = row.must("title", row.line("title", LONGEST_TITLE))
    first, *later = versions
    start, end = row.day("start_date"), row.day("end_date")
    if start and end and end < start:
        raise row.wrong("end_date", "comes before the start")
    return ImportedHabit(
        name=title,
        title=title,
        kind=Kind(row.cells["kind"]),
        schedule=first.schedule,
        target=first.target,
        direction=first.direction,
        uuid=row.key("id"),
        unit=row.line("unit", LONGEST_UNIT),
        description=row.text("description", LONGEST_DESCRIPTION),
        category=row.line("category", LONGEST_CATEGORY),
        color=_matching(row, "color", COLOR) or "jade",
        archived=row.instant("archived_at") is not None,
        reminder_times=_reminder_times(row),
        reminder_days=_reminder_days(row),
        start=start,
        origin=_matching(row, "origin", ORIGIN),
        icon=row.must("icon", _matching(row, "icon", ICON)),
        time_of_day=row.word("time_of_day", TIMES_OF_DAY),
        end=end,
        later=later,
        link=_link(row),
    )


def _matching(row: Row, column: str, pattern: re.Pattern[str]) -> str | None:
    found = row.line(column, 120)
    if found is not None and not pattern.fullmatch(found):
        raise row.wrong(column, "is none that we know")
    return found


def _reminder_times(row: Row) -> list[str]:
    times = row.plain("reminder_times", list) or []
    right = all(isinstance(time, str) and CLOCK.fullmatch(time) for time in times)
    if not right or len(times) > MOST_REMINDERS:
        raise row.wrong("reminder_times", "are none that we keep")
    return sorted(set(times))


def _reminder_days(row: Row) -> list[str] | None:
    days = row.plain("reminder_days", list)
    if days is None:
        return None
    if not days or not all(isinstance(day, str) and day in WEEKDAYS for day in days):
        raise row.wrong("reminder_days", "are no weekdays")
    chosen = [day for day in WEEKDAYS if day in days]
    return chosen if 0 < len(chosen) < len(WEEKDAYS) else None


def _link(row: Row) -> Link | None:
    chain, place = row.key("chain_id"), row.whole("chain_position")
    if chain is None or place is None:
        return None
    return Link(chain, place, row.day("chain_since"))


def _check_chains(habits: Iterable[ImportedHabit]) -> None:
    seen: dict[str, set[int]] = {}
    for link in (habit.link for habit in habits if habit.link):
        places = seen.setdefault(link.chain, set())
        if link.place in places or len(places) >= MOST_LINKS:
            raise damaged("a chain has two habits in one place, or too many.")
        places.add(link.place)


def _take_pauses(
    tables: Tables, habits: dict[str, ImportedHabit], history: ImportedHistory
) -> None:
    for row in tables.rows("pauses"):
        kind = row.must("kind", row.word("kind", PAUSE_KINDS))
        first, last = row.must("first_day", row.day("first_day")), row.day("last_day")
        if last is not None and last < first:
            raise row.wrong("last_day", "comes before the first")
        pause = ImportedPause(kind, first, last, row.line("reason", LONGEST_REASON))
        if row.key("habit_id") is None and kind == "pause":
            found = history.pauses
        else:
            found = habits[_owner(row, habits)].pauses
        if row.number > MOST_PAUSES:
            raise row.wrong("first_day", "is one pause more than we keep")
        found.append(pause)
    for habit in habits.values():
        habit.pauses = [pause for pause in habit.pauses if _lasts(pause, habit)]


def _lasts(pause: ImportedPause, habit: ImportedHabit) -> bool:
    """Whether a span stays one: an open one of archive belongs to a habit that is there."""
    return (
        pause.last is not None
        or pause.kind == "pause"
        or (pause.kind == "archive" and habit.archived)
    )


def _take_entries(tables: Tables, habits: dict[str, ImportedHabit], today: date) -> None:
    seen: dict[str, set[date]] = {key: set() for key in habits}
    for row in tables.rows("entries"):
        key, day = _owner(row, habits), row.must("day", row.day("day"))
        if day in seen[key]:
            raise row.wrong("day", "is there twice")
        seen[key].add(day)
        entry = _entry(row, habits[key], day)
        if day > today:
            habits[key].note("after-today")
        else:
            habits[key].entries.append(entry)
    for habit in habits.values():
        habit.entries.sort(key=lambda entry: entry.day)


def _entry(row: Row, habit: ImportedHabit, day: date) -> ImportedEntry:
    status = EntryStatus(row.must("status", row.word("status", list(EntryStatus))))
    value = row.thousandths("value")
    if habit.kind is Kind.BINARY and value is not None:
        raise row.wrong("value", "belongs to a habit without amounts")
    if habit.kind is Kind.NUMERIC and (status is EntryStatus.SLIP or _lacks(status, value)):
        raise row.wrong("status", "does not go with a habit of amounts")
    return ImportedEntry(
        day, status, value, row.text("note", LONGEST_NOTE), row.instant("recorded_at")
    )


def _lacks(status: EntryStatus, value: int | None) -> bool:
    return status is EntryStatus.DONE and value is None
