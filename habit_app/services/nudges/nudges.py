"""Nudges: planned at the start of each habit day, said an hour before the usual time."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app import clock, jobs
from habit_app.db.queries import nudges as store
from habit_app.db.queries.habits import lock_owner
from habit_app.db.queries.nudges import NudgeRow, NudgeStatus
from habit_app.db.queries.reminders import SNOOZED
from habit_app.db.tables import User
from habit_app.domain import nudges as rules
from habit_app.domain.calendar import habit_day
from habit_app.domain.nudges import LATEST_CHECK_INS, Candidate, Choice, Wishes
from habit_app.domain.reminders import minute_of
from habit_app.domain.risk import band_of
from habit_app.errors import NotFound
from habit_app.services.habits.views import RiskView
from habit_app.services.nudges.views import NudgeView
from habit_app.services.predictions.forecasts import Judged, has_limit
from habit_app.services.predictions.reasons import reason_in_words, reasons_in_words, top_reason
from habit_app.services.predictions.views import ReasonView
from habit_app.services.shared import viewers
from habit_app.services.shared.announcements import Announcement, announce
from habit_app.services.shared.paging import Page
from habit_app.services.shared.viewers import Viewer
from habit_app.settings import get_settings
from habit_app.text import say

PLAN = "nudges.plan_place"
CHUNK = "nudges.plan_people"
PEOPLE = 500
"""People: whose nudges one job plans."""
LOOKED_AT = 40
"""Check-ins: among which those of their own day are looked for."""
TITLES, OF_LIMITS = 4, 2
"""Wordings: each with a small step to try; after them those for limits."""
Status = NudgeStatus


def ask_people(session: Session, *, timezone: str, day_start: int) -> None:
    """Ask for the nudges of the people of a place, so many at a time."""
    after = None
    while people := store.list_people(session, timezone, day_start, after=after, limit=PEOPLE):
        jobs.ask(session, CHUNK, people=" ".join(user_id.hex for user_id in people))
        after = people[-1]


def plan(session: Session, *, user: User, judged: Mapping[UUID, Judged]) -> int:
    """Plan a user's nudges of today; return how many are going to be said.

    What was kept since it was judged is noticed when the nudge comes due.
    """
    viewer, now = viewers.of_user(user), clock.utc_now()
    today = viewer.today(now)
    if not any(habit.risk.probability >= user.nudge_threshold for habit in judged.values()):
        return 0
    before = store.latest_wordings(session, judged.keys())
    choices = rules.choose(
        _candidates(session, user, judged),
        _wishes(user),
        already=frozenset(store.list_nudged(session, user.id, today)),
        not_before=_minute_now(viewer, today, now),
    )
    nudges = [
        _nudge(user, judged[choice.habit_id], choice, today, before.get(choice.habit_id))
        for choice in choices
    ]
    new = store.put_nudges(session, [nudge for nudge in nudges if nudge["planned_for"]])
    said = [nudge for nudge in nudges if nudge["id"] in new and not nudge["held_out"]]
    announce(session, [_announcement(user, nudge, judged[nudge["habit_id"]]) for nudge in said])
    return len(said)


def _usual_minutes(session: Session, user: User, ids: Collection[UUID]) -> dict[UUID, list[int]]:
    """When habits were kept lately; days that were filled in later say nothing of that."""
    found: dict[UUID, list[int]] = {}
    for row in store.latest_check_ins(session, ids, LOOKED_AT):
        if habit_day(row.recorded_at, row.timezone, user.day_start) == row.day:
            found.setdefault(row.habit_id, []).append(row.local_minute)
    return {key: minutes[:LATEST_CHECK_INS] for key, minutes in found.items()}


def _candidates(
    session: Session, user: User, judged: Mapping[UUID, Judged]
) -> list[Candidate[UUID]]:
    minutes = _usual_minutes(session, user, judged.keys())
    return [
        Candidate(
            habit_id=key,
            risk=forecast.risk.probability,
            after_miss=forecast.after_miss,
            time_of_day=forecast.habit.row.time_of_day,
            check_ins=minutes.get(key, ()),
            reminders=[minute_of(time) for time in forecast.habit.row.reminder_times],
        )
        for key, forecast in judged.items()
    ]


def _wishes(user: User) -> Wishes:
    quiet = bool(user.quiet_from and user.quiet_to)
    return Wishes(
        threshold=user.nudge_threshold,
        per_day=user.nudges_per_day,
        quiet_from=minute_of(user.quiet_from) if quiet and user.quiet_from else None,
        quiet_to=minute_of(user.quiet_to) if quiet and user.quiet_to else None,
        day_start=user.day_start,
    )


def _minute_now(viewer: Viewer, today: date, now: datetime) -> int:
    """The minutes since the midnight that the habit day begins with."""
    wall = now.astimezone(ZoneInfo(viewer.timezone))
    return (wall.date() - today).days * rules.DAY + wall.hour * 60 + wall.minute


def _nudge(
    user: User, forecast: Judged, choice: Choice[UUID], today: date, before: int | None
) -> dict[str, Any]:
    share, habit_id = get_settings().nudge_holdout, choice.habit_id
    held_out = rules.is_held_out(user.id, habit_id, today, share)
    limit = has_limit(forecast.habit.rules, today)
    ways = range(TITLES, TITLES + OF_LIMITS) if limit else range(TITLES)
    last = None if before is None else before - ways.start
    way = rules.wording(user.id, habit_id, today, of=len(ways), last=last)
    return {
        "id": uuid7(),
        "user_id": user.id,
        "habit_id": habit_id,
        "day": today,
        "probability": round(choice.risk, 6),
        "source": forecast.risk.source,
        "reasons": [
            {"factor": reason.factor, "effect": reason.effect, "text": reason.text}
            for reason in reasons_in_words(forecast.risk, language=user.locale)
        ],
        "wording": ways[way],
        "propensity": rules.propensity(share),
        "planned_for": rules.instant_of(today, choice.minute, user.timezone),
        "status": "held_out" if held_out else "planned",
        "held_out": held_out,
        "created_at": clock.utc_now(),
    }


def _announcement(user: User, nudge: dict[str, Any], forecast: Judged) -> Announcement:
    reason = reason_in_words(forecast.risk, top_reason(forecast.risk), user.locale)
    step = say(user.locale, f"nudge.step.{nudge['wording']}")
    return Announcement(
        user_id=user.id,
        kind="nudge",
        subject=nudge["id"].hex,
        scheduled_for=nudge["planned_for"],
        habit_id=nudge["habit_id"],
        day=nudge["day"],
        title=text_of(user.locale, nudge["wording"], forecast.habit.row.title),
        body=f"{reason} {step}",
    )


def text_of(language: str, wording: int, habit: str) -> str:
    """Say a nudge in one of its ways."""
    return say(language, f"nudge.title.{wording % (TITLES + OF_LIMITS)}", habit=habit)


def list_nudges(
    session: Session, *, viewer: Viewer, status: Status | None, skip: int, limit: int
) -> Page[NudgeView]:
    """Return the viewer's nudges, newest first."""
    rows, total = store.page_nudges(session, viewer.id, status=status, skip=skip, limit=limit)
    return Page([_view(row, viewer.locale) for row in rows], total, skip, limit)


def of_today(session: Session, *, viewer: Viewer) -> dict[UUID, NudgeView]:
    """What the viewer was told today and did not put away, by habit."""
    rows = store.list_of_day(session, viewer.id, viewer.today())
    return {row.habit_id: _view(row, viewer.locale) for row in rows}


def in_words(nudge: NudgeView) -> str:
    """A nudge with what speaks most for it."""
    return ". ".join([nudge.text, *(reason.text for reason in nudge.reasons[:1])])


def risk_in(nudge: NudgeView) -> RiskView:
    """The risk that a nudge was about."""
    reason = nudge.reasons[0].text if nudge.reasons else None
    return RiskView(nudge.probability, str(band_of(nudge.probability)), nudge.source, reason)


def dismiss(session: Session, *, viewer: Viewer, nudge_id: UUID) -> NudgeView:
    """Put a nudge away; one that was not said yet is not said at all."""
    return _change(session, viewer, nudge_id, {"status": "dismissed"})


def mark_acted(session: Session, *, viewer: Viewer, nudge_id: UUID) -> NudgeView:
    """Note that a nudge did its work, also where nothing was recorded."""
    return _change(session, viewer, nudge_id, {"status": "acted", "acted_at": clock.utc_now()})


def require(session: Session, viewer: Viewer, nudge_id: UUID) -> NudgeRow:
    """Return the viewer's nudge; a stranger's, and a held-out one, is not found."""
    row = store.find_nudge(session, viewer.id, nudge_id)
    if row is None:
        raise NotFound("There is no such nudge.", "nudge-not-found")
    return row


def _change(session: Session, viewer: Viewer, nudge_id: UUID, values: dict[str, Any]) -> NudgeView:
    lock_owner(session, viewer.id)
    row = require(session, viewer, nudge_id)
    if row.status in {"planned", "sent"}:
        store.update_nudge(session, row.id, values)
        store.silence(session, viewer.id, [row.id.hex, row.id.hex + SNOOZED], clock.utc_now())
    return _view(require(session, viewer, nudge_id), viewer.locale)


def _view(row: NudgeRow, language: str) -> NudgeView:
    return NudgeView(
        id=row.id,
        habit_id=row.habit_id,
        day=row.day,
        probability=row.probability,
        reasons=[ReasonView(**reason) for reason in row.reasons],
        text=text_of(language, row.wording, row.title),
        planned_for=row.planned_for,
        status=row.status,
        source=row.source,
    )
