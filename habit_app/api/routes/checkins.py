"""Check-ins and what was recorded."""

from datetime import date, timedelta
from typing import Annotated, Literal, Self
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import AfterValidator, AwareDatetime, Field, model_validator

from habit_app.api import problems
from habit_app.api.deps import Checker, Id, Reader, Writer
from habit_app.api.routing import Route
from habit_app.domain.checkins import Said, Statement
from habit_app.domain.entries import EntryStatus
from habit_app.errors import AppError
from habit_app.services.checkins import batches, checkins, entries
from habit_app.services.checkins.batches import BatchItem, Recorded
from habit_app.services.checkins.entries import EntryQuery
from habit_app.services.checkins.statements import Checkin
from habit_app.services.checkins.views import CheckinResult, EntryView
from habit_app.services.habits.drafts import Amount, Body, Note, thousandths, three_places
from habit_app.services.shared.paging import Page

router = APIRouter(route_class=Route, tags=["check-ins"])

RANGES = {"week": 7, "month": 30, "year": 365}
LONGEST_WAIT = 366 * 24 * 3600
"""Seconds: for which a statement may have waited in a browser: a year."""
Change = Annotated[
    float,
    Field(ge=-1_000_000_000, le=1_000_000_000, strict=True, allow_inf_nan=False),
    AfterValidator(three_places),
]


class CheckinBody(Body):
    """A statement about a day; what it does not name stays as it was."""

    day: date | None = None
    status: Said | None = None
    value: Amount | None = None
    add: Change | None = None
    note: Note | None = None
    op_id: UUID | None = None
    made_at: AwareDatetime | None = None
    age_s: (
        Annotated[float, Field(ge=0, le=LONGEST_WAIT, strict=True, allow_inf_nan=False)] | None
    ) = None
    was: EntryStatus | None = None

    @model_validator(mode="after")
    def _adding_needs_a_name(self) -> Self:
        if self.add is not None and self.op_id is None:
            raise ValueError("An amount to add needs an op_id, so that it is added once.")
        return self

    @model_validator(mode="after")
    def _one_clock(self) -> Self:
        if self.age_s is not None and self.made_at is not None:
            raise ValueError("Say when it was said by made_at or by age_s, not by both.")
        return self

    def checkin(self) -> Checkin:
        return Checkin(
            Statement(
                said=self.status,
                value=None if self.value is None else thousandths(self.value),
                add=None if self.add is None else thousandths(self.add),
                note=self.note or None,
                sets_note="note" in self.model_fields_set,
                was=self.was,
            ),
            day=self.day,
            op_id=self.op_id,
            made_at=self.made_at,
            age=None if self.age_s is None else timedelta(seconds=self.age_s),
        )


class BatchEntry(CheckinBody):
    habit_id: UUID


class BatchBody(Body):
    items: Annotated[list[BatchEntry], Field(min_length=1, max_length=500)]
    atomic: bool = False


class BatchResult(Body):
    """What became of one item: its status with the entry, or with the problem."""

    status: int
    entry: EntryView | None = None
    problem: problems.Problem | None = None


class BatchAnswer(Body):
    results: list[BatchResult]


class EntryFilters(Body):
    """Which entries a list holds."""

    range: Literal["week", "month", "year"] | None = None
    from_: Annotated[date | None, Field(alias="from")] = None
    to: date | None = None
    status: EntryStatus | None = None
    skip: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 20

    def query(self, today: date) -> EntryQuery:
        """The range in days; a named one ends today."""
        first, last = self.from_, self.to
        if self.range:
            first, last = today - timedelta(days=RANGES[self.range] - 1), today
        return EntryQuery(first, last, self.status, self.skip, self.limit)


@router.post(
    "/habits/{habit_id:uuid}/checkin",
    status_code=201,
    responses={
        200: {"model": CheckinResult, "description": "Changed"},
        **problems.answers(401, 403, 404, 409, 422),
    },
)
def check_in(
    habit_id: Id, response: Response, caller: Checker, body: CheckinBody | None = None
) -> CheckinResult:
    """Record what happened on a day."""
    outcome = checkins.check_in(
        caller.session,
        viewer=caller.viewer,
        habit_id=habit_id,
        checkin=(body or CheckinBody()).checkin(),
    )
    response.status_code = 201 if outcome.created else 200
    if outcome.created and (entry := outcome.result.entry):
        where = f"/api/v1/habits/{habit_id}/entries?from={entry.day}&to={entry.day}"
        response.headers["Location"] = where
    return outcome.result


@router.post("/checkins/batch", responses=problems.answers(401, 403, 422))
def check_in_batch(body: BatchBody, caller: Checker) -> BatchAnswer:
    """Record many check-ins at once."""
    caller.charge(len(body.items) - 1)
    items = [BatchItem(entry.habit_id, entry.checkin()) for entry in body.items]
    outcomes = batches.check_in_all(
        caller.session, viewer=caller.viewer, items=items, atomic=body.atomic
    )
    return BatchAnswer(results=[_result(outcome) for outcome in outcomes])


def _result(outcome: Recorded | AppError) -> BatchResult:
    if isinstance(outcome, AppError):
        shown = problems.as_problem(outcome, "/api/v1/checkins/batch")
        return BatchResult(status=shown.status, problem=shown)
    return BatchResult(status=201 if outcome.created else 200, entry=outcome.entry)


@router.get("/habits/{habit_id:uuid}/entries", responses=problems.answers(401, 403, 404, 422))
def list_entries(
    habit_id: Id, filters: Annotated[EntryFilters, Query()], caller: Reader
) -> Page[EntryView]:
    """List what was recorded, newest first."""
    query = filters.query(caller.viewer.today())
    return entries.list_entries(
        caller.session, viewer=caller.viewer, habit_id=habit_id, query=query
    )


@router.delete(
    "/habits/{habit_id:uuid}/entries/{day}",
    status_code=204,
    responses=problems.answers(401, 403, 404, 409, 422),
)
def delete_entry(habit_id: Id, day: date, caller: Writer) -> None:
    """Take a day's entry back, if there is one."""
    entries.remove(caller.session, viewer=caller.viewer, habit_id=habit_id, day=day)
