"""What does not hold any more once a habit's past, or what it asks for, has changed."""

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from habit_app import clock, jobs
from habit_app.db.queries.predictions import stored as store
from habit_app.domain.habits import Rules
from habit_app.services.shared.viewers import Viewer

REFRESH = "predictions.refresh_people"
"""The job that foretells anew."""
SLOT = timedelta(seconds=30)
"""Changes of one person within it are followed by one refresh, at its end."""


def outdates(rules: Rules, day: date, today: date) -> bool:
    """Whether a word about a day changes what is known when the open unit is foretold.

    Of today it does only where today is a part of a longer unit: else that unit is over by it.
    """
    return day < today or rules.version_on(day).unit != "day"


def outdate_predictions(session: Session, *, viewer: Viewer, habit_ids: Collection[UUID]) -> None:
    """Take back what was foretold of habits whose past changed, and ask to foretell it anew."""
    store.mark_stale(session, habit_ids, viewer.today())
    ends = (clock.utc_now().timestamp() // SLOT.total_seconds() + 1) * SLOT.total_seconds()
    jobs.ask(
        session,
        REFRESH,
        key=f"{REFRESH}/{viewer.id}/{ends:.0f}",
        run_after=datetime.fromtimestamp(ends, UTC),
        people=viewer.id.hex,
    )
