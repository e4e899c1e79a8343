"""Signing up, in and out, and the sign-ins that last."""

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from pydantic import Field

from habit_app.api import cookies, deps, problems
from habit_app.api.deps import Id, Reader
from habit_app.api.routing import PasswordRoute, Route
from habit_app.services.accounts import profiles, registration, sessions, sign_in
from habit_app.services.accounts.registration import SignUp
from habit_app.services.accounts.sign_in import SignedIn
from habit_app.services.accounts.views import SessionView, UserView
from habit_app.services.habits.drafts import Body

router = APIRouter(route_class=Route, prefix="/auth", tags=["accounts"])
password_router = APIRouter(route_class=PasswordRoute, prefix="/auth", tags=["accounts"])


class Credentials(Body):
    """E-mail and password; a `client` of `api` gets the refresh token in the body."""

    email: Annotated[str, Field(max_length=320)]
    password: Annotated[str, Field(max_length=1000)]
    client: Literal["browser", "api"] = "browser"


class SignUpBody(Credentials):
    """What it takes to make an account; `invite` where the installation asks for one."""

    full_name: Annotated[str, Field(min_length=1, max_length=120)]
    timezone: Annotated[str, Field(max_length=64)] | None = None
    invite: Annotated[str, Field(max_length=200)] = ""


class RefreshBody(Body):
    refresh_token: Annotated[str, Field(max_length=200)] | None = None


class Tokens(Body):
    """Answer to a refresh."""

    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the scheme's name
    expires_in: int
    refresh_token: str | None = None


class SignedInAnswer(Tokens):
    """Answer to a sign-in: who it is, and the tokens."""

    user: UserView


class Me(Body):
    user: UserView


class Sessions(Body):
    items: list[SessionView]


@password_router.post("/signup", status_code=201, responses=problems.answers(403, 409, 422, 429))
def sign_up(body: SignUpBody, request: Request, response: Response) -> SignedInAnswer:
    """Make an account and sign in."""
    wanted = SignUp(
        body.email,
        body.password,
        body.full_name,
        body.timezone,
        deps.locale_of(request),
        body.invite,
    )
    origin = deps.origin_of(request)
    signed_in = registration.sign_up(wanted=wanted, client=body.client, origin=origin)
    response.headers["Location"] = "/api/v1/users/me"
    return _answer(signed_in, body.client, request, response)


@password_router.post("/login", responses=problems.answers(401, 403, 422, 429))
def log_in(body: Credentials, request: Request, response: Response) -> SignedInAnswer:
    """Sign in."""
    origin = deps.origin_of(request)
    signed_in = sign_in.sign_in(**body.model_dump(), origin=origin, locale=deps.locale_of(request))
    return _answer(signed_in, body.client, request, response)


@router.post("/refresh", responses=problems.answers(401, 403, 422, 429))
def refresh(request: Request, response: Response, body: RefreshBody | None = None) -> Tokens:
    """Follow a refresh token up with a new pair."""
    origin = deps.origin_of(request)
    if body and body.refresh_token:
        return Tokens(**asdict(sessions.refresh(secret=body.refresh_token, origin=origin)))
    deps.refuse_foreign_origin(request)
    fresh = sessions.refresh(secret=request.cookies.get(cookies.REFRESH, ""), origin=origin)
    cookies.set_refresh(fresh.refresh_token, request, response)
    return Tokens(access_token=fresh.access_token, expires_in=fresh.expires_in)


@router.post("/logout", status_code=204, responses=problems.answers(401, 403))
def log_out(request: Request, response: Response, caller: deps.Owner) -> None:
    """Sign out: the session and all its tokens end at once."""
    sessions.sign_out(caller.session, viewer=caller.viewer, origin=deps.origin_of(request))
    cookies.drop_all(request, response)


@router.get("/me", responses=problems.answers(401, 403))
def who_am_i(caller: Reader) -> Me:
    """Say who is signed in."""
    return Me(user=profiles.me(caller.session, viewer=caller.viewer))


@router.get("/sessions", responses=problems.answers(401, 403))
def list_sessions(caller: Reader) -> Sessions:
    """List the sign-ins that last."""
    return Sessions(items=sessions.list_sessions(caller.session, viewer=caller.viewer))


@router.delete(
    "/sessions/{session_id:uuid}", status_code=204, responses=problems.answers(401, 403, 404, 422)
)
def end_session(session_id: Id, request: Request, caller: deps.Owner) -> None:
    """End one sign-in."""
    origin = deps.origin_of(request)
    sessions.end_session(caller.session, viewer=caller.viewer, session_id=session_id, origin=origin)


def _answer(
    signed_in: SignedIn, client: str, request: Request, response: Response
) -> SignedInAnswer:
    if client == "browser":
        cookies.set_all(signed_in, request, response)
    return SignedInAnswer(
        user=signed_in.user,
        access_token=signed_in.access_token,
        expires_in=signed_in.expires_in,
        refresh_token=signed_in.refresh_token if client == "api" else None,
    )
