"""What a file tells of a habit's words and rules, and what of it a habit that is here follows."""

import json
from typing import Any
from uuid import UUID

from habit_app.db.rows import HabitRow
from habit_app.db.tables import HabitVersion
from habit_app.db.tables.habits import FROM_EVER
from habit_app.domain.schedules import schedule_dict
from habit_app.integrations.importers.history import ImportedHabit
from habit_app.services import histories
from habit_app.services.habits.drafts import COLORS

FOLLOWING = ("title", "description", "unit", "reminder_times", "reminder_days")
"""The fields in which a habit that was never edited here follows the file."""


def told(habit: ImportedHabit) -> dict[str, Any]:
    """What the file tells of a habit's words; not every one knows of reminders or categories."""
    columns = {name: getattr(habit, name) for name in FOLLOWING}
    columns["color"] = habit.color if habit.color in COLORS else "jade"
    if habit.reminder_times is None:
        del columns["reminder_times"], columns["reminder_days"]
    if habit.category is not None or habit.whole:
        columns["category"] = habit.category
    if habit.whole:
        columns |= {"icon": habit.icon, "end_date": habit.end}
        columns["time_of_day"] = habit.time_of_day or "anytime"
    return columns


def followed(habit: ImportedHabit, row: HabitRow) -> dict[str, Any]:
    """The columns that change where a habit follows the file."""
    changes = {name: value for name, value in told(habit).items() if value != getattr(row, name)}
    if habit.start and (habit.start < row.start_date or habit.whole):
        changes["start_date"] = habit.start
    if changes.get("start_date") == row.start_date:
        del changes["start_date"]
    return changes


def versions_of(habit: ImportedHabit, habit_id: UUID) -> list[HabitVersion]:
    return [
        HabitVersion(
            habit_id=habit_id,
            valid_from=version.valid_from or FROM_EVER,
            schedule=schedule_dict(version.schedule),
            target=version.target,
            direction=str(version.direction),
        )
        for version in habit.versions
    ]


def asked_anew(habit: ImportedHabit, row: HabitRow) -> list[HabitVersion]:
    """All of the habit's versions, where the file asks for something else by now.

    A file that knows only one leaves alone what has more.
    """
    here = [
        (valid_from, json.loads(schedule), target, direction)
        for valid_from, schedule, target, direction in histories.versions_in(row)
    ]
    if len(here) > 1 and not habit.whole:
        return []
    asked = versions_of(habit, row.id)
    there = [
        (version.valid_from, version.schedule, version.target, version.direction)
        for version in asked
    ]
    return [] if here == there else asked
