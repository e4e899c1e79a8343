"""Jobs on mails about accounts."""

from habit_app.services.accounts import mails
from habit_app.services.jobs.runner import Job
from habit_app.worker.tasks import task


@task(mails.JOB)
def deliver(job: Job) -> None:
    mails.deliver(job.id, job.arguments)


@task(mails.FORGOT)
def deliver_forgotten(job: Job) -> None:
    with job.transaction() as session:
        mails.deliver_forgotten(session, job.arguments)
