"""What routes ask for: a session with the viewer in it, and the page of a list."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Annotated, TypeVar
from uuid import UUID

from fastapi import Depends, Path, Query, Request

from habit_app.db.session import Session, read_only, unit_of_work
from habit_app.errors import NotAllowed, SignInNeeded
from habit_app.services.accounts import sessions
from habit_app.services.shared import rate_limits, viewers
from habit_app.services.shared.audit import Origin
from habit_app.services.shared.rate_limits import Bucket
from habit_app.services.shared.viewers import Viewer
from habit_app.settings import get_settings
from habit_app.text import formats

SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
ADMITTED = "smarthabit.admitted"
"""In the scope of a request whose caller was let in before its body was read."""
CHARGED = "smarthabit.charged"
NOBODY = "Sign in, or send a token that is still good."


Transaction = Callable[[], AbstractContextManager[Session]]


class Caller:
    """Who calls, in the one transaction of the request.

    FastAPI makes it before the route runs; `present` opens it in the thread that does the work.
    """

    bucket: Bucket = "other"
    may_be_told_again: bool = True
    session: Session
    viewer: Viewer

    def __init__(self, request: Request, transaction: Transaction) -> None:
        self.request = request
        self._transaction = transaction

    @contextmanager
    def present(self) -> Iterator[None]:
        """Open the transaction, find out who calls, and commit when the work is done."""
        with self._transaction() as self.session:
            self.admit()
            yield
        if self.viewer.seen_long_ago:
            with unit_of_work() as session:
                sessions.touch(session, viewer=self.viewer)

    def charge(self, more: int) -> None:
        """Let a request cost more than one; once, however often it has to be done."""
        if CHARGED not in self.request.scope:
            rate_limits.spend(self.bucket, self.viewer.id, cost=more, besides=1)
            self.request.scope[CHARGED] = True

    def admit(self) -> None:
        """Find out who calls, and refuse who may not; a request counts once."""
        self.viewer = resolve(self.session, self.request)
        if ADMITTED not in self.request.scope:
            rate_limits.spend(self.bucket, self.viewer.id)
            self.request.scope[ADMITTED] = True


C = TypeVar("C", bound=Caller)


class Visit(Caller):
    """Who calls, where the work itself opens its transactions."""

    @contextmanager
    def present(self) -> Iterator[None]:
        with super().present():
            pass
        yield


def cookie_name(request: Request) -> str:
    """The page cookie's name: bound to the host on https, plain on a laptop."""
    return "__Host-session" if is_https(request) else "session"


def is_https(request: Request) -> bool:
    return request.url.scheme == "https" or get_settings().is_secure


def origin_of(request: Request) -> Origin:
    """Where the request came from, for the audit log."""
    client = request.client.host if request.client else ""
    return Origin(client, request.headers.get("user-agent", ""))


def locale_of(request: Request) -> formats.Locale:
    """The language that whoever calls most likely reads, and the region where one is named."""
    return formats.wanted(request.headers.get("accept-language", ""))


def refuse_foreign_origin(request: Request) -> None:
    """Cookies come with forged requests, too: what changes something must come from our pages."""
    origin = request.headers.get("origin") or request.headers.get("referer") or ""
    host = request.headers.get("host", "")
    if not get_settings().is_own(origin, request.url.scheme, host):
        raise NotAllowed("This request did not come from our own pages.", "foreign-origin")


def resolve(session: Session, request: Request) -> Viewer:
    """Who is looking: by bearer token, else by the browser's cookie."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme:
        viewer = viewers.of_bearer(session, token) if scheme.lower() == "bearer" else None
    else:
        cookie = request.cookies.get(cookie_name(request))
        viewer = viewers.of_cookie(session, cookie) if cookie else None
        if viewer and request.method not in SAFE_METHODS:
            refuse_foreign_origin(request)
    if viewer is None:
        raise SignInNeeded(NOBODY)
    if not viewer.may_write and request.method not in SAFE_METHODS:
        raise NotAllowed("This token may only read.", "read-only-token")
    return viewer


def refuse_nobody(request: Request) -> None:
    """Refuse who brings neither a token nor a cookie, before anything of theirs is read."""
    if not request.headers.get("authorization") and not request.cookies.get(cookie_name(request)):
        raise SignInNeeded(NOBODY)


class OwnCaller(Caller):
    """Whoever signed in themselves: a script's token may not do this."""

    def admit(self) -> None:
        super().admit()
        if self.viewer.session_id is None:
            raise NotAllowed("This takes a sign-in; a token is not enough.", "session-needed")


class AdminCaller(OwnCaller):
    """An admin who signed in themselves."""

    def admit(self) -> None:
        super().admit()
        if self.viewer.role != "admin":
            raise NotAllowed("This is for admins.", "admins-only")


class SecretMaker(OwnCaller):
    """Whoever signed in themselves, and gets a secret that is kept nowhere and shown once."""

    may_be_told_again = False


class OwnVisit(Visit, OwnCaller):
    """Whoever signed in themselves, where the work itself opens its transactions."""


class Ticker(Caller):
    """Who checks in; that has a limit of its own.

    A browser may hold ticks of somebody who signed out; it says whose each is.
    """

    bucket: Bucket = "checkin"

    @contextmanager
    def present(self) -> Iterator[None]:
        with super().present():
            meant = self.request.headers.get("x-owner", "")
            if meant and meant != str(self.viewer.id):
                raise SignInNeeded("Somebody else is signed in here now.", "other-owner")
            yield


def _calling(kind: type[C], transaction: Transaction) -> Callable[[Request], Awaitable[C]]:
    """What FastAPI asks for a caller: one of this kind, in such a transaction."""

    async def caller(request: Request) -> C:
        return kind(request, transaction)

    return caller


Reader = Annotated[Caller, Depends(_calling(Caller, read_only))]
Writer = Annotated[Caller, Depends(_calling(Caller, unit_of_work))]
Checker = Annotated[Ticker, Depends(_calling(Ticker, unit_of_work))]
Owner = Annotated[OwnCaller, Depends(_calling(OwnCaller, unit_of_work))]
Maker = Annotated[SecretMaker, Depends(_calling(SecretMaker, unit_of_work))]
Visitor = Annotated[Visit, Depends(_calling(Visit, read_only))]
AdminReader = Annotated[AdminCaller, Depends(_calling(AdminCaller, read_only))]
AdminWriter = Annotated[AdminCaller, Depends(_calling(AdminCaller, unit_of_work))]
OwnerVisit = Annotated[OwnVisit, Depends(_calling(OwnVisit, read_only))]


@dataclass(frozen=True, slots=True)
class Paging:
    """Which part of a list is wanted."""

    skip: Annotated[int, Query(ge=0, le=1_000_000)] = 0
    limit: Annotated[int, Query(ge=1, le=100)] = 20


Paged = Annotated[Paging, Depends()]

Id = Annotated[UUID, Path()]
