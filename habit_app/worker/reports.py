"""Jobs on weekly reports."""

from habit_app import clock
from habit_app.services import report_mails, reports
from habit_app.services.jobs import Job
from habit_app.worker.tasks import task


@task("reports.weekly")
def send_due(job: Job) -> None:
    job.result = {"told": reports.send_due(clock.utc_now())}


@task(reports.MAIL)
def deliver(job: Job) -> None:
    report_mails.deliver(user_id=job.uuid("user_id"), week=job.day("week"))
