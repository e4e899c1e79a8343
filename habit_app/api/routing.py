"""How a route runs: in one thread, in one transaction, its checks in the order of the contract."""

from collections.abc import Callable, Coroutine
from functools import partial, wraps
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from habit_app import threads
from habit_app.api.deps import Caller, refuse_nobody
from habit_app.db.session import read_only
from habit_app.services import habits, pauses

OWNED: dict[str, Callable[..., Any]] = {"habit_id": habits.require, "pause_id": pauses.require}
"""What a path may name, and the use-case that refuses what is not the caller's."""

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


class Route(APIRoute):
    """A route that takes one hop into a thread for all that it does.

    FastAPI alone hops for each dependency, for the endpoint, for checking its answer and for
    leaving each dependency, and checks bodies before it asks who sends them.
    """

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        @wraps(endpoint)
        async def whole(**values: Any) -> Response:
            return await self.in_thread(partial(self._work, endpoint, values))

        super().__init__(path, whole, **options)

    async def in_thread(self, work: Callable[[], Response]) -> Response:
        return await threads.off_loop(work)

    def _work(self, endpoint: Callable[..., Any], values: dict[str, Any]) -> Response:
        caller = values.get("caller")
        if isinstance(caller, Caller):
            with caller.present():
                result = endpoint(**values)
        else:
            result = endpoint(**values)
        return result if isinstance(result, Response) else self._answer(result, values)

    def _answer(self, result: Any, values: dict[str, Any]) -> Response:
        """Put the result into the route's form; what it set on its `response` goes along."""
        given: Response = values.get("response", Response())
        status = (given.status_code if "response" in values else None) or self.status_code or 200
        content = self.response_field.serialize_json(result) if self.response_field else b""
        answer = Response(content, status, media_type="application/json" if content else None)
        if "response" in values:
            answer.headers.raw.extend(given.headers.raw)
        return answer

    def get_route_handler(self) -> Handler:
        """Refuse nobody before reading a body, and what is not the caller's before judging it."""
        handle = super().get_route_handler()
        wants_caller = "caller" in self.endpoint.__annotations__

        async def in_order(request: Request) -> Response:
            if wants_caller:
                refuse_nobody(request)
            try:
                return await handle(request)
            except (RequestValidationError, HTTPException):
                if wants_caller:
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
