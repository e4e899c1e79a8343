"""Bringing in the history of another tracker."""

from typing import Annotated, Literal

from fastapi import APIRouter, File, Query, Response, UploadFile

from habit_app.api import problems
from habit_app.api.deps import Id, Reader, Visitor
from habit_app.api.routing import Route
from habit_app.services.imports import imports, undo
from habit_app.services.imports.views import ImportView

Format = Literal["auto", "loop", "habitbull", "smarthabit"]

router = APIRouter(route_class=Route, prefix="/imports", tags=["imports"])


@router.post("", status_code=201, responses=problems.answers(400, 401, 403, 409, 413, 422, 503))
def create_import(
    file: Annotated[
        UploadFile,
        File(
            description="A file of Loop (zip, .db), HabitBull (.csv) or SmartHabit; at most 20 MiB."
        ),
    ],
    response: Response,
    caller: Visitor,
    format: Annotated[Format, Query()] = "auto",  # noqa: A002 - contract
    dry_run: Annotated[bool, Query()] = False,
) -> ImportView:
    """Import a file, or say what it would do."""
    payload = file.file.read()
    history = imports.read_as(format, payload, viewer=caller.viewer)
    done = (
        imports.keep(caller.viewer, history, payload)
        if dry_run
        else imports.bring_in(caller.viewer, history)
    )
    response.headers["Location"] = f"/api/v1/imports/{done.id}"
    return done


@router.get("/{import_id:uuid}", responses=problems.answers(401, 403, 404, 422))
def get_import(import_id: Id, caller: Reader) -> ImportView:
    """Read what an import did, or would do."""
    return imports.find(caller.session, viewer=caller.viewer, import_id=import_id)


@router.post(
    "/{import_id:uuid}/commit", responses=problems.answers(401, 403, 404, 409, 413, 422, 503)
)
def commit_import(import_id: Id, caller: Visitor) -> ImportView:
    """Carry out what a dry run planned."""
    return imports.carry_out(caller.viewer, import_id)


@router.delete(
    "/{import_id:uuid}", status_code=204, responses=problems.answers(401, 403, 404, 409, 422, 503)
)
def delete_import(import_id: Id, caller: Visitor) -> None:
    """Take the last import back: exactly what it brought goes. A dry run is forgotten."""
    undo.take_back(caller.viewer, import_id)
