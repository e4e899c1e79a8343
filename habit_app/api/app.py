"""Building the REST API."""

from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from habit_app import __version__
from habit_app.api import documentation, problems
from habit_app.api.envelope import Envelope
from habit_app.api.routes import (
    auth,
    checkins,
    forms,
    habits,
    health,
    imports,
    passwords,
    pauses,
    today,
    users,
)
from habit_app.settings import get_settings

BASE = "/api/v1"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"]


class Root(BaseModel):
    """What answers here, where it is described, and whether there is a demo account."""

    name: str = "SmartHabit"
    version: str = __version__
    docs: str = "/api/docs"
    demo: bool


def create_api() -> FastAPI:
    """Build the app with every route, every error in one shape, and its documentation."""
    app = FastAPI(
        title="SmartHabit",
        version=__version__,
        openapi_url=documentation.OPENAPI,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
    )
    problems.install(app)
    for module in (auth, passwords, users):
        app.include_router(module.password_router, prefix=BASE)
    for module in (auth, passwords, forms, users, habits, checkins, pauses, today, imports):
        app.include_router(module.router, prefix=BASE)
    app.include_router(health.router)
    app.add_api_route(BASE, get_root, methods=["GET"], tags=["health"])
    documentation.install(app)
    unknown = _refuse_unknown(app)
    app.add_api_route("/api/{path:path}", unknown, methods=METHODS, include_in_schema=False)
    app.add_middleware(Envelope)
    return app


def get_root() -> Root:
    """Say what answers here."""
    return Root(demo=get_settings().with_demo)


def _refuse_unknown(app: FastAPI) -> Callable[[Request, str], None]:
    """Answer what no route takes: 405 where another method would do, else 404.

    The pages answer everything else below "/", so the API must not leave it to them.
    """
    known = [
        (compile_path(path)[0], ", ".join(sorted(name.upper() for name in operations)))
        for path, operations in app.openapi()["paths"].items()
    ]

    def refuse(request: Request, path: str) -> None:  # noqa: ARG001 - the route's parameter
        for pattern, methods in known:
            if pattern.match(request.url.path) and request.method not in methods.split(", "):
                raise HTTPException(405, headers={"Allow": methods})
        raise HTTPException(404)

    return refuse


def _operation_id(route: APIRoute) -> str:
    return route.name
