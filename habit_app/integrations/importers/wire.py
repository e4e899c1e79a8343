"""A history as JSON, from the process that read a file to the one that asked for it.

JSON and not pickle: the other process is ours, but it has read a stranger's file with parsers
written in C. If such a file ever took it over, a pickle would carry the take-over on; from JSON
nothing comes but a history whose every part is made anew here, or refused.
"""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from habit_app.domain.entries import EntryStatus
from habit_app.domain.habits import Direction, Kind, Version
from habit_app.domain.schedules import parse_schedule, schedule_dict
from habit_app.integrations.importers.history import (
    ImportedEntry,
    ImportedHabit,
    ImportedHistory,
    ImportedPause,
    Link,
    Refusal,
)

READ, REFUSED, NO_MEMORY, CRASHED = b"read", b"refused", b"no-memory", b"crashed"
"""The first line of an answer; what follows is a history, a refusal, nothing, a traceback."""

PLAIN_FIELDS = (
    "name",
    "title",
    "kind",
    "target",
    "direction",
    "uuid",
    "unit",
    "description",
    "category",
    "color",
    "archived",
    "reminder_times",
    "reminder_days",
    "dropped",
    "origin",
    "icon",
    "time_of_day",
)
"""Fields of a habit that JSON has a word for."""


def packed(history: ImportedHistory) -> bytes:
    """Write a history down; days as numbers, because there may be hundreds of thousands."""
    return json.dumps(
        {
            "format": history.format,
            "habits": [_packed(habit) for habit in history.habits],
            "refusals": [asdict(refusal) for refusal in history.refusals],
            "pauses": [_packed_pause(pause) for pause in history.pauses],
        }
    ).encode()


def _packed(habit: ImportedHabit) -> dict[str, Any]:
    return {name: getattr(habit, name) for name in PLAIN_FIELDS} | {
        "schedule": schedule_dict(habit.schedule),
        "start": _number(habit.start),
        "end": _number(habit.end),
        "later": [
            (
                _number(version.valid_from),
                schedule_dict(version.schedule),
                version.target,
                version.direction,
            )
            for version in habit.later
        ],
        "pauses": [_packed_pause(pause) for pause in habit.pauses],
        "link": habit.link and (habit.link.chain, habit.link.place, _number(habit.link.since)),
        "entries": [
            (
                entry.day.toordinal(),
                entry.status,
                entry.value,
                entry.note,
                entry.recorded_at and entry.recorded_at.isoformat(),
            )
            for entry in habit.entries
        ],
    }


def _packed_pause(pause: ImportedPause) -> tuple[Any, ...]:
    return pause.kind, pause.first.toordinal(), _number(pause.last), pause.reason


def _number(day: date | None) -> int | None:
    return day.toordinal() if day else None


def _day(number: int | None) -> date | None:
    return None if number is None else date.fromordinal(number)


def unpacked(raw: bytes) -> ImportedHistory:
    """Read it again; raises a plain error (Value, Key, Type …) for anything else."""
    told = json.loads(raw)
    return ImportedHistory(
        format=str(told["format"]),
        habits=[_unpacked(habit) for habit in told["habits"]],
        refusals=[Refusal(**refusal) for refusal in told["refusals"]],
        pauses=[_unpacked_pause(*pause) for pause in told["pauses"]],
    )


def _unpacked(told: dict[str, Any]) -> ImportedHabit:
    start = _day(told["start"])
    plain = {name: told[name] for name in PLAIN_FIELDS}
    return ImportedHabit(
        **plain
        | {
            "kind": Kind(told["kind"]),
            "direction": Direction(told["direction"]),
            "dropped": Counter(told["dropped"]),
            "schedule": parse_schedule(told["schedule"], start=start or date.min),
            "start": start,
            "end": _day(told["end"]),
            "later": [_unpacked_version(later, start or date.min) for later in told["later"]],
            "pauses": [_unpacked_pause(*pause) for pause in told["pauses"]],
            "link": told["link"] and _unpacked_link(*told["link"]),
            "entries": [
                ImportedEntry(
                    date.fromordinal(day),
                    EntryStatus(status),
                    value,
                    note,
                    datetime.fromisoformat(at) if at else None,
                )
                for day, status, value, note, at in told["entries"]
            ],
        }
    )


def _unpacked_version(told: Sequence[Any], start: date) -> Version:
    valid_from, schedule, target, direction = told
    asked = parse_schedule(schedule, start=start)
    return Version(_day(valid_from), asked, target, Direction(direction))


def _unpacked_pause(kind: str, first: int, last: int | None, reason: str | None) -> ImportedPause:
    return ImportedPause(kind, date.fromordinal(first), _day(last), reason)


def _unpacked_link(chain: str, place: int, since: int | None) -> Link:
    return Link(chain, place, _day(since))
