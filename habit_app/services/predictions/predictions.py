"""What is foretold of somebody's habits: the list, one of them, and asking for all anew."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app import clock, jobs
from habit_app.errors import NotFound
from habit_app.services.evaluation.outdated import REFRESH
from habit_app.services.habits import habits
from habit_app.services.jobs import runner
from habit_app.services.jobs.views import JobView
from habit_app.services.predictions import forecasts
from habit_app.services.predictions.forecasts import Judged
from habit_app.services.predictions.reasons import reasons_in_words, steps_in_words
from habit_app.services.predictions.views import PredictionView
from habit_app.services.shared.paging import Page
from habit_app.services.shared.spans import WeekSpan
from habit_app.services.shared.viewers import Viewer

BandName = Literal["low", "medium", "high"]


def list_predictions(
    session: Session, *, viewer: Viewer, band: BandName | None, skip: int, limit: int
) -> Page[PredictionView]:
    """Return what is foretold of the viewer's active habits, the likeliest skips first."""
    known = forecasts.read_active(session, viewer=viewer)
    found = forecasts.judge_for(session, viewer, known)
    judged = [each for each in found if band in {None, str(each.risk.band)}]
    judged.sort(key=lambda each: (-each.risk.probability, each.habit.row.position))
    now = clock.utc_now()
    shown = [_view(each, viewer.locale, now) for each in judged[skip : skip + limit]]
    return Page(shown, len(judged), skip, limit)


def of_habit(session: Session, *, viewer: Viewer, habit_id: UUID) -> PredictionView:
    """Return what is foretold of one habit; of one of which too little is known, nothing is."""
    habits.require(session, viewer, habit_id)
    known = forecasts.read_active(session, viewer=viewer)
    for judged in forecasts.judge_for(session, viewer, known):
        if judged.habit.row.id == habit_id:
            return _view(judged, viewer.locale, clock.utc_now())
    raise NotFound("Too little is known of this habit to foretell it.", "prediction-not-found")


def units_wanting(session: Session, *, viewer: Viewer, habit_id: UUID) -> tuple[int, str]:
    """How many more units have to be decided until a habit can be foretold: days, weeks, months.

    None, where nothing is due any more that could be.
    """
    row = habits.require(session, viewer, habit_id)
    (habit,) = forecasts.read(session, viewer=viewer, rows=[row])
    return forecasts.units_wanting(habit, viewer.today())


def ask_batch(session: Session, *, viewer: Viewer) -> JobView:
    """Ask for everything of the viewer's to be foretold anew; what is asked for is not again."""
    if waiting := runner.find_waiting(session, REFRESH, owner_id=viewer.id):
        return waiting
    job_id = uuid7()
    jobs.ask(session, REFRESH, owner_id=viewer.id, job_id=job_id, people=viewer.id.hex)
    return runner.new_view(job_id, REFRESH)


def _view(judged: Judged, language: str, now: datetime) -> PredictionView:
    risk = judged.risk
    limit = forecasts.has_limit(judged.habit.rules, risk.unit.first)
    return PredictionView(
        habit_id=judged.habit.row.id,
        unit=WeekSpan(risk.unit.first, risk.unit.last),
        probability=round(risk.probability, 6),
        band=str(risk.band),
        source=risk.source,
        model_version=risk.version,
        reasons=reasons_in_words(risk, language=language),
        suggestions=steps_in_words(risk, language=language, limit=limit),
        made_at=judged.made_at or now,
    )
