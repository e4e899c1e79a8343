"""Every table, by what it is about. Importing this package registers all of them."""

from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
metadata = SQLModel.metadata

from habit_app.db.tables.accounts import (  # noqa: E402 - names come first
    AccessToken,
    IdempotencyKey,
    MailLink,
    Session,
    User,
)
from habit_app.db.tables.admin import Audit, Heartbeat, Job  # noqa: E402
from habit_app.db.tables.habits import (  # noqa: E402
    Checkpoint,
    Entry,
    EntryLog,
    Habit,
    HabitVersion,
    Pause,
)
from habit_app.db.tables.imports import ImportRun  # noqa: E402
from habit_app.db.tables.notifications import (  # noqa: E402
    Channel,
    Delivery,
    Notification,
    Nudge,
)
from habit_app.db.tables.predictions import Model, ModelDay, Prediction  # noqa: E402
from habit_app.db.tables.progress import Badge, Report, Score  # noqa: E402

__all__ = [
    "AccessToken",
    "Audit",
    "Badge",
    "Channel",
    "Checkpoint",
    "Delivery",
    "Entry",
    "EntryLog",
    "Habit",
    "HabitVersion",
    "Heartbeat",
    "IdempotencyKey",
    "ImportRun",
    "Job",
    "MailLink",
    "Model",
    "ModelDay",
    "Notification",
    "Nudge",
    "Pause",
    "Prediction",
    "Report",
    "Score",
    "Session",
    "User",
    "metadata",
]
