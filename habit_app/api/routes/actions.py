"""Links in messages: a page with one button that acts. No sign-in: the secret is enough, once.

Programs that look at mails open links by themselves, so opening one does nothing.
"""

from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from habit_app.api import deps, problems
from habit_app.api.routing import Route
from habit_app.db.session import read_only, unit_of_work
from habit_app.errors import AppError, NotFound, TooMany
from habit_app.services import action_pages, actions, limits

router = APIRouter(
    route_class=Route,
    tags=["links"],
    default_response_class=HTMLResponse,
    responses={**problems.answers(429), 404: {"description": "Used already, or too old"}},
)
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
}


@router.get("/actions/{secret}", responses={409: {"description": "It cannot be done any more"}})
def show_action(request: Request, secret: str) -> HTMLResponse:
    """Show what a link in a message would do; nothing is done."""

    def page() -> str:
        with read_only() as session:
            return action_pages.of_offer(actions.look(session, secret), "ask")

    return _answer(request, page)


@router.post("/actions/{secret}", responses={409: {"description": "It cannot be done any more"}})
def act(request: Request, secret: str) -> HTMLResponse:
    """Do what a link in a message names, once."""

    def page() -> str:
        with unit_of_work() as session:
            return action_pages.of_offer(actions.act(session, secret), "done")

    return _answer(request, page)


@router.get("/unsubscribe/{secret}")
def show_unsubscribing(request: Request, secret: str) -> HTMLResponse:
    """Show the button that ends mails; nothing is done."""

    def page() -> str:
        with read_only() as session:
            language = actions.unsubscribe(session, secret, really=False)
            return action_pages.of_unsubscribing(language, "ask")

    return _answer(request, page)


@router.post("/unsubscribe/{secret}")
def unsubscribe(request: Request, secret: str) -> HTMLResponse:
    """End mails at once, as RFC 8058 wants it: by one request without anything else."""

    def page() -> str:
        with unit_of_work() as session:
            language = actions.unsubscribe(session, secret, really=True)
            return action_pages.of_unsubscribing(language, "done")

    return _answer(request, page)


def _answer(request: Request, page: Callable[[], str]) -> HTMLResponse:
    """Whatever becomes of it, a person reads it."""
    limits.spend("visit", deps.origin_of(request).network)
    try:
        return HTMLResponse(page(), headers=HEADERS)
    except TooMany:
        raise
    except AppError as refusal:
        status = 404 if isinstance(refusal, NotFound) else 409
        told = action_pages.of_refusal(deps.language_of(request), refusal.code)
        return HTMLResponse(told, status, headers=HEADERS)
