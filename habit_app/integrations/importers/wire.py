"""A history as JSON, from the process that read a file to the one that asked for it.

JSON and not pickle: the other process is ours, but it has read a stranger's file with parsers
written in C. If such a file ever took it over, a pickle would carry the take-over on; from JSON
nothing comes but a history whose every part is made anew here, or refused.
"""

import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from typing import Any

from habit_app.domain.entries import EntryStatus
from habit_app.domain.habits import Direction, Kind
from habit_app.domain.schedules import parse_schedule, schedule_dict
from habit_app.integrations.importers.history import (
    ImportedEntry,
    ImportedHabit,
    ImportedHistory,
    Refusal,
)

READ, REFUSED, NO_MEMORY, CRASHED = b"read", b"refused", b"no-memory", b"crashed"
"""The first line of an answer; what follows is a history, a refusal, nothing, a traceback."""

PLAIN = (
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
)
"""Fields of a habit that JSON has a word for."""


def packed(history: ImportedHistory) -> bytes:
    """Write a history down; days as numbers, because there may be hundreds of thousands."""
    return json.dumps(
        {
            "format": history.format,
            "habits": [_packed(habit) for habit in history.habits],
            "refusals": [asdict(refusal) for refusal in history.refusals],
        }
    ).encode()


def _packed(habit: ImportedHabit) -> dict[str, Any]:
    return {name: getattr(habit, name) for name in PLAIN} | {
        "schedule": schedule_dict(habit.schedule),
        "start": habit.start.toordinal() if habit.start else None,
        "entries": [
            (entry.day.toordinal(), entry.status, entry.value, entry.note)
            for entry in habit.entries
        ],
    }


def unpacked(raw: bytes) -> ImportedHistory:
    """Read it again; raises a plain error (Value, Key, Type …) for anything else."""
    told = json.loads(raw)
    return ImportedHistory(
        format=str(told["format"]),
        habits=[_unpacked(habit) for habit in told["habits"]],
        refusals=[Refusal(**refusal) for refusal in told["refusals"]],
    )


def _unpacked(told: dict[str, Any]) -> ImportedHabit:
    start = date.fromordinal(told["start"]) if told["start"] is not None else None
    plain = {name: told[name] for name in PLAIN}
    return ImportedHabit(
        **plain
        | {
            "kind": Kind(told["kind"]),
            "direction": Direction(told["direction"]),
            "dropped": Counter(told["dropped"]),
            "schedule": parse_schedule(told["schedule"], start=start or date.min),
            "start": start,
            "entries": [
                ImportedEntry(date.fromordinal(day), EntryStatus(status), value, note)
                for day, status, value, note in told["entries"]
            ],
        }
    )
