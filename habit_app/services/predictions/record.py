"""How often somebody's predictions were right: as they were said, or replayed over the past."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import Session

from habit_app.db.queries import habits as habit_store
from habit_app.db.queries.predictions import stored as store
from habit_app.db.queries.predictions.stored import TallyRow
from habit_app.domain import track_record
from habit_app.domain.evaluation.days import lookback
from habit_app.domain.evaluation.due_units import outcomes
from habit_app.domain.risk import HIGH, MEDIUM, Band, band_of
from habit_app.domain.track_record import Habit, Replayed
from habit_app.services import histories
from habit_app.services.histories import HabitHistory
from habit_app.services.predictions.forecasts import KNOWN_FROM
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
"""How far back the past is replayed."""
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
        titles = {row.id: row.title for row in habit_store.list_rows(session, viewer.id)}
        return _view(said, titles, since, today)
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
    """Replay the past: computed in the lane, and charged, like any look at long histories."""
    rows = habit_store.list_rows(session, viewer.id, habit_store.active())
    begin = today - REPLAYED_FOR
    known = histories.of_person(
        session,
        viewer=viewer,
        rows=rows,
        since=lambda rules: begin - timedelta(days=lookback(rules)),
        until=today,
    )

    def came_to(habit: HabitHistory) -> Habit:
        past = outcomes(habit.rules, habit.entries, today, since=begin, start=habit.start)
        return Habit(habit.rules.version_on(today).unit, past)

    def days(habit: HabitHistory) -> int:
        span = max((today - max(habit.start, begin)).days, 0)
        return long_work.cost_of(habit.rules, span, len(habit.entries))

    pasts = long_work.each(viewer.id, known, came_to, days=days)
    by_habit = {habit.row.id: past for habit, past in zip(known, pasts, strict=True)}
    units = sum(len(past.outcomes) for past in pasts)
    (replayed,) = long_work.each(
        viewer.id,
        [by_habit],
        lambda habits: list(track_record.replay(habits, known_from=KNOWN_FROM)),
        days=lambda _: units,
    )
    first = min((past.outcomes[0].day for past in pasts if past.outcomes), default=today)
    said = _tally(replayed)
    view = _view(said, {row.id: row.title for row in rows}, first, today)
    effects = track_record.mean_effects(unit.risk for unit in replayed)
    factors = [FactorShare(factor, round(effect, 4)) for factor, effect in effects.items()]
    return replace(view, source="backtest", factors=factors)


def _tally(replayed: Iterable[Replayed[UUID]]) -> list[TallyRow]:
    """The same sums as the database makes of what was said, unit by unit."""
    return [
        TallyRow(
            habit_id=unit.habit_id,
            percent=round(unit.risk.probability * 100),
            band=str(band_of(unit.risk.probability)),
            units=1,
            skipped=int(not unit.kept),
            said=unit.risk.probability,
            squares=(unit.risk.probability - (not unit.kept)) ** 2,
        )
        for unit in replayed
    ]
