"""The same from plain HTML forms: every answer is a redirect, errors stand in the address."""

from collections.abc import Callable
from contextlib import suppress
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException

from habit_app.api import cookies, deps
from habit_app.api.routing import Handler, PasswordRoute
from habit_app.db.session import unit_of_work
from habit_app.errors import AppError, NotAllowed, SignInNeeded, WrongMediaType
from habit_app.services.accounts import recovery, registration, sessions, sign_in
from habit_app.services.accounts.registration import SignUp
from habit_app.services.accounts.sign_in import SignedIn
from habit_app.services.habits.drafts import zones

LONGEST_KEPT = 320


class FormRoute(PasswordRoute):
    """A route for people: what cannot be read leads back to its page, too."""

    def get_route_handler(self) -> Handler:
        handle = super().get_route_handler()
        page = f"/{self.path.rpartition('/')[2]}"

        async def or_back(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError as error:
                return _back(page, "invalid", **_readable(error.body))
            except WrongMediaType:
                return _back(page, "invalid")
            except HTTPException as error:
                if error.status_code != 400:  # noqa: PLR2004
                    raise
                return _back(page, "invalid")

        return or_back


router = APIRouter(
    route_class=FormRoute,
    prefix="/auth/form",
    tags=["accounts"],
    default_response_class=RedirectResponse,
)

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

    def act() -> RedirectResponse:
        origin = deps.origin_of(request)
        made = sign_in.sign_in(
            email=email,
            password=password,
            client="browser",
            origin=origin,
            locale=deps.locale_of(request),
        )
        return _welcome(request, made, next)

    return _lead(request, act, "/login", email=email, next=next)


@router.post("/signup", status_code=303)
def sign_up_by_form(
    request: Request,
    email: Email = "",
    password: Password = "",
    full_name: Annotated[str, Form(max_length=120)] = "",
    timezone: Annotated[str, Form(max_length=64)] = "",
    invite: Secret = "",
    next: Next = "/",  # noqa: A002 - the form's field
) -> RedirectResponse:
    """Make an account from the page's form.

    The zone is the browser's, which nobody typed: one that is unknown here refuses nobody.
    """
    zone = timezone if timezone in zones() else None
    wanted = SignUp(email, password, full_name, zone, deps.locale_of(request), invite)

    def act() -> RedirectResponse:
        made = registration.sign_up(wanted=wanted, client="browser", origin=deps.origin_of(request))
        return _welcome(request, made, next)

    return _lead(request, act, "/signup", email=email, full_name=full_name, next=next)


@router.post("/logout", status_code=303)
def log_out_by_form(request: Request) -> RedirectResponse:
    """Sign out from a page; whoever cannot is signed in no more, either."""
    try:
        deps.refuse_foreign_origin(request)
    except NotAllowed:
        return RedirectResponse("/", 303)
    with suppress(SignInNeeded, NotAllowed), unit_of_work() as session:
        viewer = deps.resolve(session, request)
        sessions.sign_out(session, viewer=viewer, origin=deps.origin_of(request))
    answer = RedirectResponse("/login", 303)
    cookies.drop_all(request, answer)
    return answer


@router.post("/forgot", status_code=303)
def forget_password_by_form(request: Request, email: Email = "") -> RedirectResponse:
    """Ask for a link to a new password from the page's form."""

    def act() -> RedirectResponse:
        recovery.forgot(email=email, origin=deps.origin_of(request))
        return RedirectResponse("/forgot?sent=1", 303)

    return _lead(request, act, "/forgot", email=email)


@router.post("/reset", status_code=303)
def reset_password_by_form(
    request: Request, token: Secret = "", password: Password = ""
) -> RedirectResponse:
    """Set a new password from the page's form."""

    def act() -> RedirectResponse:
        recovery.reset(secret=token, password=password, origin=deps.origin_of(request))
        return RedirectResponse("/login?reset=1", 303)

    return _lead(request, act, "/reset", token=token)


def local_path(wanted: str) -> str:
    """A path of this installation; anything that could lead elsewhere becomes the front page."""
    odd = any(ord(letter) <= ord(" ") or letter == "\\" for letter in wanted)
    local = wanted.startswith("/") and not wanted.startswith("//")
    return wanted if local and not odd else "/"


def _welcome(request: Request, signed_in: SignedIn, wanted: str) -> RedirectResponse:
    answer = RedirectResponse(local_path(wanted), 303)
    cookies.set_all(signed_in, request, answer)
    return answer


def _lead(
    request: Request, act: Callable[[], RedirectResponse], page: str, **typed: str
) -> RedirectResponse:
    """Act and lead on, or back to the page."""
    try:
        deps.refuse_foreign_origin(request)
        return act()
    except AppError as error:
        return _back(page, error.errors[0].code if error.errors else error.code, **typed)


def _back(page: str, code: str, *, token: str = "", **typed: str) -> RedirectResponse:
    """To the page, with what was typed but never a password; a link's secret in the fragment."""
    if "next" in typed:
        typed["next"] = local_path(typed["next"])
    kept = {
        name: value for name, value in typed.items() if value and (name, value) != ("next", "/")
    }
    fragment = f"#{urlencode({'': token})[1:]}" if token else ""
    return RedirectResponse(f"{page}?{urlencode({'error': code, **kept})}{fragment}", 303)


def _readable(form: object) -> dict[str, str]:
    """What can go back to the page of a form that was refused for another field."""
    if not isinstance(form, FormData):
        return {}
    typed = {name: form.get(name) for name in ("email", "full_name", "next", "token")}
    return {
        name: value
        for name, value in typed.items()
        if isinstance(value, str) and len(value) <= LONGEST_KEPT
    }
