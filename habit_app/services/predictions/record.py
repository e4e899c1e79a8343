"""How often somebody's predictions were right: as they were said, or replayed over the past."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from sqlmodel import Session

from habit_app.db.queries import habits as habit_store
from habit_app.db.queries.predictions import stored as store
from habit_app.db.queries.predictions.stored import TallyRow
from habit_app.domain import track_record
from habit_app.domain.evaluation.days import lookback
from habit_app.domain.evaluation.due_units import decided
from habit_app.domain.risk import HIGH, MEDIUM, Band
from habit_app.domain.track_record import Habit, Tally
from habit_app.services import histories
from habit_app.services.histories import HabitHistory
from habit_app.services.predictions.forecasts import KNOWN_FROM, has_limit
from habit_app.services.predictions.views import (
    BandRecord,
    FactorShare,
    HabitRecord,
    PredictionRecord,
    ReliabilityBin,
)
from habit_app.services.shared import long_work
from habit_app.services.shared.viewers import Viewer

SAID_FOR = timedelta(days=180)
"""How far back it is looked at what was really said."""
REPLAYED_FOR = timedelta(days=5 * 366)
"""How far back the past is replayed, unless there are too many habits."""
MOST_UNITS = 40_000
"""Units: that are replayed of one person, less than a second of computing."""
SLICE = 5_000
"""Units: that are replayed in one turn of the lane."""
DAYS_PER_UNIT = 10
"""Days: of history, that are folded in the time of replaying one unit."""
ENOUGH_SAID = 30
"""Units: of which something was really said, from which on that is shown, not the replay."""
BINS = 10
ENDS = {str(Band.LOW): MEDIUM, str(Band.MEDIUM): HIGH, str(Band.HIGH): 1.01}
"""Where each band ends; see `domain.risk.band_of`."""


def of_person(session: Session, *, viewer: Viewer) -> PredictionRecord:
    """Hold what was said of the viewer's habits against what happened.

    As long as too little was said: what the rules would have said of each unit when it began.
    """
    today = viewer.today()
    since = today - SAID_FOR
    said = store.tally(session, since, bands=ENDS, user_id=viewer.id)
    if sum(row.units for row in said) >= ENOUGH_SAID:
        rows = habit_store.list_rows(session, viewer.id, ~habit_store.deleted())
        return _view(said, {row.id: row.title for row in rows}, since, today)
    return _backtest(session, viewer, today)


def bands_of(said: Iterable[TallyRow]) -> list[BandRecord]:
    """How often each band was said, and skipped then; bands that were never said with zeros."""
    sums = {band: [0, 0] for band in ENDS}
    for row in said:
        sums[row.band][0] += row.units
        sums[row.band][1] += row.skipped
    return [BandRecord(band, *counts) for band, counts in sums.items()]


def reliability_of(said: Iterable[TallyRow]) -> list[ReliabilityBin]:
    """What was said on average and what happened, in ten equal steps; empty ones left out."""
    sums: dict[int, list[float]] = {}
    for row in said:
        found = sums.setdefault(min(row.percent * BINS // 100, BINS - 1), [0, 0, 0])
        for place, more in enumerate((row.said, row.skipped, row.units)):
            found[place] += more
    return [
        ReliabilityBin(round(said / units, 4), round(skipped / units, 4), int(units))
        for _, (said, skipped, units) in sorted(sums.items())
    ]


def _view(
    said: Sequence[TallyRow], titles: Mapping[UUID, str], since: date, today: date
) -> PredictionRecord:
    units = sum(row.units for row in said)
    brier = sum(row.squares for row in said) / units if units else None
    return PredictionRecord(
        from_=since,
        to=today,
        source="live",
        bands=bands_of(said),
        reliability=reliability_of(said),
        brier=None if brier is None else round(brier, 4),
        habits=_habits(said, titles),
        factors=[],
    )


def _habits(said: Sequence[TallyRow], titles: Mapping[UUID, str]) -> list[HabitRecord]:
    """Each habit on which something was said, the most predictable first."""
    sums: dict[UUID | None, list[float]] = {}
    for row in said:
        found = sums.setdefault(row.habit_id, [0, 0, 0])
        for place, more in enumerate((row.units, row.skipped, row.squares)):
            found[place] += more
    habits = []
    for habit_id, title in titles.items():
        if habit_id in sums:
            units, skipped, squares = sums[habit_id]
            brier = squares / units
            skill = track_record.skill(brier, said=int(units), skipped=int(skipped))
            skill = None if skill is None else round(skill, 4)
            record = HabitRecord(habit_id, title, int(units), int(skipped), round(brier, 4), skill)
            habits.append(record)
    return sorted(habits, key=lambda habit: -(habit.skill if habit.skill is not None else -9))


def _backtest(session: Session, viewer: Viewer, today: date) -> PredictionRecord:
    """Replay the past: computed in the lane, and charged, like any look at long histories.

    Of many habits only the latest days are replayed, so that there are not many more than
    `MOST_UNITS`: a habit has at most one a day.
    """
    rows = habit_store.list_rows(session, viewer.id, habit_store.active())
    begin = today - min(REPLAYED_FOR, timedelta(days=MOST_UNITS // max(len(rows), 1)))
    known = histories.of_person(
        session,
        viewer=viewer,
        rows=rows,
        since=lambda rules: begin - timedelta(days=lookback(rules)),
        until=today,
    )

    def came_to(habit: HabitHistory) -> Habit:
        past = decided(habit.rules, habit.entries, today, since=begin, start=habit.start)
        unit = habit.rules.version_on(today).unit
        return Habit(unit, past, is_limit=has_limit(habit.rules, today))

    def days(habit: HabitHistory) -> int:
        span = max((today - max(habit.start, begin)).days, 0)
        return long_work.cost_of(habit.rules, span, len(habit.entries))

    habits = long_work.each(viewer.id, known, came_to, days=days)
    tally = _replayed(
        viewer, {habit.row.id: past for habit, past in zip(known, habits, strict=True)}
    )
    first = min((habit.past[0].first for habit in habits if habit.past), default=today)
    view = _view(_rows(tally), {row.id: row.title for row in rows}, first, today)
    effects = tally.mean_effects()
    factors = [FactorShare(factor, round(effect, 4)) for factor, effect in effects.items()]
    return replace(view, source="backtest", factors=factors)


def _replayed(viewer: Viewer, habits: Mapping[UUID, Habit]) -> Tally[UUID]:
    """Sum up the replay in slices, between which others get their turn of the lane."""
    tally, replayed = Tally[UUID](), track_record.replay(habits, known_from=KNOWN_FROM)
    units = sum(len(habit.past) for habit in habits.values())
    slices = [min(SLICE, units - done) for done in range(0, units, SLICE)]
    long_work.each(
        viewer.id,
        slices,
        lambda size: tally.add(islice(replayed, size)),
        days=lambda size: DAYS_PER_UNIT * size,
    )
    return tally


def _rows(tally: Tally[UUID]) -> list[TallyRow]:
    """The same sums as the database makes of what was said."""
    return [
        TallyRow(habit_id, percent, str(band), sums.units, sums.skipped, sums.said, sums.squares)
        for (habit_id, percent, band), sums in tally.sums.items()
    ]
