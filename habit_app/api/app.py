"""Building the REST API."""

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel

from habit_app import __version__
from habit_app.api import documentation, problems
from habit_app.api.envelope import Envelope
from habit_app.api.remainder import Remainder
from habit_app.api.routes import (
    admin,
    badges,
    checkins,
    habits,
    health,
    imports,
    insights,
    jobs,
    nudges,
    pauses,
    predictions,
    today,
)
from habit_app.api.routes.accounts import auth, forms, google, passwords, users
from habit_app.api.routes.notifications import actions, channels, notifications
from habit_app.db.session import read_only
from habit_app.services.accounts import registration
from habit_app.settings import get_settings

BASE = "/api/v1"


class Root(BaseModel):
    """What answers here, where it is described, and who is here already."""

    name: str = "SmartHabit"
    version: str = __version__
    docs: str = "/api/docs"
    demo: bool
    has_people: bool


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
    accounts = (auth, passwords, forms, google, users)
    for module in (
        *accounts,
        habits,
        checkins,
        pauses,
        predictions,
        today,
        badges,
        insights,
        imports,
        jobs,
        channels,
        notifications,
        nudges,
        actions,
        admin,
    ):
        app.include_router(module.router, prefix=BASE)
    app.include_router(health.router)
    app.add_api_route(BASE, get_root, methods=["GET"], tags=["health"])
    documentation.install(app)
    app.router.routes.append(Remainder(app.router.routes))
    app.add_middleware(Envelope)
    return app


def get_root() -> Root:
    """Say what answers here."""
    with read_only() as session:
        has_people = registration.has_people(session)
    return Root(demo=get_settings().with_demo, has_people=has_people)


def _operation_id(route: APIRoute) -> str:
    return route.name
