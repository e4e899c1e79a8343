"""Asking a model about units that are open or still to come."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from habit_app.domain.chances import within
from habit_app.domain.evaluation.due_units import DueUnit
from habit_app.domain.risk import Reason
from habit_app.ml import features
from habit_app.ml.explain import explain
from habit_app.ml.logistic import chance
from habit_app.ml.models import Model
from habit_app.ml.units import UNITS


@dataclass(frozen=True, slots=True)
class Answer:
    """How likely a habit's next unit is to be skipped, and why; `habit` is the frame's number."""

    habit: int
    unit: DueUnit
    probability: float
    reasons: list[Reason]


def ask(model: Model, units: pl.DataFrame) -> list[Answer]:
    """Judge the open units of a frame by all the others in it.

    The others have no look of their own here, so that what was known of each at its time, which
    costs a line for every day of late recording, is not laid out.
    """
    looking = pl.when(pl.col("is_open")).then(pl.col("look"))
    units = units.with_columns(look=looking)
    rows = features.build(units, model.prior).filter(pl.col("is_open"))
    asked: list[tuple[int, date, date, int]]
    asked = list(rows.select("habit", "first", "last", "unit").iter_rows())
    chances = chance(model.log_odds(rows)).tolist()
    return [
        Answer(habit, DueUnit(first, last, UNITS[unit]), within(probability), reasons)
        for (habit, first, last, unit), probability, reasons in zip(
            asked, chances, explain(model, rows), strict=True
        )
    ]
