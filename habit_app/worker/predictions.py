"""Jobs on predictions: made for everybody once their day has begun, later held to their word."""

from collections.abc import Sequence
from uuid import UUID

from habit_app import clock
from habit_app.db.tables import Model
from habit_app.domain.risk import Risk
from habit_app.services.evaluation.outdated import REFRESH
from habit_app.services.jobs.runner import Job
from habit_app.services.predictions import registry, runs
from habit_app.services.predictions.people import Person
from habit_app.worker import training_process
from habit_app.worker.tasks import task


@task("predictions.refresh")
def ask_zones(_job: Job) -> None:
    runs.ask_zones(clock.utc_now())


@task(runs.REFRESH_ZONE)
def ask_people(job: Job) -> None:
    runs.ask_people(job.arguments["timezone"], int(job.arguments["day_start"]))


@task(registry.REFRESH_ALL)
def ask_everybody(_job: Job) -> None:
    runs.ask_everybody()


@task(REFRESH)
def refresh(job: Job) -> None:
    people = [UUID(hex=user_id) for user_id in job.arguments["people"].split()]
    job.result = {"foretold": runs.refresh(people, foretell=_by_model, progress=job.progress)}


def _by_model(people: Sequence[Person], model: Model) -> dict[UUID, Risk]:
    from habit_app.worker import foretelling  # noqa: PLC0415 - heavy, and most installs need none

    return foretelling.by_model(people, model)


@task(registry.TRAIN)
def train(job: Job) -> None:
    job.result = training_process.train(job.progress, was_asked=job.owner_id is not None)


@task("predictions.score")
def hold_to_word(_job: Job) -> None:
    runs.hold_to_word(clock.utc_now())
