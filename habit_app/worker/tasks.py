"""How a function becomes a job: by its name, claimed by lease, done once, tried again."""

from collections.abc import Callable
from uuid import UUID

from habit_app.services.jobs import runner
from habit_app.services.jobs.runner import Job
from habit_app.worker.app import celery

Body = Callable[[Job], None]


def task(name: str) -> Callable[[Body], Body]:
    """Let workers carry out the jobs of this name with a function.

    It is safe to run twice and at the same time: what it writes is unique in the database, or
    stands in `job.transaction()`, whose commit is the end of the job, too.
    """

    def register(body: Body) -> Body:
        runner.WORK[name] = body

        @celery.task(name=name)
        def run(job_id: str) -> None:
            runner.run(UUID(job_id))

        return body

    return register
