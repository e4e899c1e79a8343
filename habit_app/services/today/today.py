"""Building the view of a day: cards, groups, week, progress."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries import habits as store
from habit_app.db.rows import HabitRow
from habit_app.domain.habits import is_asked
from habit_app.domain.risk import Risk
from habit_app.services import histories
from habit_app.services.evaluation import evaluations
from habit_app.services.evaluation.evaluations import Assessment
from habit_app.services.habits import cards
from habit_app.services.habits.drafts import TimeOfDay, amount_of
from habit_app.services.habits.views import DayCell, HabitToday
from habit_app.services.nudges import nudges
from habit_app.services.nudges.views import NudgeView
from habit_app.services.predictions import stored
from habit_app.services.predictions.reasons import risk_view
from habit_app.services.shared.viewers import Viewer
from habit_app.services.today.views import Progress, TodayGroup, TodayHabit, TodayView, WeekDay

AWAY = {"rest", "paused"}
KEPT = {"done", "implied"}


def today_view(
    session: Session, *, viewer: Viewer, days: int = 7, day: date | None = None
) -> TodayView:
    """Build Today: habits with something to do or to see, grouped by time of day.

    `days` (at most 14) says how many days each card carries, the open one last. `day` looks back
    at one of the last two weeks instead of the open day; any other is the open day.
    """
    today = viewer.today()
    rows = store.list_rows(session, viewer.id, store.active())
    forward = evaluations.bring_forward(session, viewer=viewer, rows=rows)
    told = nudges.of_today(session, viewer=viewer)
    risks = stored.of_today(session, viewer=viewer)
    habits = [
        _with_risk(card, risks.get(card.id), told.get(card.id), viewer.locale)
        for card in _cards(rows, today, forward, max(days, 7))
    ]
    shown_day = day if day and timedelta() < today - day < timedelta(days=14) else today
    seen = [_as_of(habit, shown_day) for habit in habits] if shown_day < today else habits
    seen = _with_chains(seen)
    shown = [habit for habit in seen if habit.today.state not in AWAY]
    now = progress_of([habit for habit in habits if habit.today.state not in AWAY])
    progress = now if shown_day == today else progress_of(shown)
    complete = shown_day == today and 0 < now.due == now.kept
    return TodayView(
        day=shown_day,
        greeting_period=greeting_period(viewer, clock.utc_now()),
        week=[*_week(habits, today), WeekDay(today, now.due, now.kept)],
        groups=_groups(shown),
        resting=[habit for habit in seen if habit.today.state in AWAY],
        progress=progress,
        tomorrow_first=_first_on(session, viewer, rows) if complete else None,
        tasks=[],
    )


def has_habits(session: Session, *, viewer: Viewer) -> bool:
    """Whether there is any habit at all, due today or not."""
    return store.count_habits(session, viewer.id)[0] > 0


def _cards(
    rows: Sequence[HabitRow], today: date, forward: Mapping[UUID, Assessment], days: int
) -> list[TodayHabit]:
    before = cards.predecessors(rows)
    chains = cards.chains_in(rows)
    return [
        _card(
            cards.brought(row, forward),
            today,
            before.get(row.id),
            [link.id for link in (chains.get(row.chain_id, []) if row.chain_id else [])],
            days,
        )
        for row in rows
    ]


def _card(
    row: HabitRow,
    today: date,
    after: UUID | None,
    chain: list[UUID],
    days: int,
) -> TodayHabit:
    cells = row.standing["cells"][-days:]
    shown = [today - timedelta(days=back) for back in reversed(range(len(cells)))]
    avoided = cards.avoided(row, shown)
    return TodayHabit(
        **cards.habit_fields(row, today, after),
        chain=chain,
        after_title=None,
        is_next=False,
        nudge=None,
        days=[
            DayCell(day, state, due, amount_of(value), avoids)
            for day, avoids, (state, due, value) in zip(shown, avoided, cells, strict=True)
        ],
    )


def _with_risk(
    card: TodayHabit, risk: Risk | None, nudge: NudgeView | None, language: str
) -> TodayHabit:
    """Say of a card what is foretold of it, and the nudge that came; a nudge knows its own risk."""
    said = nudges.in_words(nudge) if nudge else None
    if risk and not card.completed:
        return replace(card, nudge=said, risk=risk_view(risk, language))
    return replace(card, nudge=said, risk=nudges.risk_in(nudge)) if nudge else card


def _as_of(habit: TodayHabit, day: date) -> TodayHabit:
    """The card as it stands on an earlier day that it carries; of one nothing is foretold."""
    cell = next((cell for cell in habit.days if cell.day == day), None)
    if cell is None:
        return habit
    then = HabitToday(
        day=day,
        state=cell.state,
        due=cell.due,
        value=cell.value,
        completed=cell.state in KEPT,
        quota_left=None,
        quota=None,
        paused=cell.state == "paused",
        avoided=cell.avoided,
    )
    return replace(habit, today=then, completed=then.completed, risk=None, nudge=None)


def _with_chains(habits: Sequence[TodayHabit]) -> list[TodayHabit]:
    """Say of each link what it follows, and whether it is the one to do next."""
    by_id = {habit.id: habit for habit in habits}

    def linked(habit: TodayHabit) -> TodayHabit:
        before = by_id.get(habit.after_habit_id) if habit.after_habit_id else None
        if before is None:
            return habit
        is_next = before.today.completed and habit.today.state == "pending" and habit.today.due
        return replace(habit, after_title=before.title, is_next=is_next)

    return [linked(habit) for habit in habits]


def _first_on(session: Session, viewer: Viewer, rows: Sequence[HabitRow]) -> str | None:
    """The title of the first habit that fixed days ask for on the day after today."""
    day = viewer.today() + timedelta(days=1)
    place = {str(period): number for number, period in enumerate(TimeOfDay)}
    rules = histories.rules_of_own(session, viewer=viewer, rows=rows)
    for row in sorted(rows, key=lambda row: (place[row.time_of_day], row.position)):
        if is_asked(rules[row.id], day):
            return row.title
    return None


def _groups(habits: Sequence[TodayHabit]) -> list[TodayGroup]:
    """Group by time of day, chains together at the place of their first link."""
    place = {habit.id: (habit.position, str(habit.id)) for habit in habits}
    in_order = sorted(
        habits,
        key=lambda habit: (
            min((place[link] for link in habit.chain if link in place), default=place[habit.id]),
            habit.chain.index(habit.id) if habit.chain else 0,
        ),
    )
    return [
        TodayGroup(period, found)
        for period in TimeOfDay
        if (found := [habit for habit in in_order if habit.time_of_day == period])
    ]


def progress_of(habits: Sequence[TodayHabit]) -> Progress:
    """What the ring shows of a day: habits that ask for something on it, and those kept."""
    days = [_count(habit, habit.today.state, due=habit.today.due) for habit in habits]
    return _sum(days)


def _week(habits: Sequence[TodayHabit], today: date) -> list[WeekDay]:
    """The six days before today, each as its own ring shows it."""
    found: dict[date, list[Progress]] = {
        today - timedelta(days=back): [] for back in range(6, 0, -1)
    }
    for habit in habits:
        for cell in habit.days[-7:-1]:
            found[cell.day].append(_count(habit, cell.state, due=cell.due))
    sums = {day: _sum(counts) for day, counts in found.items()}
    return [WeekDay(day, total.due, total.kept) for day, total in sums.items()]


def _sum(counts: Sequence[Progress]) -> Progress:
    return Progress(
        due=sum(count.due for count in counts), kept=sum(count.kept for count in counts)
    )


def _count(habit: TodayHabit, state: str, *, due: bool) -> Progress:
    """Count a habit's day: what is kept was asked for, too.

    A limit asks for nothing to be done, so it counts only once it is passed.
    """
    if habit.direction == "at_most":
        return Progress(due=int(due and state == "slipped"), kept=0)
    kept = state in KEPT
    return Progress(due=int(due or kept), kept=int(kept))


def greeting_period(viewer: Viewer, now: datetime) -> str:
    """Which greeting fits the viewer's clock."""
    hour = now.astimezone(ZoneInfo(viewer.timezone)).hour
    if 4 <= hour < 12:  # noqa: PLR2004
        return "morning"
    if 12 <= hour < 18:  # noqa: PLR2004
        return "afternoon"
    return "evening" if hour >= 18 else "night"  # noqa: PLR2004
