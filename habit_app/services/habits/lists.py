"""Use-cases on lists of habits: which of them, and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries import habits as store
from habit_app.db.queries.predictions import stored as prediction_store
from habit_app.domain.risk import band_of
from habit_app.services.evaluation import evaluations
from habit_app.services.habits import cards
from habit_app.services.habits.habits import TRASH_DAYS
from habit_app.services.habits.views import HabitView, RiskView
from habit_app.services.shared.paging import Page
from habit_app.services.shared.viewers import Viewer


@dataclass(frozen=True, slots=True)
class HabitQuery:
    """Which habits a list holds, and in which order."""

    status: str = "active"
    category: str | None = None
    frequency: str | None = None
    q: str | None = None
    due_today: bool = False
    sort: str = "position"
    skip: int = 0
    limit: int = 20


def list_habits(session: Session, *, viewer: Viewer, query: HabitQuery) -> Page[HabitView]:
    """Return one page of the viewer's habits, their figures brought forward to today."""
    conditions = {
        "active": [store.active()],
        "archived": [store.archived()],
        "deleted": [store.deleted(), store.kept_in_trash_since(_trash_begins())],
        "all": [],
    }[query.status]
    rows = store.list_rows(session, viewer.id, *conditions)
    forward = evaluations.bring_forward(session, viewer=viewer, rows=rows)
    views = cards.habit_views(rows, today=viewer.today(), forward=forward)
    views = _with_risks(session, viewer, views)
    found = _sorted([view for view in views if _matches(view, query)], query.sort)
    return Page(found[query.skip : query.skip + query.limit], len(found), query.skip, query.limit)


def _with_risks(session: Session, viewer: Viewer, views: Sequence[HabitView]) -> list[HabitView]:
    """Say of habits that are open today how likely they are skipped, where that is known."""
    today = viewer.today()
    risks = {
        row.habit_id: RiskView(row.probability, str(band_of(row.probability)), row.source)
        for row in prediction_store.list_current(session, viewer.id, today, until=today)
    }
    return [
        replace(view, risk=risks[view.id]) if view.id in risks and not view.completed else view
        for view in views
    ]


def list_titles(session: Session, *, viewer: Viewer) -> list[tuple[UUID, str]]:
    """Return the viewer's active habits by name, in their order: what a choice of them needs."""
    return [(row.id, row.title) for row in store.list_names(session, viewer.id, store.active())]


def list_categories(session: Session, *, viewer: Viewer) -> list[str]:
    """Return the categories that the viewer's habits have, each once, whatever its case."""
    found: dict[str, str] = {}
    for row in store.list_names(session, viewer.id):
        if row.category:
            found.setdefault(row.category.casefold(), row.category)
    return [found[key] for key in sorted(found)]


def _trash_begins() -> datetime:
    return clock.utc_now() - timedelta(days=TRASH_DAYS)


def _matches(view: HabitView, query: HabitQuery) -> bool:
    return (
        (query.category is None or (view.category or "").casefold() == query.category.casefold())
        and (query.frequency is None or view.frequency == query.frequency)
        and (query.q is None or query.q.casefold() in view.title.casefold())
        and (not query.due_today or view.today.due)
    )


def _sorted(views: Sequence[HabitView], sort: str) -> list[HabitView]:
    """Sort by one field; equal ones stay in the owner's order in both directions."""
    field = sort.removeprefix("-")
    keys = {
        "position": lambda view: view.position,
        "title": lambda view: view.title.casefold(),
        "created_at": lambda view: view.created_at,
        "streak": lambda view: view.streak,
        "strength": lambda view: view.strength,
        "risk": lambda view: view.risk.probability if view.risk else -1.0,
    }
    return sorted(views, key=keys[field], reverse=sort.startswith("-"))
