"""Jobs on new days. The job is called `habits.reset` because rows of older versions are."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import Session

from habit_app import jobs
from habit_app.services.evaluation import new_day
from habit_app.services.jobs.runner import Job
from habit_app.worker.tasks import task

FOLD = "habits.fold"
HABITS_PER_JOB = 2_000
"""Habits: whose ids travel in one job."""


@task("habits.reset")
def turn(_job: Job) -> None:
    new_day.begin_due(pass_on=_ask)


@task(FOLD)
def fold(job: Job) -> None:
    new_day.fold_chunk([UUID(hex=habit_id) for habit_id in job.arguments["habits"].split()])


def _ask(session: Session, habit_ids: Sequence[UUID]) -> None:
    for start in range(0, len(habit_ids), HABITS_PER_JOB):
        part = habit_ids[start : start + HABITS_PER_JOB]
        jobs.ask(session, FOLD, habits=" ".join(habit_id.hex for habit_id in part))
