"""Skip risk at scale: features, scores and memory at 10 k, 100 k and 1 M habits of 90 days.

`python -m benchmarks.ml [--habits 10000 100000 1000000]`. Features are set against a plain Python
loop that makes a habit's own ones for each of its days, scores against LightGBM's bare `predict` on
the same table, by processor time, which other work on the machine hardly moves. Each size runs in a
process of its own, chunk by chunk, as the nightly job does.
"""

import argparse
import multiprocessing
import resource
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.due_units import DueUnit, Outcome, outcomes
from habit_app.domain.habits import ONE, Kind, Rules, Version
from habit_app.domain.risk import rule
from habit_app.domain.schedules import Daily
from habit_app.ml.boosting import table_of
from habit_app.ml.features import features
from habit_app.ml.histories import HALF_LIVES
from habit_app.ml.learning import label, learn
from habit_app.ml.models import Model, Stage
from habit_app.ml.units import as_units

DAYS, HABITS_OF_ONE, CHUNK = 90, 3, 9_000
START = date(2026, 1, 1)
COMPARED = 10
"""Chunks that the bare `predict` scores, too: it costs as much again."""
LOOPED = 40
"""Habits that the plain loop goes through: it is slow, and the same for each."""


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of the processor, and the most memory in GB."""

    rows: int
    features: float
    scores: float
    bare: float
    wall: float
    memory: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--habits", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    given = parser.parse_args()
    folded, looped = _plain_loop()
    print(f"the domain's fold of a habit's {DAYS} days: {folded * 1000:.2f} ms")
    print(f"plain loop over looks: {looped:.0f} rows/s")
    print(f"{'habits':>9}{'rows':>12}{'features/s':>12}{'x loop':>8}{'scores/s':>11}", end="")
    print(f"{'of bare':>9}{'wall s':>8}{'peak GB':>9}")
    context = multiprocessing.get_context("spawn")
    for habits in given.habits:
        with context.Pool(1) as pool:
            took = pool.apply(measure, (habits,))
        speed = took.rows / took.features
        print(f"{habits:>9}{took.rows:>12}{speed:>12.0f}{speed / looped:>8.1f}", end="")
        print(f"{took.rows / took.scores:>11.0f}{took.bare / took.scores:>9.1%}", end="")
        print(f"{took.wall:>8.1f}{took.memory:>9.2f}", flush=True)


def measure(habits: int) -> Took:
    """Work through so many habits chunk by chunk."""
    model = _model()
    assert model.trees
    began, rows, bare_rows = time.perf_counter(), 0, 0
    took = dict.fromkeys(("features", "scores", "bare"), 0.0)
    for place, units in enumerate(chunks(habits)):
        at = time.process_time()
        table = features(units.lazy(), model.prior).collect(engine="in-memory")
        took["features"] += time.process_time() - at
        at = time.process_time()
        model.trees.log_odds(table)
        took["scores"] += time.process_time() - at
        rows += table.height
        if place < COMPARED:
            bare = table_of(table)
            at = time.process_time()
            model.trees.booster.predict(bare, raw_score=True)
            took["bare"] += time.process_time() - at
            bare_rows += table.height
    took["bare"] *= rows / bare_rows
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return Took(rows, **took, wall=time.perf_counter() - began, memory=memory)


def chunks(habits: int) -> Iterator[pl.DataFrame]:
    for first in range(0, habits, CHUNK):
        yield some_units(min(CHUNK, habits - first), first)


def some_units(habits: int, first: int = 0) -> pl.DataFrame:
    draw = np.random.default_rng(first)
    habit = np.repeat(np.arange(first, first + habits), DAYS)
    own = np.repeat(draw.normal(0.5, 1, habits), DAYS)
    return as_units(
        pl.DataFrame(
            {
                "user": habit // HABITS_OF_ONE,
                "habit": habit,
                "first": np.datetime64(START) + np.tile(np.arange(DAYS), habits),
                "kept": draw.random(len(habit)) < 1 / (1 + np.exp(-own)),
                "minute": draw.integers(300, 1300, len(habit)),
            }
        ).with_columns(pl.col("first").cast(pl.Date))
    )


def _model() -> Model:
    known, prior = label(some_units(1000))
    return learn(Stage.BLEND, known, prior)


def _plain_loop() -> tuple[float, float]:
    """Seconds of a fold, and looks a second of a loop over each habit's past for rule R alone."""
    rules = Rules(Kind.BINARY, (Version(None, Daily(), ONE),), START)
    days = [START + timedelta(days=day) for day in range(DAYS)]
    entries = [Entry(day, EntryStatus.DONE) for day in days if day.day % 3]
    at = time.process_time()
    for _ in range(LOOPED):
        past = outcomes(rules, entries, days[-1] + timedelta(days=1))
    folded = (time.process_time() - at) / LOOPED
    at = time.process_time()
    for _ in range(LOOPED):
        for place, day in enumerate(days):
            _own_features(past[:place], day)
    return folded, LOOPED * DAYS / (time.process_time() - at)


def _own_features(past: Sequence[Outcome], day: date) -> list[float]:
    """What a loop would make of one look: recent shares, runs, weekdays, and rule R."""
    kept = [float(one.kept) for one in reversed(past)]
    same = [float(one.kept) for one in reversed(past) if one.day.weekday() == day.weekday()]
    found = [float(len(kept)), sum(kept), *kept[:3], *same[:1], float(len(same)), sum(same)]
    for values, half_lives in ((kept, HALF_LIVES), (same, (3,))):
        for half_life in half_lives:
            weights = [0.5 ** (age / half_life) for age in range(len(values))]
            shares = sum(w * value for w, value in zip(weights, values, strict=True))
            found.append(shares / sum(weights) if weights else 0.5)
    found += [sum(kept[:size]) / size for size in (7, 28)]
    found += [next((at for at, one in enumerate(kept) if one != run), len(kept)) for run in (0, 1)]
    found.append(next(((day - one.day).days for one in reversed(past) if one.kept), -1))
    found.append(sum((day - one.day).days <= 28 for one in past))
    return [*found, rule(past, DueUnit(day, day, "day")).probability]


if __name__ == "__main__":
    main()
