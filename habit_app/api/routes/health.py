"""Is it up, and can it work? Outside /api/v1 and without sign-in."""

from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel

from habit_app import __version__
from habit_app.api import problems
from habit_app.services.jobs import health

router = APIRouter(prefix="/health", tags=["health"])


class Health(BaseModel):
    """Up, and which version."""

    status: Literal["ok"] = "ok"
    version: str = __version__


class Readiness(Health):
    """Whether requests can be served, and which help is missing meanwhile."""

    degraded: list[str]


@router.get("")
async def get_health() -> Health:
    """Say that the process is up."""
    return Health()


@router.get("/db", responses=problems.answers(503))
def get_database_health() -> Health:
    """Ask the database something small."""
    health.check_database()
    return Health()


@router.get("/ready", responses=problems.answers(503))
def get_readiness() -> Readiness:
    """Say whether all is well: database, migrations, and those who work in the background.

    Without a broker or a worker the API goes on; balancers ask `/health/db`, monitors ask here.
    """
    health.check_database()
    health.check_migrations()
    return Readiness(degraded=health.check_background())
