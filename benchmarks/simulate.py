"""How near predictions come to what can be known, on a crowd whose true chances are known.

`python -m benchmarks.simulate [--people 2000] [--seed 7]`: trained on four fifths of the people and
the days before the 124th, judged on all people from the 152nd on; the oracle is told the truth.
Crowds differ: the seventh is about as hard to predict as the published one, whose oracle has .368.
"""

import argparse
from datetime import date, timedelta
from typing import Any

import numpy as np
import polars as pl

from benchmarks.evaluate import SHOWN, predict_fold, show
from habit_app.ml.boosting import held_out
from habit_app.ml.crowd import START, simulate
from habit_app.ml.evaluation import scored
from habit_app.ml.learning import kept_rate, label
from habit_app.ml.logistic import odds

TRAINED_UNTIL, JUDGED_FROM = 124, 152


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    crowd = simulate(given.people, seed=given.seed)
    trained, judged = (_day(days) for days in (TRAINED_UNTIL, JUDGED_FROM))
    before = crowd.units.filter(pl.col("first") < trained)
    known, prior = label(crowd.units, kept_rate(before), most_rows=crowd.units.height)
    looks, aside = known.rows["look"], held_out(known.people)
    training = known.filter((looks < trained).to_numpy() & ~aside)
    test = known.filter((looks >= judged).to_numpy())
    print(f"seed {given.seed}: {crowd.units.height} rows, skip rate {1 - prior:.3f}", end="; ")
    print(f"trained on {training.height}, judged on {test.height}")
    stage, said = predict_fold(training, test)
    truth = test.rows.join(crowd.true, on=["habit", "first"], how="left", maintain_order="left")
    said["oracle"] = -odds(truth["chance"].to_numpy())
    base = np.full(test.height, training.skipped.mean())
    show(said, scored(test.rows), base, (*SHOWN, "oracle"))
    print("chosen:", stage)


def _day(number: int) -> date:
    first: Any = START.astype(object)
    return first + timedelta(days=number)  # type: ignore[no-any-return]


if __name__ == "__main__":
    main()
