"""Foretelling for everybody once their day has begun, and looking how right it was."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Protocol
from uuid import UUID

from sqlmodel import Session

from habit_app import clock, jobs
from habit_app.db.queries.new_day import Zone
from habit_app.db.queries.predictions import stored as store
from habit_app.db.session import read_only, unit_of_work
from habit_app.db.tables import Model
from habit_app.domain.calendar import ONE_DAY, habit_day
from habit_app.domain.risk import Risk
from habit_app.services.evaluation.outdated import REFRESH
from habit_app.services.predictions import calibration, forecasts, outcomes, people, registry
from habit_app.services.predictions.people import Person
from habit_app.services.predictions.stored import row_of
from habit_app.services.shared.failures import Alone

REFRESH_ZONE = "predictions.refresh_zone"
ASKED_TOGETHER = 500
"""People: whom one job foretells."""
TOGETHER = 100
"""People: whose histories are in memory at once."""
SETTLED_AFTER = timedelta(days=7)
"""How long what became of a unit may still change: people record late."""
REMEMBERED = timedelta(days=200)
"""How long single predictions are kept; their sums by day stay."""


class Foretell(Protocol):
    """What a model says of the next units of people's habits, by habit; a worker brings it."""

    def __call__(self, people: Sequence[Person], model: Model) -> dict[UUID, Risk]: ...


def ask_zones(now: datetime) -> None:
    """Ask for the predictions of each zone where a new day has begun, once."""
    with unit_of_work() as session:
        for zone in store.list_zones(session):
            day = habit_day(now, zone.timezone, zone.day_start)
            jobs.ask(
                session,
                REFRESH_ZONE,
                key=f"{REFRESH_ZONE}/{zone.timezone}/{zone.day_start}/{day}",
                timezone=zone.timezone,
                day_start=str(zone.day_start),
            )


def ask_everybody() -> None:
    """Ask for everybody to be foretold anew: another version does it from now on."""
    with unit_of_work() as session:
        for zone in store.list_zones(session):
            _ask_people(session, zone)


def ask_people(timezone: str, day_start: int) -> None:
    """Ask for the predictions of the people of a zone, so many at a time."""
    with unit_of_work() as session:
        _ask_people(session, Zone(timezone, day_start))


def _ask_people(session: Session, zone: Zone) -> None:
    after = None
    while people := store.list_people(session, zone, after=after, limit=ASKED_TOGETHER):
        jobs.ask(session, REFRESH, people=" ".join(user_id.hex for user_id in people))
        after = people[-1]


def refresh(
    user_ids: Sequence[UUID],
    *,
    foretell: Foretell | None = None,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> int:
    """Foretell the next unit of each active habit of some people; return of how many habits.

    Doing it twice changes nothing but the latest word. Nothing is locked while it is computed.
    """
    written = 0
    for start in range(0, len(user_ids), TOGETHER):
        part = user_ids[start : start + TOGETHER]
        with Alone("Predictions are made person by person") as together:
            written += _refresh(part, foretell)
        if together.has_failed:
            for user_id in part:
                with Alone("The habits of %s could not be foretold", user_id):
                    written += _refresh([user_id], foretell)
        progress(min(start + TOGETHER, len(user_ids)), len(user_ids))
    return written


def _refresh(user_ids: Sequence[UUID], foretell: Foretell | None) -> int:
    with read_only() as session:
        model, rules = registry.in_use(session), calibration.in_use(session)
        found = people.read(session, user_ids, forecasts.needed_for)
    by_model = foretell(found, model) if foretell and model and model.stage != "rules" else {}
    rows = [
        row_of(
            person.viewer.id,
            judged.habit.row.id,
            by_model.get(judged.habit.row.id, judged.risk),
            judged.risk,
            clock.utc_now(),
        )
        for person in found
        for judged in forecasts.judge(person.habits, person.today, rules)
    ]
    with unit_of_work() as session:
        store.put_predictions(session, rows)
    return len(rows)


def hold_to_word(now: datetime) -> None:
    """Compare what was said with what happened, sum it up by day, and act on what that shows."""
    today = now.date()
    since = today - SETTLED_AFTER
    for part in _people_whose_units_ended(since, today):
        with Alone("What became of units is noted person by person") as together:
            _settle(part, since)
        if together.has_failed:
            for user_id in part:
                with Alone("What became of the units of %s could not be noted", user_id):
                    _settle([user_id], since)
    for back in range((today - since).days, -1, -1):
        day = today - timedelta(days=back)
        with Alone("What was said of %s could not be summed up", day):
            _sum_up(day)
    with unit_of_work() as session:
        store.forget(session, today - REMEMBERED)
        registry.look_after(session, now)


def _settle(user_ids: Sequence[UUID], since: date) -> None:
    with read_only() as session:
        news = outcomes.news(session, user_ids, since)
    with unit_of_work() as session:
        store.set_outcomes(session, news)


def _sum_up(day: date) -> None:
    with read_only() as session:
        sums = outcomes.sums_of(session, day)
    with unit_of_work() as session:
        store.put_day(session, day, sums)


def _people_whose_units_ended(since: date, today: date) -> Iterator[list[UUID]]:
    after = None
    while True:
        with read_only() as session:
            part = store.people_with_open_ends(
                session, since, today + ONE_DAY, after=after, limit=TOGETHER
            )
        if not part:
            return
        yield part
        after = part[-1]
