"""Many check-ins at once: one answer each, or all or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from habit_app.errors import AppError, FieldError, Invalid
from habit_app.services.checkins import Checkin, Outcome, check_in
from habit_app.services.viewers import Viewer


@dataclass(frozen=True, slots=True)
class BatchItem:
    habit_id: UUID
    checkin: Checkin


def check_in_all(
    session: Session, *, viewer: Viewer, items: Sequence[BatchItem], atomic: bool
) -> list[Outcome | AppError]:
    """Record each statement in its order; a refused one leaves no trace.

    With `atomic`, one refusal refuses all, and says at which place.
    """
    outcomes: list[Outcome | AppError] = []
    for item in items:
        try:
            outcomes.append(
                check_in(session, viewer=viewer, habit_id=item.habit_id, checkin=item.checkin)
            )
        except AppError as refusal:
            outcomes.append(refusal)
    refused = [
        FieldError(f"items.{place}", outcome.message, outcome.code, place)
        for place, outcome in enumerate(outcomes)
        if isinstance(outcome, AppError)
    ]
    if atomic and refused:
        raise Invalid("Nothing was recorded: not all could be.", errors=tuple(refused))
    return outcomes
