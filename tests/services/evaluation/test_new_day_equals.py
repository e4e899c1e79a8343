"""A new day equals folding the whole history again, whatever the habit and its past."""

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlmodel import Session

from habit_app.db.queries.habits import USER
from habit_app.db.queries.new_day import NUMBERS
from habit_app.db.session import unit_of_work
from habit_app.db.tables import Entry as EntryRow
from habit_app.db.tables import Habit, HabitVersion, Pause
from habit_app.db.tables.habits import FROM_EVER
from habit_app.domain.calendar import ONE_DAY
from habit_app.domain.checkins import Statement
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.evaluation import Checkpoint, evaluate
from habit_app.domain.habits import Direction, Kind, Rules, Version
from habit_app.domain.habits import Pause as DomainPause
from habit_app.domain.schedules import Daily, PerWeek, Rolling, Schedule, schedule_dict
from habit_app.services.checkins import checkins
from habit_app.services.checkins.statements import Checkin
from habit_app.services.evaluation import evaluations, new_day
from habit_app.services.shared.viewers import Viewer
from tests.domain.test_invariants import START, approximately, habits, histories
from tests.makers import make_user
from tests.services.evaluation.new_day_steps import MONDAY, change, on, row_of


def put(
    session: Session, viewer: Viewer, rules: Rules, entries: Sequence[Entry], day: date
) -> UUID:
    """Store a habit with its history, and its cache as a check-in of `day` leaves it."""
    cache = evaluations.columns_of(evaluations.assess(rules, entries, day, None))
    habit = Habit(
        owner_id=viewer.id,
        title="Any",
        kind=str(rules.kind),
        start_date=rules.start,
        end_date=rules.end,
        **cache,
    )
    session.add(habit)
    session.flush()
    for version in rules.versions:
        session.add(
            HabitVersion(
                habit_id=habit.id,
                valid_from=version.valid_from or FROM_EVER,
                schedule=schedule_dict(version.schedule),
                target=version.target,
                direction=str(version.direction),
            )
        )
    for pause in rules.pauses:
        session.add(
            Pause(
                owner_id=viewer.id,
                habit_id=habit.id,
                first_day=pause.first,
                last_day=pause.last,
            )
        )
    for entry in entries:
        said = EntryRow(habit_id=habit.id, day=entry.day, status=str(entry.status), source="api")
        said.value = entry.value
        session.add(said)
    return habit.id


def as_from_nothing(habit_id: UUID, rules: Rules, entries: Sequence[Entry], today: date) -> None:
    """Every stored column is what the whole history says."""
    row = row_of(habit_id)
    whole = evaluate(rules, entries, today)
    assert row.as_of == today
    assert {name: getattr(row, name) for name in NUMBERS} == evaluations.numbers_of(whole.now)

    known = [entry for entry in entries if entry.day <= row.folded_through]
    then = evaluations.assess(rules, known, row.folded_through, None)
    cache = evaluations.columns_of(then)
    assert row.standing == cache["standing"]
    assert row.strength == pytest.approx(cache["strength"], abs=1e-9)
    since = Checkpoint(row.folded_through, row.state)
    later = [entry for entry in entries if entry.day > row.folded_through]
    if row.folded_through < today:
        assert evaluate(rules, later, today, since).now == approximately(whole.now)


DAILY, LATE = (1, 1, 1, 1, 1, 1, 1, 1), (2, 9, 30, 1, 40)


@pytest.mark.usefixtures("database")
@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
def test_a_reset_equals_folding_the_whole_history_again(data: st.DataObject) -> None:
    with unit_of_work() as session:
        session.execute(delete(USER))
    since = START + timedelta(days=data.draw(st.integers(5, 70)))
    wanted = []
    for _ in range(data.draw(st.integers(1, 4))):
        rules = data.draw(habits())
        entries = data.draw(histories(rules, before=10))
        wanted.append((rules, [entry for entry in entries if entry.day <= since]))
    week = wanted[0][0].week_start
    with on(since):
        viewer = make_user()
        viewer = change(viewer, week_start=week)
        kept = []
        with unit_of_work() as session:
            for rules, entries in wanted:
                own = Rules(rules.kind, rules.versions, rules.start, rules.end, week, rules.pauses)
                kept.append((put(session, viewer, own, entries, since), own, entries))

    today = since
    for step in data.draw(st.sampled_from([DAILY, LATE])):
        today += timedelta(days=step)
        with on(today):
            if data.draw(st.booleans()):
                assert new_day.begin_due() == len(kept)
                assert new_day.begin_due() == 0
            with unit_of_work() as session:
                new_day.turn_own(session, viewer=viewer)
            with unit_of_work() as session:
                assert new_day.turn_own(session, viewer=viewer) == 0
        for habit_id, rules, entries in kept:
            as_from_nothing(habit_id, rules, entries, today)

    with on(today):
        for habit_id, rules, entries in kept:
            day = today - timedelta(days=data.draw(st.integers(0, 3)))
            numeric = rules.kind is Kind.NUMERIC
            checkin = Checkin(Statement(value=3000 if numeric else None), day=day)
            with unit_of_work() as session:
                checkins.check_in(session, viewer=viewer, habit_id=habit_id, checkin=checkin)
            status = EntryStatus.SLIP if rules.is_avoided(day) else EntryStatus.DONE
            new = Entry(day, status, 3000 if numeric else None)
            now = sorted(
                [entry for entry in entries if entry.day != day] + [new], key=lambda e: e.day
            )
            as_from_nothing(habit_id, rules, now, today)


def limit(schedule: Schedule, *pauses: DomainPause) -> Rules:
    version = Version(None, schedule, 2000, Direction.AT_MOST)
    return Rules(Kind.NUMERIC, (version,), MONDAY, pauses=pauses)


def implied(schedule: Schedule, *pauses: DomainPause, target: int = 1000) -> Rules:
    kind = Kind.BINARY if target == 1000 else Kind.NUMERIC
    return Rules(kind, (Version(None, schedule, target),), MONDAY, pauses=pauses)


def recorded(*amounts: int) -> list[Entry]:
    """Amounts of the days from Monday on; 0 is a day without one."""
    days = [(MONDAY + timedelta(days=offset), value) for offset, value in enumerate(amounts)]
    return [Entry(day, EntryStatus.DONE, value) for day, value in days if value]


HOLIDAY = DomainPause(MONDAY + timedelta(days=9), MONDAY + timedelta(days=11))
WEEKLY = (
    Version(None, PerWeek(1), 1000, Direction.AT_LEAST),
    Version(MONDAY + timedelta(days=7), Daily(), 2000, Direction.AT_MOST),
)
GROWING = {
    "limit": (limit(Daily()), recorded(1000)),
    "limit with a pause": (limit(Daily(), HOLIDAY), recorded(1000)),
    "limit that outgrows the longest": (limit(Daily()), recorded(0, 0, 0, 3000)),
    "limit of today broken": (limit(Daily()), recorded(*[0] * 7, 3000)),
    "limit of any week": (limit(Rolling(1, 7), HOLIDAY), recorded(0, 0, 3000)),
    "limit after weeks": (
        Rules(Kind.NUMERIC, WEEKLY, MONDAY),
        recorded(1000),
    ),
    "implied": (implied(Rolling(1, 7)), recorded(*[0] * 6, 1000)),
    "implied across a pause": (implied(Rolling(1, 7), HOLIDAY), recorded(*[0] * 6, 1000)),
    "implied into a pause": (implied(Rolling(2, 4), HOLIDAY), recorded(*[0] * 5, 1000, 1000)),
    "implied again": (implied(Rolling(1, 5)), recorded(1000, 1000, 0, 0, 0, 0, 0, 1000)),
    "sum": (implied(Rolling(1, 9), target=3000), recorded(0, 1000, 2000)),
}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("steps", [DAILY * 2, LATE], ids=["daily", "late"])
def test_what_grows_by_itself_grows_as_the_history_says(steps: tuple[int, ...]) -> None:
    today = MONDAY + timedelta(days=7)
    with on(today):
        viewer = make_user()
        with unit_of_work() as session:
            kept = {
                what: put(session, viewer, rules, entries, today)
                for what, (rules, entries) in GROWING.items()
            }
    for step in steps:
        today += timedelta(days=step)
        with on(today):
            assert new_day.begin_due() == len(kept)
        for what, (rules, entries) in GROWING.items():
            as_from_nothing(kept[what], rules, entries, today)


@pytest.mark.usefixtures("sqlite_database")
def test_daily_limits_and_implied_days_need_no_fold() -> None:
    with on(MONDAY):
        viewer = make_user()
        with unit_of_work() as session:
            put(session, viewer, limit(Daily()), [], MONDAY - ONE_DAY)
            put(session, viewer, implied(Rolling(1, 7)), recorded(1000), MONDAY)
        new_day.begin_due()
    handed: list[UUID] = []
    for offset in range(1, 6):
        with on(MONDAY + timedelta(days=offset)):
            new_day.begin_due(pass_on=lambda _session, ids: handed.extend(ids))
        if offset == 1:  # the first day of a limit is its first longest streak
            assert len(handed) == 1
            new_day.fold_chunk(handed)
    assert len(handed) == 1
