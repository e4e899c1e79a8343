"""Jobs on predictions: made for everybody once their day has begun, later held to their word."""

from uuid import UUID

from habit_app import clock
from habit_app.services.evaluation.outdated import REFRESH
from habit_app.services.jobs.runner import Job
from habit_app.services.predictions import registry, runs
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
    job.result = {"foretold": runs.refresh(people, progress=job.progress)}


@task("predictions.score")
def hold_to_word(_job: Job) -> None:
    runs.hold_to_word(clock.utc_now())
