"""The rows that queries return: as many names as columns, of the same types."""

from typing import get_type_hints

from habit_app.db.queries.badges import beside_checkin
from habit_app.db.queries.habits import HABIT
from habit_app.db.rows import BadgeFacts, HabitRow
from habit_app.db.tables import Habit

BESIDE = ("versions", "pauses", "predecessor")
"""What the queries add to a habit's own columns, in their order."""


def test_a_habit_s_row_has_the_names_and_types_of_its_table() -> None:
    types = get_type_hints(HabitRow)
    table = {name: field.annotation for name, field in Habit.model_fields.items()}
    columns = [column.name for column in HABIT.c]

    assert HabitRow._fields == (*columns, *BESIDE)
    assert {name: types[name] for name in columns} == table


def test_what_badges_are_judged_by_is_what_the_queries_know() -> None:
    assert set(BadgeFacts._fields) == set(beside_checkin())
