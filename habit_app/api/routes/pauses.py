"""Pauses: days on which nothing is asked."""

from typing import Annotated

from fastapi import APIRouter, Response
from pydantic import Field

from habit_app.api import problems
from habit_app.api.deps import Caller, Id, Paged, Reader, Writer
from habit_app.api.routing import Route
from habit_app.services.habits import pauses
from habit_app.services.habits.drafts import EARLIEST, Body, Day
from habit_app.services.habits.pauses import PauseBody, Reason
from habit_app.services.habits.views import PauseView
from habit_app.services.shared.paging import Page

router = APIRouter(route_class=Route, tags=["pauses"])


class PausePatch(Body):
    """The fields to change."""

    from_: Annotated[Day, Field(alias="from")] = EARLIEST
    to: Day | None = None
    reason: Reason | None = None

    def changes(self) -> dict[str, object]:
        columns = {"from_": "first_day", "to": "last_day", "reason": "reason"}
        return {columns[name]: getattr(self, name) for name in self.model_fields_set}


@router.get("/pauses", responses=problems.answers(401, 403, 422))
def list_pauses(page: Paged, caller: Reader) -> Page[PauseView]:
    """List the pauses of everything."""
    return _list(caller, None, page)


@router.post("/pauses", status_code=201, responses=problems.answers(401, 403, 422))
def create_pause(body: PauseBody, response: Response, caller: Writer) -> PauseView:
    """Pause all habits."""
    return _create(caller, None, body, response)


@router.get("/habits/{habit_id:uuid}/pauses", responses=problems.answers(401, 403, 404, 422))
def list_habit_pauses(habit_id: Id, page: Paged, caller: Reader) -> Page[PauseView]:
    """List the pauses of one habit."""
    return _list(caller, habit_id, page)


@router.post(
    "/habits/{habit_id:uuid}/pauses",
    status_code=201,
    responses=problems.answers(401, 403, 404, 422),
)
def create_habit_pause(
    habit_id: Id, body: PauseBody, response: Response, caller: Writer
) -> PauseView:
    """Pause one habit."""
    return _create(caller, habit_id, body, response)


@router.patch("/pauses/{pause_id:uuid}", responses=problems.answers(401, 403, 404, 422))
def change_pause(pause_id: Id, body: PausePatch, caller: Writer) -> PauseView:
    """Change the fields that are named."""
    return pauses.change(
        caller.session, viewer=caller.viewer, pause_id=pause_id, changes=body.changes()
    )


@router.delete(
    "/pauses/{pause_id:uuid}", status_code=204, responses=problems.answers(401, 403, 404, 422)
)
def delete_pause(pause_id: Id, caller: Writer) -> None:
    """Take a pause away."""
    pauses.delete(caller.session, viewer=caller.viewer, pause_id=pause_id)


def _list(caller: Caller, habit_id: Id | None, page: Paged) -> Page[PauseView]:
    return pauses.list_pauses(
        caller.session, viewer=caller.viewer, habit_id=habit_id, skip=page.skip, limit=page.limit
    )


def _create(caller: Caller, habit_id: Id | None, body: PauseBody, response: Response) -> PauseView:
    made = pauses.create(
        caller.session, viewer=caller.viewer, habit_id=habit_id, draft=body.draft()
    )
    response.headers["Location"] = f"/api/v1/pauses/{made.id}"
    return made
