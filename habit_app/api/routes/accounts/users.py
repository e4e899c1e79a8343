"""The signed-in user's profile, tokens, data, and leaving."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from habit_app.api import deps, problems
from habit_app.api.deps import Id, Maker, Owner, OwnerVisit, Reader, Visitor
from habit_app.api.routing import PasswordRoute, Route
from habit_app.services.accounts import access_tokens, deletion, profile_edits, profiles
from habit_app.services.accounts.access_tokens import TokenDraft
from habit_app.services.accounts.profile_edits import ProfileEdit, ProfileReplacement
from habit_app.services.accounts.views import NewToken, TokenView, UserView
from habit_app.services.exports import exports
from habit_app.services.habits.drafts import Body

router = APIRouter(route_class=Route, prefix="/users/me", tags=["accounts"])
password_router = APIRouter(route_class=PasswordRoute, prefix="/users/me", tags=["accounts"])

EXPORT = {
    "application/json": {"schema": {"type": "object"}},
    "application/zip": {"schema": {"type": "string", "format": "binary"}},
}
EDITS = problems.answers(401, 403, 409, 422, 429)


class Farewell(Body):
    password: Annotated[str, Field(max_length=1000)]


class LastDay(Body):
    """When the account goes for good, unless its owner signs in before."""

    delete_after: datetime


class AccessTokens(Body):
    items: list[TokenView]


@router.get("", responses=problems.answers(401, 403))
def get_profile(caller: Reader) -> UserView:
    """Read the profile."""
    return profiles.me(caller.session, viewer=caller.viewer)


@password_router.put("", responses=EDITS)
def replace_profile(body: ProfileReplacement, request: Request, caller: Visitor) -> UserView:
    """Replace the profile; another e-mail address takes the password, and a mail to be answered."""
    return profile_edits.edit(caller.viewer, edit=body, origin=deps.origin_of(request))


@password_router.patch("", responses=EDITS)
def change_profile(body: ProfileEdit, request: Request, caller: Visitor) -> UserView:
    """Change the fields that are named."""
    return profile_edits.edit(caller.viewer, edit=body, origin=deps.origin_of(request))


@password_router.post("/delete", status_code=202, responses=problems.answers(401, 403, 422, 429))
def delete_account(body: Farewell, request: Request, caller: OwnerVisit) -> LastDay:
    """Delete the account in a week; signing in before that undoes it."""
    origin = deps.origin_of(request)
    return LastDay(delete_after=deletion.ask(caller.viewer, password=body.password, origin=origin))


@router.get("/tokens", responses=problems.answers(401, 403))
def list_access_tokens(caller: Reader) -> AccessTokens:
    """List the personal access tokens, without their secrets."""
    return AccessTokens(items=access_tokens.list_tokens(caller.session, viewer=caller.viewer))


@router.post("/tokens", status_code=201, responses=problems.answers(401, 403, 409, 422))
def create_access_token(
    body: TokenDraft, request: Request, response: Response, caller: Maker
) -> NewToken:
    """Make a personal access token; its secret is shown this once."""
    origin = deps.origin_of(request)
    made = access_tokens.create(caller.session, viewer=caller.viewer, draft=body, origin=origin)
    response.headers["Location"] = f"/api/v1/users/me/tokens/{made.id}"
    return made


@router.delete(
    "/tokens/{token_id:uuid}", status_code=204, responses=problems.answers(401, 403, 404, 422)
)
def revoke_access_token(token_id: Id, request: Request, caller: Owner) -> None:
    """Take a personal access token back."""
    origin = deps.origin_of(request)
    access_tokens.revoke(caller.session, viewer=caller.viewer, token_id=token_id, origin=origin)


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: {"content": EXPORT}, **problems.answers(401, 403, 422)},
)
def export_everything(
    caller: Visitor,
    format: Annotated[Literal["json", "zip"], Query()] = "json",  # noqa: A002
) -> StreamingResponse:
    """Take out everything that is yours, as JSON, or as a zip with CSV files."""
    name = f"smarthabit-{caller.viewer.today()}.{format}"
    kind = "application/json" if format == "json" else "application/zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(exports.FORMATS[format](caller.viewer), 200, headers, kind)
