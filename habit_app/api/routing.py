"""How a route runs: in one thread, in one transaction, its checks in the order of the contract."""

import hashlib
from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from habit_app import threads
from habit_app.api.deps import Caller, Checker, Reader, Writer, refuse_nobody
from habit_app.db.session import read_only
from habit_app.services import habits, idempotency, pauses
from habit_app.services.idempotency import Remembered

OWNED: dict[str, Callable[..., Any]] = {"habit_id": habits.require, "pause_id": pauses.require}
"""What a path may name, and the use-case that refuses what is not the caller's."""

KEY = "idempotency-key"
REPLAYABLE = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A repetition with the same key creates nothing, and is answered alike.",
    "schema": {"type": "string", "minLength": 1, "maxLength": idempotency.LONGEST},
}
CONDITIONAL = {
    "name": "If-None-Match",
    "in": "header",
    "description": "The ETag of what you have: 304 when it is still the same.",
    "schema": {"type": "string"},
}
NOT_MODIFIED = {304: {"description": "What you have is still the same"}}

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
        self.wants_caller = wanted is not None
        self.is_conditional = wanted == Reader and not private
        self.is_replayable = wanted in {Writer, Checker} and options.get("status_code") == 201  # noqa: PLR2004
        if self.is_conditional:
            options["responses"] = {**(options.get("responses") or {}), **NOT_MODIFIED}
        parameters = [CONDITIONAL] * self.is_conditional + [REPLAYABLE] * self.is_replayable
        options["openapi_extra"] = {"parameters": parameters}
        super().__init__(path, whole, **options)

    async def in_thread(self, work: Callable[[], Response]) -> Response:
        """Where the work is done."""
        return await threads.off_loop(work)

    def _work(self, endpoint: Endpoint, values: dict[str, Any]) -> Response:
        caller = values.get("caller")
        if not isinstance(caller, Caller):
            return self._answer(endpoint, values)
        with caller.present():
            if self.is_replayable and KEY in caller.request.headers:
                return self._once(caller, endpoint, values)
            answer = self._answer(endpoint, values)
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

    def _once(self, caller: Caller, endpoint: Endpoint, values: dict[str, Any]) -> Response:
        """Act, unless the same request came before; then its answer is given again."""
        request, key = caller.request, caller.request.headers[KEY]
        said = f"{request.method} {request.url.path}\n".encode() + request.state.body
        known = idempotency.recall(
            caller.session,
            viewer=caller.viewer,
            key=key,
            fingerprint=hashlib.sha256(said).digest(),
        )
        if known:
            headers = {"Location": known.location} if known.location else None
            return Response(known.body, known.status, headers, "application/json")
        answer = self._answer(endpoint, values)
        kept = Remembered(answer.status_code, bytes(answer.body), answer.headers.get("location"))
        idempotency.remember(caller.session, viewer=caller.viewer, key=key, answer=kept)
        return answer

    def get_route_handler(self) -> Handler:
        """Refuse nobody before reading a body, and what is not the caller's before judging it."""
        handle = super().get_route_handler()

        async def in_order(request: Request) -> Response:
            if self.wants_caller:
                refuse_nobody(request)
            if self.is_replayable and KEY in request.headers:
                request.state.body = await request.body()
            try:
                return await handle(request)
            except (RequestValidationError, HTTPException):
                if self.wants_caller:
                    await threads.off_loop(_refuse_first, request)
                raise

        return in_order


class PasswordRoute(Route):
    """A route that hashes passwords: it must not take threads from the others."""

    async def in_thread(self, work: Callable[[], Response]) -> Response:
        return await threads.with_passwords(work)


def _refuse_first(request: Request) -> None:
    """Sign-in and owner come before the content of the request."""
    caller = Caller(request, read_only)
    with caller.present():
        for name, require in OWNED.items():
            if name in request.path_params:
                require(caller.session, caller.viewer, request.path_params[name])


def _unless_known(request: Request, answer: Response) -> Response:
    """Answer 304 to who has the same already. Browsers may keep it, but must ask each time."""
    etag = f'"{hashlib.blake2b(answer.body, digest_size=12).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    known = request.headers.get("if-none-match", "")
    if known == "*" or etag in (part.strip().removeprefix("W/") for part in known.split(",")):
        return Response(status_code=304, headers=headers)
    answer.headers.update(headers)
    return answer
