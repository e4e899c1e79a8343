"""Signing up, in and out: by JSON for scripts, by plain forms for browsers."""

from dataclasses import asdict
from typing import Annotated, Any, Literal
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import Field

from habit_app.api import deps, problems
from habit_app.api.deps import Reader, Writer
from habit_app.api.routing import PasswordRoute, Route
from habit_app.db.session import unit_of_work
from habit_app.errors import AppError, SignInNeeded
from habit_app.services import accounts, sessions
from habit_app.services.accounts import SignedIn, SignUp
from habit_app.services.drafts import Body
from habit_app.services.sessions import Refreshed
from habit_app.services.views import SessionView, UserView
from habit_app.settings import get_settings

router = APIRouter(route_class=Route, prefix="/auth", tags=["accounts"])
password_router = APIRouter(route_class=PasswordRoute, prefix="/auth", tags=["accounts"])

REFRESH_COOKIE = "refresh"
REFRESH_PATH = "/api/v1/auth"


class Credentials(Body):
    """E-mail and password; a `client` of `api` gets the refresh token in the body."""

    email: Annotated[str, Field(max_length=320)]
    password: Annotated[str, Field(max_length=1000)]
    client: Literal["browser", "api"] = "browser"


class SignUpBody(Credentials):
    """What it takes to make an account."""

    full_name: Annotated[str, Field(min_length=1, max_length=120)]
    timezone: Annotated[str, Field(max_length=64)] = "UTC"


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


@password_router.post("/signup", status_code=201, responses=problems.answers(403, 409, 422))
def sign_up(body: SignUpBody, request: Request, response: Response) -> SignedInAnswer:
    """Make an account and sign in."""
    wanted = SignUp(body.email, body.password, body.full_name, body.timezone, language(request))
    origin = deps.origin_of(request)
    with unit_of_work() as session:
        signed_in = accounts.sign_up(session, wanted=wanted, client=body.client, origin=origin)
    response.headers["Location"] = "/api/v1/users/me"
    return _answer(signed_in, body.client, request, response)


@password_router.post("/login", responses=problems.answers(401, 403, 422))
def log_in(body: Credentials, request: Request, response: Response) -> SignedInAnswer:
    """Sign in."""
    signed_in = _try_sign_in(body, request)
    return _answer(signed_in, body.client, request, response)


def _try_sign_in(body: Credentials, request: Request) -> SignedIn:
    origin = deps.origin_of(request)
    try:
        with unit_of_work() as session:
            return accounts.sign_in(
                session,
                email=body.email,
                password=body.password,
                client=body.client,
                origin=origin,
            )
    except SignInNeeded:
        with unit_of_work() as session:
            accounts.note_failure(session, email=body.email, origin=origin)
        raise


@router.post("/refresh", responses=problems.answers(401, 403, 422))
def refresh(request: Request, response: Response, body: RefreshBody | None = None) -> Tokens:
    """Follow a refresh token up with a new pair."""
    if body and body.refresh_token:
        fresh = _follow_up(body.refresh_token)
        return Tokens(**asdict(fresh))
    deps.refuse_foreign_origin(request)
    fresh = _follow_up(request.cookies.get(REFRESH_COOKIE, ""))
    _set_refresh(fresh.refresh_token, request, response)
    return Tokens(access_token=fresh.access_token, expires_in=fresh.expires_in)


def _follow_up(secret: str) -> Refreshed:
    with unit_of_work() as session:
        fresh = sessions.refresh(session, secret=secret)
    if fresh is None or not fresh.access_token:
        raise SignInNeeded("This refresh token is not good any more.", "refresh-refused")
    return fresh


@router.post("/logout", status_code=204, responses=problems.answers(401, 403))
def log_out(request: Request, response: Response, caller: Writer) -> None:
    """Sign out: the session and all its tokens end at once."""
    sessions.sign_out(caller.session, viewer=caller.viewer, origin=deps.origin_of(request))
    _drop_cookies(request, response)


@router.get("/me", responses=problems.answers(401, 403))
def who_am_i(caller: Reader) -> Me:
    """Say who is signed in."""
    return Me(user=accounts.me(caller.session, viewer=caller.viewer))


@router.get("/sessions", responses=problems.answers(401, 403))
def list_sessions(caller: Reader) -> Sessions:
    """List the sign-ins that last."""
    return Sessions(items=sessions.list_sessions(caller.session, viewer=caller.viewer))


@router.delete(
    "/sessions/{session_id:uuid}", status_code=204, responses=problems.answers(401, 403, 404, 422)
)
def end_session(session_id: deps.Id, caller: Writer) -> None:
    """End one sign-in."""
    sessions.end_session(caller.session, viewer=caller.viewer, session_id=session_id)


@password_router.post("/form/login", status_code=303)
def log_in_by_form(
    request: Request,
    email: Annotated[str, Form(max_length=320)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002 - the form's field
) -> RedirectResponse:
    """Sign in from the page's form."""
    try:
        deps.refuse_foreign_origin(request)
        signed_in = _try_sign_in(Credentials(email=email, password=password), request)
    except AppError as error:
        return _back("/login", error, email=email, next=local_path(next))
    return _go(local_path(next), signed_in, request)


@password_router.post("/form/signup", status_code=303)
def sign_up_by_form(
    request: Request,
    email: Annotated[str, Form(max_length=320)] = "",
    password: Annotated[str, Form(max_length=1000)] = "",
    full_name: Annotated[str, Form(max_length=120)] = "",
    timezone: Annotated[str, Form(max_length=64)] = "UTC",
    next: Annotated[str, Form(max_length=2000)] = "/",  # noqa: A002 - the form's field
) -> RedirectResponse:
    """Make an account from the page's form."""
    wanted = SignUp(email, password, full_name, timezone, language(request))
    origin = deps.origin_of(request)
    try:
        deps.refuse_foreign_origin(request)
        with unit_of_work() as session:
            done = accounts.sign_up(session, wanted=wanted, client="browser", origin=origin)
    except AppError as error:
        return _back("/signup", error, email=email, full_name=full_name, next=local_path(next))
    return _go(local_path(next), done, request)


@router.post("/form/logout", status_code=303)
def log_out_by_form(request: Request) -> RedirectResponse:
    """Sign out from a page."""
    answer = RedirectResponse("/login", 303)
    try:
        with unit_of_work() as session:
            viewer = deps.resolve(session, request)
            sessions.sign_out(session, viewer=viewer, origin=deps.origin_of(request))
    except SignInNeeded:
        pass
    _drop_cookies(request, answer)
    return answer


def language(request: Request) -> str:
    """The language a new user most likely reads."""
    wanted = request.headers.get("accept-language", "")[:2].lower()
    return wanted if wanted in accounts.LOCALES else "en"


def local_path(wanted: str) -> str:
    """A path of this installation; anything that could lead elsewhere becomes the front page."""
    parts = urlsplit(wanted)
    odd = any(ord(letter) <= ord(" ") or letter == "\\" for letter in wanted)
    local = wanted.startswith("/") and not wanted.startswith("//")
    return wanted if local and not (odd or parts.scheme or parts.netloc) else "/"


def _back(page: str, error: AppError, **typed: str) -> RedirectResponse:
    code = error.errors[0].code if error.errors else error.code
    kept = {
        name: value for name, value in typed.items() if value and (name, value) != ("next", "/")
    }
    return RedirectResponse(f"{page}?{urlencode({'error': code, **kept})}", 303)


def _go(path: str, signed_in: SignedIn, request: Request) -> RedirectResponse:
    answer = RedirectResponse(path, 303)
    _set_cookies(signed_in, request, answer)
    return answer


def _answer(
    signed_in: SignedIn, client: str, request: Request, response: Response
) -> SignedInAnswer:
    if client == "browser":
        _set_cookies(signed_in, request, response)
    return SignedInAnswer(
        user=signed_in.user,
        access_token=signed_in.access_token,
        expires_in=signed_in.expires_in,
        refresh_token=signed_in.refresh_token if client == "api" else None,
    )


def _set_cookies(signed_in: SignedIn, request: Request, response: Response) -> None:
    flags: dict[str, Any] = {"httponly": True, "samesite": "lax", "secure": deps.is_https(request)}
    month = accounts.COOKIE_DAYS * 24 * 3600
    name = deps.cookie_name(request)
    response.set_cookie(name, signed_in.cookie or "", max_age=month, path="/", **flags)
    _set_refresh(signed_in.refresh_token, request, response)


def _set_refresh(secret: str, request: Request, response: Response) -> None:
    response.set_cookie(
        REFRESH_COOKIE,
        secret,
        max_age=get_settings().refresh_token_days * 24 * 3600,
        path=REFRESH_PATH,
        httponly=True,
        samesite="lax",
        secure=deps.is_https(request),
    )


def _drop_cookies(request: Request, response: Response) -> None:
    secure = deps.is_https(request)
    response.delete_cookie(deps.cookie_name(request), path="/", secure=secure, httponly=True)
    response.delete_cookie(REFRESH_COOKIE, path=REFRESH_PATH, secure=secure, httponly=True)
