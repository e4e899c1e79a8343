"""Jobs on reminders."""

from habit_app.services.jobs.runner import Job
from habit_app.services.reminders import runs
from habit_app.worker.tasks import task


@task("reminders.schedule")
def schedule(_job: Job) -> None:
    runs.schedule_all()
