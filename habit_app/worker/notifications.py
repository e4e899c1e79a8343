"""Jobs on notifications: deciding, sending."""

from habit_app.db.session import unit_of_work
from habit_app.services.jobs.runner import Job
from habit_app.services.notifications import channels, dispatch, runs
from habit_app.services.reminders import runs as reminder_runs
from habit_app.worker.tasks import task


@task("notifications.deliver")
def deliver(_job: Job) -> None:
    try:  # first, so that of several reminders missed in a long sleep only the last is sent
        reminder_runs.schedule_all()
    finally:
        runs.decide_all()
        with unit_of_work() as session:
            dispatch.look_after(session)


@task(f"{dispatch.SEND}.mail")
def send_mail(job: Job) -> None:
    runs.send_waiting("mail", job.progress)


@task(dispatch.SEND)
def send(_job: Job) -> None:
    """Asked for by workers of version 0006: what waits is asked for anew, by its way."""


@task(f"{dispatch.SEND}.call")
def call(job: Job) -> None:
    runs.send_waiting("call", job.progress)


@task(channels.TEST)
def test(job: Job) -> None:
    channels.send_test(job.id, job.uuid("channel_id"))
