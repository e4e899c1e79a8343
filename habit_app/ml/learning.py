"""Learning one stage: from labelled rows of features to a model."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from habit_app.domain.risk import UNKNOWN, Calibration
from habit_app.ml import boosting, rules, scorecard
from habit_app.ml.features import build, by_person
from habit_app.ml.logistic import Numbers, losses
from habit_app.ml.models import Model, Stage
from habit_app.ml.rules import skipped_of

GIVEN_UP = 14
"""After so many skips in a row a habit is given up: what follows teaches nothing."""
MOST_OF_PERSON = 2_500
"""Units: of one person's, that are learned from."""
MOST_ROWS, ENOUGH_FOR_RULES = 2_000_000, 300_000
SHARES, MARGIN = (0.5, 0.75, 1.0), 0.001
SEED = 5

Progress = Callable[[str, float], None]


def quiet(_what: str, _share: float) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Units that are over, row by row: their features, and what rule R needs of them."""

    rows: pl.DataFrame
    counts: pl.DataFrame

    def filter(self, chosen: NDArray[np.bool_]) -> "Labelled":
        return Labelled(self.rows.filter(chosen), self.counts.filter(chosen))

    @property
    def people(self) -> NDArray[np.int64]:
        return self.rows["user"].cast(pl.Int64).to_numpy()

    @property
    def skipped(self) -> Numbers:
        return skipped_of(self.rows)

    @property
    def many_people(self) -> int:
        return self.rows["user"].n_unique()

    @property
    def height(self) -> int:
        return self.rows.height


def label(
    units: pl.DataFrame, prior: float | None = None, *, most_rows: int = MOST_ROWS
) -> tuple[Labelled, float]:
    """Make what can be learned from, of so many rows at most, and say which prior it has.

    Of more rows whole people are drawn, always the same ones.
    """
    units = sample(units, most_rows)
    if prior is None:
        prior = kept_rate(units)
    order = ["user", "habit", "first"]
    rows = build(units, prior).sort(order)
    counts = pl.concat(rules.count(part) for part in by_person(units, MOST_ROWS)).sort(order)
    alive = pl.col("skip_streak").fill_null(0) < GIVEN_UP
    usable = rows.select(alive & pl.col("kept").is_not_null()).to_series()
    return Labelled(rows.filter(usable), counts.filter(usable)), prior


def kept_rate(units: pl.DataFrame) -> float:
    """How often units are kept, which nothing else is known of."""
    rate = units["kept"].mean()
    return float(np.clip(rate, 0.05, 0.95)) if isinstance(rate, float) else UNKNOWN


def sample(units: pl.DataFrame, most_rows: int) -> pl.DataFrame:
    """Whole people, drawn by a fixed seed, with so many rows at most."""
    if units.height <= most_rows:
        return units
    sizes = units.group_by("user").len().sort("user")
    order = np.random.default_rng(SEED).permutation(sizes.height)
    drawn = sizes[order.tolist()].filter(pl.col("len").cum_sum() <= most_rows)
    return units.join(drawn.select("user"), on="user", how="semi", maintain_order="left")


def fairly(units: pl.DataFrame, most: int = MOST_OF_PERSON) -> pl.DataFrame:
    """Whole habits, of each person so many units at the most: nobody decides for everybody."""
    sizes = units.group_by("user", "habit").len().sort("user", "habit")
    before = pl.col("len").cum_sum().over("user") - pl.col("len")
    kept = sizes.filter(before + pl.col("len") <= most).select("habit")
    return units.join(kept, on="habit", how="semi", maintain_order="left")


def learn_rules(known: Labelled) -> Calibration:
    return rules.fit(sample(known.counts, ENOUGH_FOR_RULES))


def learn(stage: Stage, known: Labelled, prior: float, progress: Progress = quiet) -> Model:
    """Fit the scorecard, and for a blend grow the trees and weigh the two."""
    card = scorecard.fit(known.rows, known.skipped, prior)
    progress("scorecard", 1.0)
    if stage is Stage.SCORECARD:
        return Model(prior, card)
    table, aside = boosting.table_of(known.rows), boosting.held_out(known.people)
    grown = boosting.find_rounds(
        table, known.skipped, aside, lambda share: progress("rounds", share)
    )
    share = _share(known, prior, aside, grown.held_out)
    trees = boosting.grow(
        table, known.skipped, grown.rounds, lambda share: progress("trees", share)
    )
    return Model(prior, card, trees, share)


def _share(known: Labelled, prior: float, aside: NDArray[np.bool_], trees: Numbers) -> float:
    """How much of a blend the trees are: half, unless more is clearly better for people aside."""
    part, judged = known.filter(~aside), known.filter(aside)
    by_card = scorecard.log_odds(scorecard.fit(part.rows, part.skipped, prior), judged.rows)
    best, least = SHARES[0], np.inf
    for share in SHARES:
        blended = share * trees + (1 - share) * by_card
        found = float(losses(blended, judged.skipped).mean())
        if found < least - MARGIN:
            best, least = share, found
    return best
