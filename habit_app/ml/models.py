"""A model: what one stage learned, and the log-odds of a skip that it gives to rows of features."""

from dataclasses import dataclass
from enum import StrEnum

import polars as pl

from habit_app.domain.scorecard import Scorecard
from habit_app.ml import scorecard as scorecards
from habit_app.ml.boosting import Trees
from habit_app.ml.logistic import Numbers


class Stage(StrEnum):
    """How much is learned, from little to much."""

    RULES = "rules"
    SCORECARD = "scorecard"
    BLEND = "blend"


@dataclass(frozen=True, slots=True)
class Model:
    """A scorecard, alone or blended with trees, which then are `share` of the log-odds.

    `prior` belongs to the features: how often a habit is kept of which nothing is known.
    """

    prior: float
    scorecard: Scorecard
    trees: Trees | None = None
    share: float = 0.0

    @property
    def stage(self) -> Stage:
        return Stage.BLEND if self.trees else Stage.SCORECARD

    def log_odds(self, rows: pl.DataFrame) -> Numbers:
        """The log-odds of a skip of each row of features made with this prior."""
        by_card = scorecards.log_odds(self.scorecard, rows)
        if self.trees is None:
            return by_card
        return self.share * self.trees.log_odds(rows) + (1 - self.share) * by_card
