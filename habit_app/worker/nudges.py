"""Jobs on nudges: planned once a day, place by place."""

from uuid import UUID

from habit_app import clock
from habit_app.services.jobs.runner import Job
from habit_app.services.nudges import nudges, runs
from habit_app.worker.tasks import task


@task("nudges.plan")
def ask_plans(_job: Job) -> None:
    runs.ask_plans(clock.utc_now())


@task(nudges.PLAN)
def ask_people(job: Job) -> None:
    with job.transaction() as session:
        place, day_start = job.arguments["timezone"], int(job.arguments["day_start"])
        nudges.ask_people(session, timezone=place, day_start=day_start)


@task(nudges.CHUNK)
def plan(job: Job) -> None:
    runs.plan_people([UUID(hex=user_id) for user_id in job.arguments["people"].split()])
