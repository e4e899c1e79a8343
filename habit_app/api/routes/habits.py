"""Habits as a resource."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import Field

from habit_app.api import problems
from habit_app.api.deps import Id, Reader, Writer
from habit_app.api.routing import Route
from habit_app.services.evaluation import new_day
from habit_app.services.habits import habits, lifecycle, lists, stats, versions
from habit_app.services.habits.drafts import Body, HabitDraft, HabitPatch, HabitReplacement
from habit_app.services.habits.lists import HabitQuery
from habit_app.services.habits.views import HabitDetail, HabitStats, HabitView, VersionView
from habit_app.services.shared.paging import Page

router = APIRouter(route_class=Route, prefix="/habits", tags=["habits"])

Sort = Literal[
    "position",
    "-position",
    "title",
    "-title",
    "created_at",
    "-created_at",
    "streak",
    "-streak",
    "strength",
    "-strength",
    "risk",
    "-risk",
]
BY_ID = problems.answers(401, 403, 404, 422)
CHANGES = problems.answers(401, 403, 404, 409, 422)


class HabitFilters(Body):
    """Which habits a list holds, and in which order."""

    status: Literal["active", "archived", "deleted", "all"] = "active"
    category: Annotated[str, Field(max_length=40)] | None = None
    frequency: Literal["daily", "weekly", "monthly", "other"] | None = None
    q: Annotated[str, Field(max_length=120)] | None = None
    due: Literal["today"] | None = None
    sort: Sort = "position"
    skip: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class ArchiveBody(Body):
    archived: bool | None = None


class OrderBody(Body):
    ids: Annotated[list[Id], Field(max_length=1000)]


class ResetAnswer(Body):
    """How many caches were brought forward."""

    reset: int


class Versions(Body):
    items: list[VersionView]


@router.get("", responses=problems.answers(401, 403, 422))
def list_habits(filters: Annotated[HabitFilters, Query()], caller: Reader) -> Page[HabitView]:
    """List habits."""
    wanted = filters.model_dump(exclude={"due"})
    query = HabitQuery(**wanted, due_today=filters.due is not None)
    return lists.list_habits(caller.session, viewer=caller.viewer, query=query)


@router.post("", status_code=201, responses=problems.answers(401, 403, 409, 422))
def create_habit(body: HabitDraft, response: Response, caller: Writer) -> HabitDetail:
    """Make a habit."""
    made = habits.create(caller.session, viewer=caller.viewer, draft=body)
    response.headers["Location"] = f"/api/v1/habits/{made.id}"
    return made


@router.post("/order", status_code=204, responses=problems.answers(401, 403, 422))
def order_habits(body: OrderBody, caller: Writer) -> None:
    """Put the active habits into a new order."""
    lifecycle.reorder(caller.session, viewer=caller.viewer, habit_ids=body.ids)


@router.post("/reset", responses=problems.answers(401, 403))
def reset_habits(caller: Writer) -> ResetAnswer:
    """Bring the caches of all habits to today."""
    return ResetAnswer(reset=new_day.turn_own(caller.session, viewer=caller.viewer))


@router.get("/{habit_id:uuid}", responses=BY_ID)
def get_habit(habit_id: Id, caller: Reader) -> HabitDetail:
    """Read one habit."""
    return habits.find(caller.session, viewer=caller.viewer, habit_id=habit_id)


@router.put("/{habit_id:uuid}", responses=CHANGES)
def replace_habit(habit_id: Id, body: HabitReplacement, caller: Writer) -> HabitDetail:
    """Replace all that a client may set."""
    return habits.edit(caller.session, viewer=caller.viewer, habit_id=habit_id, change=body)


@router.patch("/{habit_id:uuid}", responses=CHANGES)
def change_habit(habit_id: Id, body: HabitPatch, caller: Writer) -> HabitDetail:
    """Change the fields that are named."""
    return habits.edit(caller.session, viewer=caller.viewer, habit_id=habit_id, change=body)


@router.delete("/{habit_id:uuid}", status_code=204, responses=BY_ID)
def delete_habit(habit_id: Id, caller: Writer) -> None:
    """Move a habit to the trash."""
    lifecycle.delete(caller.session, viewer=caller.viewer, habit_id=habit_id)


@router.post("/{habit_id:uuid}/restore", responses=CHANGES)
def restore_habit(habit_id: Id, caller: Writer) -> HabitDetail:
    """Take a habit out of the trash."""
    return lifecycle.restore(caller.session, viewer=caller.viewer, habit_id=habit_id)


@router.post("/{habit_id:uuid}/archive", responses=BY_ID)
def archive_habit(habit_id: Id, caller: Writer, body: ArchiveBody | None = None) -> HabitDetail:
    """Put a habit away, or bring it back; without a body it toggles."""
    archived = body.archived if body else None
    return lifecycle.archive(
        caller.session, viewer=caller.viewer, habit_id=habit_id, archived=archived
    )


@router.get("/{habit_id:uuid}/schedules", responses=BY_ID)
def list_versions(habit_id: Id, caller: Reader) -> Versions:
    """List what the habit asked for, from when on."""
    found = habits.list_versions(caller.session, viewer=caller.viewer, habit_id=habit_id)
    return Versions(items=found)


@router.delete("/{habit_id:uuid}/schedules/{version_id:uuid}", status_code=204, responses=CHANGES)
def delete_version(habit_id: Id, version_id: Id, caller: Writer) -> None:
    """Take a change back that is not valid yet."""
    versions.remove(caller.session, viewer=caller.viewer, habit_id=habit_id, version_id=version_id)


@router.get("/{habit_id:uuid}/stats", responses=BY_ID)
def get_stats(habit_id: Id, caller: Reader) -> HabitStats:
    """Say what the whole history shows."""
    return stats.habit_stats(caller.session, viewer=caller.viewer, habit_id=habit_id)
