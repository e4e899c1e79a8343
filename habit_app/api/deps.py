"""What routes ask for: a session with the viewer in it, and the page of a list."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Depends, Path, Query, Request

from habit_app.db.session import Session, read_only, unit_of_work
from habit_app.errors import NotAllowed, SignInNeeded
from habit_app.services import accounts, sessions
from habit_app.services.audit import Origin
from habit_app.services.viewers import Viewer
from habit_app.settings import get_settings

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls, in the one transaction of the request."""

    session: Session
    viewer: Viewer


def cookie_name(request: Request) -> str:
    """The page cookie's name: bound to the host on https, plain on a laptop."""
    return "__Host-session" if is_https(request) else "session"


def is_https(request: Request) -> bool:
    return request.url.scheme == "https" or get_settings().force_https


def origin_of(request: Request) -> Origin:
    """Where the request came from, for the audit log."""
    client = request.client.host if request.client else ""
    return Origin(client, request.headers.get("user-agent", ""))


def refuse_foreign_origin(request: Request) -> None:
    """Cookies come with forged requests, too: what changes something must come from our pages."""
    origin = request.headers.get("origin") or request.headers.get("referer") or ""
    if not origin or urlsplit(origin).netloc != request.headers.get("host"):
        raise NotAllowed("This request did not come from our own pages.", "foreign-origin")


def resolve(session: Session, request: Request) -> Viewer:
    """Who is looking: by bearer token, else by the browser's cookie."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        viewer = accounts.viewer_of_token(session, token) if scheme.lower() == "bearer" else None
    else:
        cookie = request.cookies.get(cookie_name(request))
        viewer = accounts.viewer_of_cookie(session, cookie) if cookie else None
        if viewer and request.method not in SAFE_METHODS:
            refuse_foreign_origin(request)
    if viewer is None:
        raise SignInNeeded("Sign in, or send a token that is still good.")
    request.state.viewer = viewer
    return viewer


def reader(request: Request) -> Iterator[Caller]:
    with read_only() as session:
        caller = Caller(session, resolve(session, request))
        yield caller
    if caller.viewer.seen_long_ago:
        with unit_of_work() as session:
            sessions.touch(session, viewer=caller.viewer)


def visitor(request: Request) -> Viewer:
    """Who calls, where the work itself is done outside of a transaction."""
    with read_only() as session:
        return resolve(session, request)


def writer(request: Request) -> Iterator[Caller]:
    with unit_of_work() as session:
        yield Caller(session, resolve(session, request))


def anybody() -> Iterator[Session]:
    with unit_of_work() as session:
        yield session


Reader = Annotated[Caller, Depends(reader, scope="function")]
Visitor = Annotated[Viewer, Depends(visitor)]
Writer = Annotated[Caller, Depends(writer, scope="function")]
OpenSession = Annotated[Session, Depends(anybody, scope="function")]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is wanted."""

    skip: Annotated[int, Query(ge=0, le=1_000_000, description="How many items to pass over.")] = 0
    limit: Annotated[int, Query(ge=1, le=100, description="How many items at the most.")] = 20


Paged = Annotated[Paging, Depends()]

Id = Annotated[UUID, Path(description="A UUID.")]
