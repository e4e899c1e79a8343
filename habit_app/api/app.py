"""Building the REST API."""

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Route, compile_path

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
from habit_app.asgi import Receive, Scope, Send
from habit_app.settings import get_settings

BASE = "/api/v1"


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
    app.router.routes.append(Route("/api/{path:path}", _Unknown(app)))
    app.add_middleware(Envelope)
    return app


def get_root() -> Root:
    """Say what answers here."""
    return Root(demo=get_settings().with_demo)


class _Unknown:
    """Answers what no route takes, by any method: 405 where another would do, else 404.

    The pages answer everything else below "/", so the API must not leave it to them.
    """

    def __init__(self, app: FastAPI) -> None:
        self._known = [
            (compile_path(path)[0], sorted(name.upper() for name in operations))
            for path, operations in app.openapi()["paths"].items()
        ]

    async def __call__(self, scope: Scope, _receive: Receive, _send: Send) -> None:
        for pattern, methods in self._known:
            if pattern.match(scope["path"]) and scope["method"] not in methods:
                raise HTTPException(405, headers={"Allow": ", ".join(methods)})
        raise HTTPException(404)


def _operation_id(route: APIRoute) -> str:
    return route.name
