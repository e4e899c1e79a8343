"""View models of entries, built from what a day holds."""

from datetime import date, datetime
from uuid import UUID

from habit_app.domain.entries import DayRecord
from habit_app.services.checkins.views import EntryView
from habit_app.services.habits.drafts import amount_of


def entry_view(
    habit_id: UUID,
    day: date,
    record: DayRecord | None,
    state: str,
    source: str,
    recorded_at: datetime,
) -> EntryView | None:
    if record is None:
        return None
    return EntryView(
        habit_id=habit_id,
        day=day,
        status=str(record.status),
        value=None if record.value is None else amount_of(record.value),
        note=record.note,
        state=state,
        source=source,
        recorded_at=recorded_at,
    )
