"""What is done again and again: the rounds of the beat."""

from datetime import timedelta
from types import MappingProxyType

from habit_app import clock
from habit_app.services.accounts import deletion
from habit_app.services.insights import leaderboard
from habit_app.services.jobs import health, runner
from habit_app.services.jobs.runner import Job
from habit_app.worker.app import TICK, celery
from habit_app.worker.tasks import task

ROUNDS = MappingProxyType(
    {
        "habits.reset": timedelta(minutes=15),
        "model.train": timedelta(weeks=1),
        "notifications.deliver": timedelta(minutes=1),
        "nudges.plan": timedelta(minutes=30),
        "predictions.refresh": timedelta(minutes=15),
        "predictions.score": timedelta(days=1),
        leaderboard.REFRESH: timedelta(minutes=1),
        "reminders.schedule": timedelta(minutes=15),
        "reports.weekly": timedelta(hours=1),
        "trash.purge": timedelta(hours=1),
    }
)
"""How often each round is begun. Slots are counted in UTC from the epoch."""


@celery.task(name=TICK)
def begin(beat: str) -> None:
    """Begin what is due by now, and ring again what nobody came for. Sent every minute."""
    health.note_alive(beat)
    runner.begin_rounds(ROUNDS, clock.utc_now())
    runner.sweep()


@task("trash.purge")
def purge(job: Job) -> None:
    with job.transaction() as session:
        deletion.purge(session)
