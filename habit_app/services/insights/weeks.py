"""A week looked back at: what was kept, what changed, and what may be missed next."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from sqlmodel import Session

from habit_app.db.queries import checkins as entry_store
from habit_app.db.queries import habits as habit_store
from habit_app.db.queries import reports as store
from habit_app.db.queries.habits import HABIT
from habit_app.db.rows import HabitRow
from habit_app.domain import weeks
from habit_app.domain.calendar import ONE_DAY, local_instant, week_of
from habit_app.domain.evaluation.evaluation import Checkpoint
from habit_app.domain.risk import Risk
from habit_app.domain.weeks import WEEK, DayShare, HabitWeek, Streak
from habit_app.errors import invalid_field
from habit_app.services import histories
from habit_app.services.histories import HabitHistory
from habit_app.services.insights.views import (
    HabitShare,
    StillDue,
    StreakChange,
    UnlockedBadge,
    WeekdayShare,
    WeeklyInsights,
)
from habit_app.services.predictions.forecasts import has_limit, judge_for, needed_for
from habit_app.services.predictions.reasons import words_for
from habit_app.services.predictions.views import AtRisk
from habit_app.services.shared import long_work
from habit_app.services.shared.spans import WeekSpan
from habit_app.services.shared.viewers import Viewer

MOST_AT_RISK = 5


def weekly(session: Session, *, viewer: Viewer, day: date | None = None) -> WeeklyInsights:
    """Look back at the week that holds a day, by the viewer's week start; by default this one.

    What is at risk is told with this week and the last whole one: it is about what comes next.
    """
    today = viewer.today()
    first, last = week_of(day or today, viewer.week_start)
    if first > today:
        raise invalid_field("week", "That week has not come yet.", "future-week")
    tells_next = today - last <= WEEK
    rows = habit_store.list_rows(session, viewer.id, HABIT.c.deleted_at.is_(None))
    points = _points(session, rows, first)
    habits = _read(session, viewer, rows, points, first, today, tells_next=tells_next)
    told = _look_back(viewer, habits, points, first, today)
    whole = weeks.sum_up(first, list(told.values()))
    badges = store.list_badges(session, viewer.id, *_instants(viewer, first, last))
    return WeeklyInsights(
        week=WeekSpan(first, last),
        kept=whole.share.kept,
        due=whole.share.due,
        rate=whole.share.rate,
        previous_rate=whole.before.rate,
        by_habit=_by_habit(habits, told),
        by_weekday=[_day(weekday) for weekday in whole.days],
        best_day=_day(whole.best) if whole.best else None,
        weakest_day=_day(whole.weakest) if whole.weakest else None,
        streaks_won=_changes(habits, {key: week.won for key, week in told.items()}),
        streaks_lost=_changes(habits, {key: week.lost for key, week in told.items()}),
        badges=[UnlockedBadge(row.code, row.habit_id, row.unlocked_at) for row in badges],
        at_risk=_at_risk(session, viewer, habits) if tells_next else [],
        still_due=_still_due(habits, first, today) if today <= last else [],
    )


def _look_back(
    viewer: Viewer,
    habits: Sequence[HabitHistory],
    points: Mapping[UUID, Checkpoint],
    first: date,
    today: date,
) -> dict[UUID, HabitWeek]:
    """The week of each habit; one of long ago is charged where it is far from a checkpoint."""

    def look(habit: HabitHistory) -> HabitWeek:
        since = points.get(habit.row.id)
        return weeks.look_back(
            habit.rules, habit.entries, first, today, start=habit.start, since=since
        )

    def days(habit: HabitHistory) -> int:
        point = points.get(habit.row.id)
        since = point.day if point else habit.start
        span = max((first - since).days, 0)
        return long_work.cost_of(habit.rules, span, len(habit.entries))

    weeks_told = long_work.each(viewer.id, habits, look, days=days)
    return {habit.row.id: told for habit, told in zip(habits, weeks_told, strict=True)}


def _still_due(habits: Sequence[HabitHistory], first: date, today: date) -> list[StillDue]:
    """What the running week asks for and is not decided yet, in the user's order."""
    return [
        StillDue(habit.row.id, habit.row.title)
        for habit in habits
        if weeks.asks_yet(habit.rules, habit.entries, first, today, start=habit.start)
    ]


def _points(session: Session, rows: Sequence[HabitRow], first: date) -> dict[UUID, Checkpoint]:
    """The last checkpoint of each habit before the week."""
    before = entry_store.last_checkpoints(session, dict.fromkeys((row.id for row in rows), first))
    return {key: Checkpoint(*point) for key, point in before.items()}


def _read(
    session: Session,
    viewer: Viewer,
    rows: Sequence[HabitRow],
    points: Mapping[UUID, Checkpoint],
    first: date,
    today: date,
    *,
    tells_next: bool,
) -> list[HabitHistory]:
    """Read habits with as many entries as the week needs, in two statements."""
    until, since = first, dict[UUID, date]()
    rules = histories.rules_of_own(session, viewer=viewer, rows=rows)
    for row in rows:
        point, own = points.get(row.id), rules[row.id]
        begin = point.day + ONE_DAY if point else histories.start_of(row)
        since[row.id] = min(begin, weeks.needed_from(own, first))
        until = max(until, weeks.needed_until(own, first, today))
        if tells_next:
            since[row.id] = min(since[row.id], needed_for(own, today))
    until = today if tells_next else until
    return histories.read(session, rows=rows, rules=rules, since=since, until=until)


def _instants(viewer: Viewer, first: date, last: date) -> tuple[datetime, datetime]:
    """The instants between which the days of a week lie."""

    def begin(day: date) -> datetime:
        instant = local_instant(day, viewer.day_start, viewer.timezone)
        return instant or datetime(day.year, day.month, day.day, tzinfo=UTC)

    return begin(first), begin(last + ONE_DAY)


def _by_habit(habits: Sequence[HabitHistory], told: Mapping[UUID, HabitWeek]) -> list[HabitShare]:
    """The habits that had something due in this week or the one before, in the user's order."""
    found = []
    for habit in habits:
        week, row = told[habit.row.id], habit.row
        if week.share.due or week.before.due:
            found.append(
                HabitShare(
                    habit_id=row.id,
                    title=row.title,
                    color=row.color,
                    icon=row.icon,
                    kept=week.share.kept,
                    due=week.share.due,
                    rate=week.share.rate,
                    previous_kept=week.before.kept,
                    previous_due=week.before.due,
                    previous_rate=week.before.rate,
                )
            )
    return found


def _day(day: DayShare) -> WeekdayShare:
    return WeekdayShare(day.day, day.share.due, day.share.kept, day.share.rate)


def _changes(
    habits: Sequence[HabitHistory], streaks: Mapping[UUID, Streak | None]
) -> list[StreakChange]:
    return [
        StreakChange(habit.row.id, habit.row.title, streak.length, streak.unit)
        for habit in habits
        if (streak := streaks[habit.row.id])
    ]


def _at_risk(session: Session, viewer: Viewer, habits: Sequence[HabitHistory]) -> list[AtRisk]:
    """The habits most likely to be missed the next time, the likeliest first."""
    forecasts = judge_for(session, viewer, habits)
    found = [forecast for forecast in forecasts if forecast.risk.is_at_risk]
    found.sort(key=lambda forecast: -forecast.risk.probability)
    return [
        _with_words(forecast.habit, forecast.risk, viewer.locale)
        for forecast in found[:MOST_AT_RISK]
    ]


def _with_words(habit: HabitHistory, risk: Risk, language: str) -> AtRisk:
    reason, suggestion, reasons = words_for(
        risk, language=language, limit=has_limit(habit.rules, risk.unit.first)
    )
    return AtRisk(
        habit_id=habit.row.id,
        title=habit.row.title,
        color=habit.row.color,
        icon=habit.row.icon,
        unit=WeekSpan(risk.unit.first, risk.unit.last),
        probability=round(risk.probability, 6),
        band=str(risk.band),
        source=risk.source,
        reason=reason,
        suggestion=suggestion,
        reasons=list(reasons),
    )
