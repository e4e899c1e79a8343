"""Every table, one module per area. Importing this package registers all of them."""

from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = SQLModel.metadata

from habit_app.db.tables.accounts import Session, User  # noqa: E402 - names come first
from habit_app.db.tables.admin import Audit, Job  # noqa: E402
from habit_app.db.tables.habits import (  # noqa: E402
    Checkpoint,
    Entry,
    EntryLog,
    Habit,
    HabitVersion,
    Pause,
)
from habit_app.db.tables.imports import ImportRun  # noqa: E402

__all__ = [
    "Audit",
    "Checkpoint",
    "Entry",
    "EntryLog",
    "Habit",
    "HabitVersion",
    "ImportRun",
    "Job",
    "Pause",
    "Session",
    "User",
    "metadata",
]
