"""The same from plain HTML forms: every answer is a redirect, errors stand in the address."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from habit_app.api import cookies, deps
from habit_app.api.routing import PasswordRoute
from habit_app.db.session import unit_of_work
from habit_app.errors import AppError, SignInNeeded
from habit_app.services import accounts, recovery, sessions, sign_ins
from habit_app.services.accounts import SignUp
from habit_app.services.sign_ins import SignedIn

router = APIRouter(route_class=PasswordRoute, prefix="/auth/form", tags=["accounts"])

Email = Annotated[str, Form(max_length=320)]
Password = Annotated[str, Form(max_length=1000)]
Secret = Annotated[str, Form(max_length=200)]
Next = Annotated[str, Form(max_length=2000)]


@router.post("/login", status_code=303)
def log_in_by_form(
    request: Request,
    email: Email = "",
    password: Password = "",
    next: Next = "/",  # noqa: A002 - the form's field
) -> RedirectResponse:
    """Sign in from the page's form."""

    def act() -> SignedIn:
        origin = deps.origin_of(request)
        return sign_ins.sign_in(email=email, password=password, client="browser", origin=origin)

    return _sign_in(request, act, "/login", email=email, next=local_path(next))


@router.post("/signup", status_code=303)
def sign_up_by_form(
    request: Request,
    email: Email = "",
    password: Password = "",
    full_name: Annotated[str, Form(max_length=120)] = "",
    timezone: Annotated[str, Form(max_length=64)] = "UTC",
    invite: Secret = "",
    next: Next = "/",  # noqa: A002 - the form's field
) -> RedirectResponse:
    """Make an account from the page's form."""
    wanted = SignUp(email, password, full_name, timezone, deps.language_of(request), invite)

    def act() -> SignedIn:
        return accounts.sign_up(wanted=wanted, client="browser", origin=deps.origin_of(request))

    typed = {"email": email, "full_name": full_name, "next": local_path(next)}
    return _sign_in(request, act, "/signup", **typed)


@router.post("/logout", status_code=303)
def log_out_by_form(request: Request) -> RedirectResponse:
    """Sign out from a page."""
    answer = RedirectResponse("/login", 303)
    try:
        with unit_of_work() as session:
            viewer = deps.resolve(session, request)
            sessions.sign_out(session, viewer=viewer, origin=deps.origin_of(request))
    except SignInNeeded:
        pass
    cookies.drop_all(request, answer)
    return answer


@router.post("/forgot", status_code=303)
def forget_password_by_form(request: Request, email: Email = "") -> RedirectResponse:
    """Ask for a link to a new password from the page's form."""

    def act() -> None:
        recovery.forgot(email=email, origin=deps.origin_of(request))

    return _try(request, act, "/forgot", email=email) or RedirectResponse("/forgot?sent=1", 303)


@router.post("/reset", status_code=303)
def reset_password_by_form(
    request: Request, token: Secret = "", password: Password = ""
) -> RedirectResponse:
    """Set a new password from the page's form."""

    def act() -> None:
        recovery.reset(secret=token, password=password, origin=deps.origin_of(request))

    refused = _try(request, act, "/reset", fragment=token)
    return refused or RedirectResponse("/login?reset=1", 303)


def local_path(wanted: str) -> str:
    """A path of this installation; anything that could lead elsewhere becomes the front page."""
    parts = urlsplit(wanted)
    odd = any(ord(letter) <= ord(" ") or letter == "\\" for letter in wanted)
    local = wanted.startswith("/") and not wanted.startswith("//")
    return wanted if local and not (odd or parts.scheme or parts.netloc) else "/"


def _sign_in(
    request: Request, act: Callable[[], SignedIn], page: str, **typed: str
) -> RedirectResponse:
    signed_in: list[SignedIn] = []
    refused = _try(request, lambda: signed_in.append(act()), page, **typed)
    if refused:
        return refused
    answer = RedirectResponse(typed["next"], 303)
    cookies.set_all(signed_in[0], request, answer)
    return answer


def _try(
    request: Request, act: Callable[[], None], page: str, *, fragment: str = "", **typed: str
) -> RedirectResponse | None:
    """Act, or lead back to the page with what was typed, but never with a password."""
    try:
        deps.refuse_foreign_origin(request)
        act()
    except AppError as error:
        code = error.errors[0].code if error.errors else error.code
        kept = {
            name: value for name, value in typed.items() if value and (name, value) != ("next", "/")
        }
        secret = f"#{urlencode({'': fragment})[1:]}" if fragment else ""
        return RedirectResponse(f"{page}?{urlencode({'error': code, **kept})}{secret}", 303)
    return None
