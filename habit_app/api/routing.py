"""How a route runs: in one thread, in one transaction, its checks in the order of the contract."""

import hashlib
import math
from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Any, get_args

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from habit_app import threads
from habit_app.api import replays
from habit_app.api.deps import ADMITTED, Caller, Reader, refuse_nobody
from habit_app.asgi import announced
from habit_app.db.session import read_only
from habit_app.errors import WrongMediaType
from habit_app.services.evaluation.folding import folding_first
from habit_app.services.habits import habits, pauses
from habit_app.services.notifications import channels, inbox
from habit_app.services.nudges import nudges

OWNED: dict[str, Callable[..., Any]] = {
    "habit_id": habits.require,
    "pause_id": pauses.require,
    "notification_id": inbox.require,
    "channel_id": channels.require,
    "nudge_id": nudges.require,
}
"""What a path may name, and the use-case that refuses what is not the caller's."""

CONDITIONAL = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of what you have: 304 when it is still the same.",
    "schema": {"type": "string"},
}
NOT_MODIFIED = {304: {"description": "What you have is still the same"}}

JSON = "application/json"
LARGE = 64 * 1024
"""Bytes: of a body, from which on its sender is let in, at the cost of a hop, before it is read."""

Endpoint = Callable[..., Any]
Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Route(APIRoute):
    """A route that takes one hop into a thread for all that it does.

    FastAPI alone hops for each dependency, for the endpoint, for checking its answer and for
    leaving each dependency, and checks bodies before it asks who sends them.
    """

    def __init__(self, path: str, endpoint: Endpoint, **options: Any) -> None:
        @wraps(endpoint)
        async def whole(**values: Any) -> Response:
            return await self.in_thread(partial(self._work, endpoint, values))

        wanted = endpoint.__annotations__.get("caller")
        private = "accounts" in (options.get("tags") or ())
        self.caller_kind: type[Caller] | None = get_args(wanted)[0] if wanted else None
        self.is_conditional = wanted == Reader and not private
        creates = options.get("status_code") == 201  # noqa: PLR2004
        self.is_replayable = creates and wanted is not None
        if self.is_conditional:
            options["responses"] = {**(options.get("responses") or {}), **NOT_MODIFIED}
        parameters = [CONDITIONAL] * self.is_conditional + [replays.PARAMETER] * self.is_replayable
        options["openapi_extra"] = {"parameters": parameters}
        super().__init__(path, whole, **options)
        asked = self.body_field.field_info if self.body_field else None
        self.media_type = str(getattr(asked, "media_type", ""))

    async def in_thread(self, work: Callable[[], Response]) -> Response:
        """Where the work is done."""
        return await threads.off_loop(work)

    def _work(self, endpoint: Endpoint, values: dict[str, Any]) -> Response:
        caller = values.get("caller")
        if not isinstance(caller, Caller):
            return self._answer(endpoint, values)
        return folding_first(partial(self._act, caller, endpoint, values))

    def _act(self, caller: Caller, endpoint: Endpoint, values: dict[str, Any]) -> Response:
        """Do the work in the caller's transaction; once more where it has to be folded first."""
        with caller.present():
            act = partial(self._answer, endpoint, values)
            if self.is_replayable and replays.HEADER in caller.request.headers:
                return replays.once(caller, values, act)
            answer = act()
        return _unless_known(caller.request, answer) if self.is_conditional else answer

    def _answer(self, endpoint: Endpoint, values: dict[str, Any]) -> Response:
        """Put the result into the route's form; what it set on its `response` goes along."""
        result = endpoint(**values)
        if isinstance(result, Response):
            return result
        given: Response | None = values.get("response")
        status = (given.status_code if given else None) or self.status_code or 200
        content = self.response_field.serialize_json(result) if self.response_field else b""
        answer = Response(content, status, media_type="application/json" if content else None)
        if given:
            answer.headers.raw.extend(given.headers.raw)
        return answer

    def get_route_handler(self) -> Handler:
        """Refuse nobody before reading a body, and what is not the caller's before judging it."""
        handle = super().get_route_handler()

        async def in_order(request: Request) -> Response:
            if self.caller_kind:
                refuse_nobody(request)
            if self.body_field:
                await self._look_at_body(request)
            try:
                return await handle(request)
            except (RequestValidationError, HTTPException):
                await self._let_in(request)
                raise

        return in_order

    async def _look_at_body(self, request: Request) -> None:
        """Refuse what is large and nobody's, and what is of a kind that is not read here."""
        length = _length(request)
        if length > LARGE:
            await self._let_in(request)
        if length and not self._reads(request.headers.get("content-type", "")):
            await self._let_in(request)
            raise WrongMediaType(f"The body here is {self.media_type}.")
        if self.is_replayable and replays.HEADER in request.headers and self.media_type == JSON:
            request.state.body = await request.body()

    def _reads(self, content_type: str) -> bool:
        kind = content_type.partition(";")[0].strip().lower()
        is_json = kind.startswith("application/") and kind.endswith("+json")
        return kind == self.media_type or (is_json and self.media_type == JSON)

    async def _let_in(self, request: Request) -> None:
        """Sign-in and owner come before the content of the request."""
        if self.caller_kind and ADMITTED not in request.scope:
            await threads.off_loop(_refuse_first, self.caller_kind, request)
            request.scope[ADMITTED] = True


class PasswordRoute(Route):
    """A route that hashes passwords: it must not take threads from the others."""

    async def in_thread(self, work: Callable[[], Response]) -> Response:
        return await threads.with_passwords(work)


def _refuse_first(kind: type[Caller], request: Request) -> None:
    with read_only() as session:
        caller = kind(request, read_only)
        caller.session = session
        caller.admit()
        for name, require in OWNED.items():
            if name in request.path_params:
                require(session, caller.viewer, request.path_params[name])


def _length(request: Request) -> float:
    """How many bytes the body has; endless where nobody says."""
    said = announced(request.headers.get("content-length", ""))
    if said is not None:
        return said
    streamed = "transfer-encoding" in request.headers or "content-type" in request.headers
    return math.inf if streamed else 0


def _unless_known(request: Request, answer: Response) -> Response:
    """Answer 304 to who has the same already. Browsers may keep it, but must ask each time."""
    etag = f'"{hashlib.blake2b(answer.body, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    known = request.headers.get("if-none-match", "")
    if known == "*" or etag in (part.strip().removeprefix("W/") for part in known.split(",")):
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer
