"""The cookies of a browser's session: HttpOnly, from this site only, bound to the host on https."""

from typing import Any

from fastapi import Request, Response

from habit_app.api.deps import cookie_name, is_https
from habit_app.services.accounts.sign_in import COOKIE_DAYS, SignedIn
from habit_app.settings import get_settings

SECONDS_PER_DAY = 24 * 3600
REFRESH = "refresh"
REFRESH_PATH = "/api/v1/auth"


def set_all(signed_in: SignedIn, request: Request, response: Response) -> None:
    """Keep a browser signed in."""
    response.set_cookie(
        cookie_name(request),
        signed_in.cookie or "",
        max_age=COOKIE_DAYS * SECONDS_PER_DAY,
        path="/",
        **_flags(request),
    )
    set_refresh(signed_in.refresh_token, request, response)


def set_refresh(secret: str, request: Request, response: Response) -> None:
    days = get_settings().refresh_token_days
    response.set_cookie(
        REFRESH, secret, max_age=days * SECONDS_PER_DAY, path=REFRESH_PATH, **_flags(request)
    )


def drop_all(request: Request, response: Response) -> None:
    """End a browser's session; nothing of it stays in what the browser kept of our answers."""
    response.headers["Clear-Site-Data"] = '"cache"'
    response.delete_cookie(cookie_name(request), path="/", **_flags(request))
    response.delete_cookie(REFRESH, path=REFRESH_PATH, **_flags(request))


def _flags(request: Request) -> dict[str, Any]:
    return {"httponly": True, "samesite": "lax", "secure": is_https(request)}
