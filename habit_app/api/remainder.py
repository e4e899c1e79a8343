"""What no route of the API takes: answered here, because the pages take everything else."""

from collections.abc import Iterable

from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

API_PATHS = ("/api", "/health")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def is_ours(path: str) -> bool:
    """Whether the API answers here, and not the pages."""
    return any(path == part or path.startswith(f"{part}/") for part in API_PATHS)


class Remainder(BaseRoute):
    """Any path of ours by any method, after the `routes` that are known.

    A pattern would not do: those of the framework stop at line breaks.
    """

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self._routes = list(routes)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        ours = scope["type"] == "http" and is_ours(scope["path"])
        return (Match.FULL if ours else Match.NONE), {}

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """404 where nothing is, 405 where another method would do; OPTIONS asks which."""
        taken = [method for method in METHODS if self._takes(method, scope)]
        if not taken:
            raise HTTPException(404)
        also = ["HEAD"] if "GET" in taken else []
        headers = {"Allow": ", ".join([*taken[:1], *also, *taken[1:], "OPTIONS"])}
        if scope["method"] != "OPTIONS":
            raise HTTPException(405, headers=headers)
        await Response(status_code=204, headers=headers)(scope, receive, send)

    def _takes(self, method: str, scope: Scope) -> bool:
        asked = {**scope, "method": method}
        return any(route.matches(asked)[0] is Match.FULL for route in self._routes)
