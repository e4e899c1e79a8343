"""A habit in words: what it asks, its streak, how much of a quota is kept."""

from datetime import date, timedelta
from typing import Any, assert_never

from habit_app import text
from habit_app.domain.schedules import (
    WEEKDAYS,
    Daily,
    EveryNDays,
    MonthDays,
    PerMonth,
    PerWeek,
    Rolling,
    Schedule,
    Weekdays,
)
from habit_app.services.habits.views import HabitView, PreviousStreak
from habit_app.text.formats import day_in_words, in_words, ordinal_form

SPELLED = 12
"""Times: up to which they are written as a word: twice, twelve times."""
LAST_OF_MONTH = 31
MONDAY = date(2024, 1, 1)


def schedule_in_words(schedule: Schedule, *, language: str, today: date) -> str:
    """Say how often: "Every Mon, Wed, Fri". A day of another year is named with its year."""
    match schedule:
        case Daily():
            words = _say(language, "daily")
        case Weekdays():
            words = _weekdays(schedule, language)
        case EveryNDays(n, anchor):
            day = day_in_words(anchor, locale=language, today=today)
            words = _say(language, "every_n_days", n=n, day=day)
        case MonthDays():
            words = _month_days(schedule, language)
        case PerWeek(times):
            words = _quota(times, "week", language)
        case PerMonth(times):
            words = _quota(times, "month", language)
        case Rolling(times, days):
            words = text.say(language, "wording.rolling", count=times, days=days)
        case _:
            assert_never(schedule)
    return words


def habit_in_words(
    schedule: Schedule,
    *,
    kind: str,
    target: float,
    unit: str | None,
    direction: str,
    language: str,
    today: date,
) -> str:
    """Say how often and how much: "Every day · 20 pages"; of a plain habit only how often, and
    whether it is to be avoided."""
    often = schedule_in_words(schedule, language=language, today=today)
    if kind == "binary":
        return _say(language, "avoid", often=often) if direction == "at_most" else often
    return f"{often} · {_goal(target, unit, direction, language)}"


def _goal(target: float, unit: str | None, direction: str, language: str) -> str:
    amount = text.amount(language, target, unit)
    return _say(language, "at_most", amount=amount) if direction == "at_most" else amount


def streak_in_words(habit: HabitView, *, language: str) -> str:
    """Say how long the run is: "3 weeks"; nothing of none.

    A run before which another unit counted names the one that stood then: "0 weeks, after 29 days".
    """
    if not habit.streak and not habit.previous_streak:
        return ""
    streak = text.say(language, f"unit.{habit.streak_unit}", count=habit.streak)
    before = before_in_words(habit.previous_streak, language=language)
    return f"{streak}, {before}" if before else streak


def before_in_words(run: PreviousStreak | None, *, language: str) -> str:
    """Name the run that stood before the unit changed: "after 29 days"; nothing of none."""
    return text.say(language, f"unit.after_{run.unit}", count=run.length) if run else ""


def quota_in_words(habit: HabitView, *, language: str) -> str:
    """Say how much of what is asked is kept: "1 of 3 this week", "3 of at most 10 cups this month".

    Nothing where each day is asked by itself.
    """
    quota = habit.today.quota
    if quota is None:
        return ""
    unit = habit.unit if quota.is_sum else None
    return _say(
        language,
        f"quota.{quota.per}",
        kept=quota.kept,
        asked=_goal(quota.asked, unit, quota.direction, language),
        days=quota.days,
    )


def _say(language: str, key: str, **values: Any) -> str:
    return text.say(language, f"wording.{key}", **values)


def _quota(times: int | None, period: str, language: str) -> str:
    if times is None:
        return _say(language, f"sum_{period}")
    name = f"times.{times}" if times <= SPELLED else "times.many"
    return _say(language, f"per_{period}", times=_say(language, name, times=times))


def _weekdays(schedule: Weekdays, language: str) -> str:
    days = schedule.days
    if days == WEEKDAYS:
        return _say(language, "daily")
    if days in {WEEKDAYS[:5], WEEKDAYS[5:]}:
        return _say(language, "working_days" if days == WEEKDAYS[:5] else "weekend")
    if len(days) == 1:
        day = MONDAY + timedelta(days=WEEKDAYS.index(days[0]))
        return _say(language, "weekdays", days=in_words(day, locale=language, form="weekday"))
    short = [text.say(language, f"weekday.{day}") for day in days]
    return _say(language, "weekdays", days=", ".join(short))


def _month_days(schedule: MonthDays, language: str) -> str:
    if schedule.days == (LAST_OF_MONTH,):
        return _say(language, "last_day_of_month")
    named = [
        _say(language, "last_day") if day == LAST_OF_MONTH else _ordinal(day, language)
        for day in schedule.days
    ]
    *others, last = named
    days = _say(language, "and", first=", ".join(others), last=last) if others else last
    return _say(language, "month_days", days=days)


def _ordinal(day: int, language: str) -> str:
    return _say(language, f"nth.{ordinal_form(day)}", day=day)
