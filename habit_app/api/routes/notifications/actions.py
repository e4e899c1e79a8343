"""Links in messages: a page with one button that acts. No sign-in: the secret is enough, once.

Programs that look at mails open links by themselves, so opening one does nothing.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from habit_app.api import deps, problems
from habit_app.api.routing import Route
from habit_app.db.session import Session, read_only, unit_of_work
from habit_app.errors import AppError, NotFound, TooMany
from habit_app.services.evaluation.folding import folding_first
from habit_app.services.notifications import action_pages, actions
from habit_app.services.shared import rate_limits

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

    def page(session: Session) -> str:
        return action_pages.of_offer(actions.look(session, secret), "ask")

    return _answer(request, read_only, page)


@router.post("/actions/{secret}", responses={409: {"description": "It cannot be done any more"}})
def act(request: Request, secret: str) -> HTMLResponse:
    """Do what a link in a message names, once."""

    def page(session: Session) -> str:
        return action_pages.of_offer(actions.act(session, secret), "done")

    return _answer(request, unit_of_work, page)


@router.get("/unsubscribe/{secret}")
def show_unsubscribing(request: Request, secret: str) -> HTMLResponse:
    """Show the button that ends mails; nothing is done."""

    def page(session: Session) -> str:
        return action_pages.of_unsubscribing(actions.look_at_ending(session, secret), "ask")

    return _answer(request, read_only, page)


@router.post("/unsubscribe/{secret}")
def unsubscribe(request: Request, secret: str) -> HTMLResponse:
    """End mails at once, as RFC 8058 wants it: by one request without anything else."""

    def page(session: Session) -> str:
        return action_pages.of_unsubscribing(actions.unsubscribe(session, secret), "done")

    return _answer(request, unit_of_work, page)


def _answer(
    request: Request,
    transaction: Callable[[], AbstractContextManager[Session]],
    page: Callable[[Session], str],
) -> HTMLResponse:
    """Whatever becomes of it, a person reads it."""
    rate_limits.spend("visit", deps.origin_of(request).network)

    def tell() -> str:
        with transaction() as session:
            return page(session)

    try:
        return HTMLResponse(folding_first(tell), headers=HEADERS)
    except TooMany:
        raise
    except AppError as refusal:
        status = 404 if isinstance(refusal, NotFound) else 409
        told = action_pages.of_refusal(deps.locale_of(request), refusal.code)
        return HTMLResponse(told, status, headers=HEADERS)
