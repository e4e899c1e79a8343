"""Use-cases on a user's profile: name, zone, and when days and weeks begin."""

from dataclasses import replace
from typing import Annotated, Literal
from zoneinfo import available_timezones

from pydantic import AfterValidator, Field
from sqlmodel import Session

from habit_app import clock
from habit_app.db import accounts as store
from habit_app.db import habits as habit_store
from habit_app.domain.calendar import WeekStart
from habit_app.services import evaluations
from habit_app.services.accounts import me
from habit_app.services.drafts import Body, Line
from habit_app.services.viewers import Viewer
from habit_app.services.views import UserView


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("Choose an IANA time zone, such as Europe/Berlin.")
    return name


def _web_address(address: str) -> str:
    if not address.startswith(("https://", "http://")):
        raise ValueError("Write a web address that begins with https://.")
    return address


class ProfileDraft(Body):
    """All that a user may set of the profile."""

    full_name: Annotated[Line, Field(min_length=1, max_length=120)]
    display_name: Annotated[Line, Field(max_length=60)] | None = None
    avatar_url: Annotated[Line, Field(max_length=500), AfterValidator(_web_address)] | None = None
    timezone: Annotated[str, AfterValidator(_known_zone)] = "UTC"
    week_start: WeekStart = WeekStart.MONDAY
    day_start: Annotated[int, Field(ge=0, le=720, strict=True)] = 0
    locale: Literal["en", "de"] = "en"


class ProfilePatch(ProfileDraft):
    """The fields to change; those not named stay as they are."""

    full_name: Annotated[Line, Field(min_length=1, max_length=120)] = ""


def change_profile(session: Session, *, viewer: Viewer, change: ProfileDraft) -> UserView:
    """Store what was said of the profile: all of it, or what a patch names.

    A new zone or day start never moves a day that was lived already; a new week start
    regroups all weeks, past ones, too.
    """
    habit_store.lock_owner(session, viewer.id)
    values = change.model_dump(mode="json", exclude_unset=isinstance(change, ProfilePatch))
    if not values:
        return me(session, viewer=viewer)
    today = viewer.today()
    store.update_user(
        session,
        viewer.id,
        {**values, "updated_at": clock.utc_now(), "lived_through": today},
    )
    if values.get("week_start", viewer.week_start) != viewer.week_start:
        user = store.find_user(session, viewer.id)
        again = replace(viewer, week_start=WeekStart(user.week_start))
        rows = habit_store.list_rows(session, viewer.id, habit_store.HABIT.c.deleted_at.is_(None))
        ids = [row.id for row in rows]
        evaluations.reassess(session, viewer=again, habit_ids=ids, first=None)
    return me(session, viewer=viewer)
