"""Jobs on weekly reports."""

from uuid import UUID

from habit_app import clock
from habit_app.services.insights import reports, runs
from habit_app.services.jobs.runner import Job
from habit_app.worker.tasks import task


@task("reports.weekly")
def ask_due(_job: Job) -> None:
    runs.ask_due(clock.utc_now())


@task(reports.TELL)
def tell(job: Job) -> None:
    people = [UUID(hex=user_id) for user_id in job.arguments["people"].split()]
    job.result = {"told": runs.tell_people(people, clock.utc_now())}


@task(reports.MAIL)
def deliver(job: Job) -> None:
    runs.mail_report(user_id=job.uuid("user_id"), week=job.day("week"))
