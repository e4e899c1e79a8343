"""Jobs on badges and on the leaderboard."""

from habit_app.services.badges import badges, look_back
from habit_app.services.insights import leaderboard, runs
from habit_app.services.jobs.runner import Job
from habit_app.worker.tasks import task


@task(badges.LOOK_BACK)
def find_older_badges(job: Job) -> None:
    look_back.look_back(job.uuid("user_id"), quiet=job.arguments["quiet"] == "yes")


@task(leaderboard.REFRESH)
def refresh(_job: Job) -> None:
    runs.refresh_scores()
