"""The rows that queries return: as many names as columns, of the same types."""

import pkgutil
from importlib import import_module
from types import ModuleType
from typing import Literal, NamedTuple, get_args, get_origin, get_type_hints

import pytest
from sqlalchemy import Table
from sqlmodel import SQLModel

from habit_app.db import queries, rows, tables
from habit_app.db.queries import (
    badges,
    idempotency,
    jobs,
    leaderboard,
    new_day,
    nudges,
    reminders,
    reports,
)
from habit_app.db.queries.accounts import accounts, sign_ins
from habit_app.db.queries.badges import beside_checkin
from habit_app.db.queries.habits import ENTRY, HABIT, PAUSE
from habit_app.db.queries.imports import undo
from habit_app.db.queries.notifications import channels
from habit_app.db.queries.predictions import logs, stored
from habit_app.db.rows import BadgeFacts, HabitRow
from habit_app.db.tables import Habit

BESIDE = ("versions", "pauses", "predecessor")
"""What the queries add to a habit's own columns, in their order."""

READ_FROM: list[tuple[type[NamedTuple], tuple[type[SQLModel], ...]]] = [
    (rows.ClaimedRow, (tables.Notification,)),
    (rows.DoneRow, (tables.Entry,)),
    (rows.FullEntryRow, (tables.Entry,)),
    (rows.HabitNameRow, (tables.Habit,)),
    (rows.NotificationRow, (tables.Notification,)),
    (rows.PauseRow, (tables.Pause,)),
    (rows.ReaderRow, (tables.User,)),
    (rows.ShownRow, (tables.Notification,)),
    (rows.StatementRow, (tables.EntryLog,)),
    (rows.VersionRow, (tables.HabitVersion,)),
    (rows.WaitingRow, (tables.Notification,)),
    (accounts.ViewerRow, (tables.User, tables.AccessToken)),
    (badges.BadgeRow, (tables.Badge,)),
    (badges.EarlyRow, (tables.EntryLog,)),
    (channels.ChannelRow, (tables.Channel,)),
    (channels.OwnedChannelRow, (tables.Channel, tables.User)),
    (idempotency.KeyRow, (tables.IdempotencyKey,)),
    (undo.Word, (tables.EntryLog,)),
    (jobs.ClaimedJobRow, (tables.Job,)),
    (jobs.HeartbeatRow, (tables.Heartbeat,)),
    (jobs.JobRow, (tables.Job,)),
    (leaderboard.ScoredEntryRow, (tables.Entry,)),
    (leaderboard.ScoredHabitRow, (tables.Habit,)),
    (leaderboard.ScoredPersonRow, (tables.User,)),
    (new_day.FoldRow, (tables.Habit, tables.User)),
    (nudges.CheckinTimeRow, (tables.EntryLog,)),
    (nudges.NudgeRow, (tables.Nudge, tables.Habit)),
    (reminders.RemindedRow, (tables.Habit, tables.User)),
    (reports.ReportRow, (tables.Report,)),
    (reports.UnlockedRow, (tables.Badge,)),
    (logs.StatementRow, (tables.EntryLog,)),
    (stored.SaidRow, (tables.Prediction,)),
    (stored.StoredRow, (tables.Prediction,)),
    (sign_ins.LinkRow, (tables.MailLink,)),
    (sign_ins.SessionRow, (tables.Session,)),
    (sign_ins.TokenRow, (tables.AccessToken,)),
]
"""The tables of each row, in the order in which its query asks them for a name."""

OTHERWISE: dict[type[NamedTuple], str] = {
    badges.FullDayRow: "worked out",
    undo.Link: "the old and the new place of a habit",
    leaderboard.PlaceRow: "worked out",
    new_day.TurnedRow: "worked out",
    rows.BadgeFacts: "compared below",
    rows.CheckinRow: "one statement's answer, in JSON",
    rows.HabitRow: "compared below",
    stored.HeldRow: "of units whose outcome is known, which a column need not be",
    stored.NudgedRow: "counted",
    stored.TallyRow: "counted",
}
"""Rows that are not read from tables column by column, and what they are."""


def plain(kind: object) -> object:
    """What a column is whose words are named one by one."""
    return type(get_args(kind)[0]) if get_origin(kind) is Literal else kind


def test_each_row_is_compared_or_says_why_not() -> None:
    modules = [rows, *(import_module(name) for name in _names(queries))]
    defined = {
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type)
        and hasattr(kind, "_fields")
        and kind.__module__ == module.__name__
    }

    assert defined == {kind for kind, _ in READ_FROM} | OTHERWISE.keys()


def _names(package: ModuleType) -> list[str]:
    found = pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    return [module.name for module in found]


@pytest.mark.parametrize(("kind", "read_from"), READ_FROM)
def test_a_row_has_the_types_of_its_tables(
    kind: type[NamedTuple], read_from: tuple[type[SQLModel], ...]
) -> None:
    types = {name: plain(hint) for name, hint in get_type_hints(kind).items()}
    columns = {
        name: field.annotation
        for table in reversed(read_from)
        for name, field in table.model_fields.items()
    }
    known = types.keys() & columns.keys()

    assert known
    assert {name: types[name] for name in known} == {name: columns[name] for name in known}


@pytest.mark.parametrize(("kind", "table"), [(rows.PauseRow, PAUSE), (rows.FullEntryRow, ENTRY)])
def test_a_row_of_a_whole_table_has_its_columns_in_their_order(
    kind: type[NamedTuple], table: Table
) -> None:
    """Its query selects the table, which costs less than to name each column."""
    assert kind._fields == tuple(column.name for column in table.c)


def test_a_habit_s_row_has_the_names_and_types_of_its_table() -> None:
    types = get_type_hints(HabitRow)
    table = {name: field.annotation for name, field in Habit.model_fields.items()}
    columns = [column.name for column in HABIT.c]

    assert HabitRow._fields == (*columns, *BESIDE)
    assert {name: types[name] for name in columns} == table


def test_what_badges_are_judged_by_is_what_the_queries_know() -> None:
    assert set(BadgeFacts._fields) == set(beside_checkin())
