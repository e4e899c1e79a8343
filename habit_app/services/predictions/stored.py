"""Predictions as they are kept: made ahead for everybody, shown until they do not hold any more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Session

from habit_app.db.queries.predictions import stored as store
from habit_app.db.queries.predictions.stored import StoredRow
from habit_app.domain.evaluation.due_units import DueUnit
from habit_app.domain.risk import Factor, Reason, Risk
from habit_app.domain.weeks import WEEK
from habit_app.services.shared.viewers import Viewer


@dataclass(frozen=True, slots=True)
class Stored:
    """A prediction that was made, and when."""

    risk: Risk
    made_at: datetime


def of_today(session: Session, *, viewer: Viewer) -> dict[UUID, Risk]:
    """What holds of the viewer's units that today is part of, by habit, in one statement."""
    today = viewer.today()
    rows = store.list_current(session, viewer.id, today, until=today)
    return {row.habit_id: _risk_in(row) for row in rows}


def of_next_units(session: Session, *, viewer: Viewer) -> dict[UUID, Stored]:
    """What holds of the viewer's units that are open or still to come; the earliest of each."""
    rows = store.list_current(session, viewer.id, viewer.today())
    latest_first = sorted(rows, key=lambda row: row.first_day, reverse=True)
    return {row.habit_id: Stored(_risk_in(row), row.made_at) for row in latest_first}


def row_of(
    user_id: UUID, habit_id: UUID, risk: Risk, by_rules: Risk, now: datetime
) -> dict[str, Any]:
    """What is written of a risk; `by_rules` is what the rules say of the same unit."""
    probability = round(risk.probability, 6)
    return {
        "habit_id": habit_id,
        "first_day": risk.unit.first,
        "last_day": risk.unit.last,
        "user_id": user_id,
        "probability": probability,
        "source": risk.source,
        "model_version": risk.version,
        "reasons": [
            {
                "factor": str(reason.factor),
                "effect": round(reason.effect, 6),
                "count": reason.count,
                "of": reason.of,
            }
            for reason in risk.reasons
        ],
        "is_stale": False,
        "made_at": now,
        "said": probability,
        "said_by": risk.version,
        "said_by_rules": round(by_rules.probability, 6),
        "kept": None,
    }


def _risk_in(row: StoredRow) -> Risk:
    unit = DueUnit(row.first_day, row.last_day, _unit_of(row))
    reasons = [_reason_in(reason) for reason in row.reasons]
    return Risk(unit, row.probability, reasons, row.source, row.model_version)


def _reason_in(found: Mapping[str, Any]) -> Reason:
    return Reason(Factor(found["factor"]), found["effect"], found["count"], found["of"])


def _unit_of(row: StoredRow) -> str:
    """A week or month may be cut short by the habit's begin or end, but has more than a day."""
    if row.first_day == row.last_day:
        return "day"
    return "week" if row.last_day - row.first_day < WEEK else "month"
