"""Signing in with Google: its addresses are taken, and say that it is not to be had yet."""

from typing import NoReturn

from fastapi import APIRouter

from habit_app.api import problems
from habit_app.api.routing import Route
from habit_app.errors import NotFound

router = APIRouter(
    route_class=Route, prefix="/auth/google", tags=["accounts"], responses=problems.answers(404)
)


@router.get("/login", status_code=404, response_model=None)
def log_in_with_google() -> NoReturn:
    """Begin to sign in with Google; refused until that is configured."""
    raise _disabled()


@router.get("/callback", status_code=404, response_model=None)
def come_back_from_google() -> NoReturn:
    """Come back from Google; refused until that is configured."""
    raise _disabled()


def _disabled() -> NotFound:
    return NotFound("This installation has no sign-in with Google.", "google-sign-in-disabled")
