"""What weeks came to, and their reports."""

from typing import Annotated

from fastapi import APIRouter, Query

from habit_app.api import problems
from habit_app.api.deps import Reader, Writer
from habit_app.api.routing import Route
from habit_app.services.habits.drafts import Body, Day
from habit_app.services.insights import reports, weeks
from habit_app.services.insights.views import WeeklyInsights, WeeklyReport
from habit_app.services.shared.spans import WeekSpan

router = APIRouter(route_class=Route, tags=["insights"])

WeekDay = Annotated[Day | None, Query(description="Any day of the week.")]


class MailBody(Body):
    """Which week's report is sent; at first that of the last whole week."""

    week: Day | None = None


class AskedMail(Body):
    """The week whose report is on its way."""

    week: WeekSpan


@router.get("/insights/weekly", responses=problems.answers(401, 403, 422))
def get_weekly_insights(caller: Reader, week: WeekDay = None) -> WeeklyInsights:
    """Look back at a week: what was kept, what changed, what may be skipped next."""
    return weeks.weekly(caller.session, viewer=caller.viewer, day=week)


@router.get("/reports/weekly", responses=problems.answers(401, 403, 422))
def get_weekly_report(caller: Reader, week: WeekDay = None) -> WeeklyReport:
    """Read the report of a whole week, as it was told."""
    return reports.weekly(caller.session, viewer=caller.viewer, day=week)


@router.post(
    "/reports/weekly/email", status_code=202, responses=problems.answers(401, 403, 409, 422)
)
def send_weekly_report(caller: Writer, body: MailBody | None = None) -> AskedMail:
    """Send the report of a whole week by e-mail, once."""
    day = body.week if body else None
    return AskedMail(week=reports.ask_mail(caller.session, viewer=caller.viewer, day=day))
