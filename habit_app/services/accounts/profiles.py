"""Use-cases on a user's profile: name, zone, when days and weeks begin, what is sent when."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field
from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries import habits as habit_store
from habit_app.db.queries.accounts import accounts as store
from habit_app.db.tables import User
from habit_app.domain.calendar import WeekStart
from habit_app.errors import invalid_field
from habit_app.services import histories
from habit_app.services.accounts.views import NudgeSettings, QuietHours, UserView
from habit_app.services.checkins import corrected_days
from habit_app.services.evaluation import folding
from habit_app.services.habits.drafts import Body, Clock, Line, known_zone
from habit_app.services.insights import leaderboard
from habit_app.services.reminders import reminders
from habit_app.services.shared import viewers
from habit_app.services.shared.viewers import Viewer
from habit_app.text.formats import Locale


def _web_address(address: str) -> str:
    if not address.startswith(("https://", "http://")):
        raise ValueError("Write a web address that begins with https://.")
    return address


class QuietDraft(Body):
    """Local times between which nothing is sent."""

    from_: Annotated[Clock, Field(alias="from")]
    to: Clock


class NudgeDraft(Body):
    """Whether, from which risk on, and how often a day nudges come."""

    enabled: bool = True
    threshold: Annotated[float, Field(ge=0, le=0.8, allow_inf_nan=False)] = 0.3
    per_day: Annotated[int, Field(ge=0, le=10, strict=True)] = 2


class ProfileDraft(Body):
    """All that a user may set of the profile."""

    full_name: Annotated[Line, Field(min_length=1, max_length=120)]
    display_name: Annotated[Line, Field(max_length=60)] | None = None
    avatar_url: Annotated[Line, Field(max_length=500), AfterValidator(_web_address)] | None = None
    timezone: Annotated[str, AfterValidator(known_zone)] = "UTC"
    week_start: WeekStart = WeekStart.MONDAY
    day_start: Annotated[int, Field(ge=0, le=720, strict=True)] = 0
    locale: Locale = "en"
    quiet_hours: QuietDraft | None = None
    nudges: NudgeDraft = NudgeDraft()
    leaderboard_opt_in: bool = False
    weekly_report: bool = True
    trains_model: bool = True
    onboarding: Literal["new", "done"] = "done"

    def columns(self) -> dict[str, Any]:
        """All fields, as columns of the user.

        Whether a model learns from the history is changed only where it is named.
        """
        silent = {"trains_model"} - self.model_fields_set
        return _columns(self.model_dump(mode="json", by_alias=True, exclude=silent))


class ProfilePatch(ProfileDraft):
    """The fields to change; those not named stay as they are."""

    full_name: Annotated[Line, Field(min_length=1, max_length=120)] = ""

    def columns(self) -> dict[str, Any]:
        """The named fields, as columns of the user."""
        return _columns(self.model_dump(mode="json", by_alias=True, exclude_unset=True))


def _columns(said: dict[str, Any]) -> dict[str, Any]:
    if "quiet_hours" in said:
        quiet = said.pop("quiet_hours") or {"from": None, "to": None}
        said |= {"quiet_from": quiet["from"], "quiet_to": quiet["to"]}
    names = {
        "enabled": "nudges_enabled",
        "threshold": "nudge_threshold",
        "per_day": "nudges_per_day",
    }
    return said | {names[name]: value for name, value in said.pop("nudges", {}).items()}


def change_profile(session: Session, *, viewer: Viewer, change: ProfileDraft) -> UserView:
    """Store what was said of the profile: all of it, or what a patch names.

    A new zone or day start says anew which day it is and when the next one begins; a new week
    start regroups all weeks, past ones, too.
    """
    habit_store.lock_owner(session, viewer.id)
    values = change.columns()
    if not values:
        return me(session, viewer=viewer)
    if values.keys() & {"leaderboard_opt_in", "display_name"}:
        _on_the_leaderboard(session, viewer, values)
    now, moves = clock.utc_now(), bool(values.keys() & {"timezone", "day_start"})
    if moves:
        lived = store.last_recorded_day(session, viewer.id)
        values |= {"lived_through": lived, "turns_at": now}
    if "timezone" in values:
        values["zone_settled"] = True
    store.update_user(session, viewer.id, {**values, "updated_at": now})
    again = viewers.of_user(store.find_user(session, viewer.id))
    if moves:
        corrected_days.bring_back(session, before=viewer, after=again)
    if again.week_start != viewer.week_start:
        rows = habit_store.list_rows(session, viewer.id, habit_store.HABIT.c.deleted_at.is_(None))
        weekly = [row.id for row in rows if histories.counts_weeks(row)]
        folding.reassess(session, viewer=again, habit_ids=weekly, first=None)
    if moves:
        reminders.reschedule(session, owner_id=viewer.id)
    return me(session, viewer=viewer)


def asks_zone(session: Session, *, viewer: Viewer) -> bool:
    """Whether a browser may offer its own zone: nobody said one, and no day holds anything yet."""
    return not viewer.zone_settled and not store.has_recorded(session, viewer.id)


def _on_the_leaderboard(session: Session, viewer: Viewer, values: dict[str, Any]) -> None:
    """Nobody is shown without a name of their own choice, never by their full name or address."""
    user = store.find_user(session, viewer.id)
    values["display_name"] = values.get("display_name", user.display_name) or None
    if not values.get("leaderboard_opt_in", user.leaderboard_opt_in):
        return
    if values["display_name"] is None:
        raise invalid_field(
            "display_name", "The leaderboard shows a name: choose one first.", "display-name-needed"
        )
    leaderboard.ask_refresh(session)


def me(session: Session, *, viewer: Viewer) -> UserView:
    """Return the viewer's own profile."""
    return user_view(store.find_user(session, viewer.id))


def user_view(user: User) -> UserView:
    quiet = None
    if user.quiet_from and user.quiet_to:
        quiet = QuietHours(user.quiet_from, user.quiet_to)
    return UserView(
        id=user.id,
        email=user.email,
        email_confirmed=user.email_confirmed_at is not None,
        full_name=user.full_name,
        display_name=user.display_name,
        avatar_url=user.avatar_url,
        timezone=user.timezone,
        week_start=user.week_start,
        day_start=user.day_start,
        locale=user.locale,
        quiet_hours=quiet,
        nudges=NudgeSettings(user.nudges_enabled, user.nudge_threshold, user.nudges_per_day),
        leaderboard_opt_in=user.leaderboard_opt_in,
        weekly_report=user.weekly_report,
        trains_model=user.trains_model,
        onboarding=user.onboarding,
        role=user.role,
        is_active=user.is_active,
        created_at=user.created_at,
        last_login_at=user.last_login_at,
    )
