"""Makers of people, habits and days; each says only what matters to its test."""

from collections.abc import Iterable
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from habit_app.db.queries.accounts import accounts as store
from habit_app.db.session import unit_of_work
from habit_app.domain.checkins import Said, Statement
from habit_app.services.accounts import registration
from habit_app.services.accounts import sign_in as sign_ins
from habit_app.services.accounts.registration import SignUp
from habit_app.services.accounts.sign_in import Client, SignedIn
from habit_app.services.checkins import checkins
from habit_app.services.checkins.statements import Checkin
from habit_app.services.habits import habits
from habit_app.services.habits.drafts import HabitDraft
from habit_app.services.habits.views import HabitDetail
from habit_app.services.shared import viewers
from habit_app.services.shared.audit import Origin
from habit_app.services.shared.viewers import Viewer

PASSWORD = "three small steps"
_numbers = count(1)


def make_user(*, email: str = "", timezone: str = "UTC", role: str = "user") -> Viewer:
    wanted = SignUp(email or f"person{next(_numbers)}@example.com", PASSWORD, "Ada", timezone)
    with unit_of_work() as session:
        return viewers.of_user(registration.create_user(session, wanted=wanted, role=role))


def sign_in(viewer: Viewer, *, client: Client = "api") -> SignedIn:
    with unit_of_work() as session:
        user = store.find_user(session, viewer.id)
        return sign_ins.begin(session, user, client=client, origin=Origin())


def bearer(viewer: Viewer) -> dict[str, str]:
    return {"Authorization": f"Bearer {sign_in(viewer).access_token}"}


def make_habit(viewer: Viewer, **draft: Any) -> HabitDetail:
    with unit_of_work() as session:
        wanted = HabitDraft.model_validate({"title": "Read", **draft})
        return habits.create(session, viewer=viewer, draft=wanted)


def keep(viewer: Viewer, habit_id: UUID, days: Iterable[date], value: int | None = None) -> None:
    said = Said.DONE if value is None else None
    for day in days:
        with unit_of_work() as session:
            checkin = Checkin(Statement(said=said, value=value), day=day)
            checkins.check_in(session, viewer=viewer, habit_id=habit_id, checkin=checkin)
