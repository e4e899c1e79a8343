"""The mail of a weekly report: in the reader's language, with a chart."""

from dataclasses import replace
from datetime import date

from habit_app.db.tables import User
from habit_app.domain.schedules import WEEKDAYS
from habit_app.integrations import charts
from habit_app.integrations.charts import Bar
from habit_app.integrations.mail import InlineImage, Mail
from habit_app.services.insights.views import StreakChange, WeekdayShare, WeeklyInsights
from habit_app.services.shared import mail_templates
from habit_app.services.shared.action_links import link_to
from habit_app.services.shared.mail_templates import ending
from habit_app.settings import get_settings
from habit_app.text import say
from habit_app.text.formats import day_in_words, percent

CHART = "week"


def compose(user: User, week: WeeklyInsights, *, name: str) -> Mail:
    """Write the mail: text, HTML and the chart inside of it."""
    language, address = user.locale, get_settings().address
    days = [_day_name(share, language) for share in week.by_weekday]
    end = link_to(user.id, "end-reports")
    bars = [
        Bar(day, share.kept, share.due) for day, share in zip(days, week.by_weekday, strict=True)
    ]
    letter = mail_templates.render(
        "report",
        to=user.email,
        language=language,
        subject=say(language, "report.subject", kept=week.kept, due=week.due),
        name=name,
        headers=ending(end),
        week=week,
        greeting=say(language, "mail.greeting", name=user.full_name),
        title=say(
            language,
            "report.title",
            begin=_named(week.week.from_, week, language),
            end=_named(week.week.to, week, language),
        ),
        lead=_lead(week, language),
        chart=CHART,
        chart_alt=_chart_in_words(week, days, language),
        size=(charts.WIDTH, charts.HEIGHT),
        streaks=_streaks(week, language),
        badges=say(language, "report.badges", count=len(week.badges)) if week.badges else "",
        url=f"{address}/insights?week={week.week.from_}",
        stop=end,
    )
    return replace(letter, images=[InlineImage(CHART, charts.bars(bars))])


def _named(day: date, week: WeeklyInsights, language: str) -> str:
    return day_in_words(day, locale=language, today=week.week.to)


def _day_name(share: WeekdayShare, language: str) -> str:
    return say(language, f"weekday.{WEEKDAYS[share.day.weekday()]}")


def _lead(week: WeeklyInsights, language: str) -> str:
    """The week in a sentence or two."""
    said = say(
        language,
        "report.lead",
        kept=week.kept,
        due=week.due,
        rate=_percent(week.rate or 0, language),
    )
    if week.previous_rate is None:
        return said
    before = say(language, "report.against", rate=_percent(week.previous_rate, language))
    return f"{said} {before}"


def _percent(share: float, language: str) -> str:
    return percent(share, locale=language)


def _chart_in_words(week: WeeklyInsights, days: list[str], language: str) -> str:
    told = [
        say(language, "report.chart_day", day=day, kept=share.kept, due=share.due)
        for day, share in zip(days, week.by_weekday, strict=True)
    ]
    return say(language, "report.chart_alt", days=", ".join(told))


def _streaks(week: WeeklyInsights, language: str) -> list[str]:
    def told(key: str, streak: StreakChange) -> str:
        unit = streak.unit if key == "won" else f"after_{streak.unit}"
        length = say(language, f"unit.{unit}", count=streak.length)
        return say(language, f"insights.{key}", title=streak.title, length=length)

    won = [told("won", streak) for streak in week.streaks_won]
    return won + [told("lost", streak) for streak in week.streaks_lost]
