"""Jobs on badges and on the leaderboard."""

from habit_app.services import badge_history, badges, leaderboard
from habit_app.services.jobs import Job
from habit_app.worker.tasks import task


@task(badges.LOOK_BACK)
def look_back(job: Job) -> None:
    badge_history.look_back(job.uuid("user_id"), quiet=job.arguments["quiet"] == "yes")


@task(leaderboard.REFRESH)
def refresh(_job: Job) -> None:
    leaderboard.refresh()
