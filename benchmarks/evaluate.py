"""How well skips of any log are predicted: each baseline, each stage, and what would be chosen.

`python -m benchmarks.evaluate FILE` reads `user, habit, date, done` (also .gz), one row for each
scheduled day; `--installation` reads what people recorded here, as training does. Features come
from strictly earlier rows of the whole log; the first event of each person, and rows after 14 skips
in a row, are not scored. Five folds by person, everything fitted on the training folds. What is
chosen is chosen within them, too, by the product's own gate, with some of their people as its
window; what it says of the newest window is printed beside it.
"""

import argparse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.logs import read_log
from habit_app.ml import baselines, rules
from habit_app.ml.boosting import table_of
from habit_app.ml.evaluation import Scored, by_bucket, difference, interval, metrics, scored
from habit_app.ml.learning import Labelled, label, learn, learn_rules
from habit_app.ml.logistic import Numbers
from habit_app.ml.logistic import fit as fit_logistic
from habit_app.ml.models import Stage
from habit_app.ml.training import LEAST_ROWS, by_people, judge_stages
from habit_app.worker.training import read as read_installation

FOLDS, SEED = 5, 0
SHOWN = (
    "global", "beta", "loop", "ewma", "ewma_weekday", "rules as written", "rules", "scorecard",
    "logistic", "trees", "blend", "chosen",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("file", type=Path, nargs="?")
    which.add_argument("--installation", action="store_true", help="read this one's own database")
    parser.add_argument("--seed", type=int, default=SEED, help="of the folds")
    given = parser.parse_args()
    units = read_installation() if given.installation else read_log(given.file)
    name = "this installation" if given.installation else given.file.name
    known, _ = label(without_first(units), most_rows=units.height)
    print(f"{name}: {units.height} rows, {known.height} scored", end=", ")
    print(f"{known.many_people} people, skip rate {known.skipped.mean():.3f}")
    said, chosen, base = predict(known, units, folds_of(known, given.seed))
    show(said, scored(known.rows), base)
    print("chosen in the folds:", dict(Counter(chosen)))
    _show_newest(known, units)


def without_first(units: pl.DataFrame) -> pl.DataFrame:
    """Leave each person's first event out of what is scored; it stays in the past of the others."""
    order = pl.int_range(pl.len()).over(pl.col("user"), order_by=["first", "habit"])
    return units.with_columns(look=pl.when(order > 0).then(pl.col("look")))


def folds_of(known: Labelled, seed: int) -> NDArray[np.int64]:
    """Folds of people; of habits where there is one person only."""
    name = "user" if known.many_people > 1 else "habit"
    owners = known.rows[name].cast(pl.Int64).to_numpy()
    everybody = np.unique(owners)
    if len(everybody) < 2:
        raise SystemExit("One habit of one person: there is nothing to leave out.")
    order = np.random.default_rng(seed).permutation(len(everybody))
    fold = np.empty(len(everybody), dtype=np.int64)
    fold[order] = np.arange(len(everybody)) % FOLDS
    return fold[np.searchsorted(everybody, owners)]


def predict(
    known: Labelled, units: pl.DataFrame, folds: NDArray[np.int64]
) -> tuple[dict[str, Numbers], list[str], Numbers]:
    """Return the log-odds of each row by each method, the chosen stages, and the base rates."""
    said = {name: np.full(known.height, np.nan) for name in SHOWN}
    chosen, base = [], np.empty(known.height)
    for fold in np.unique(folds):
        here = folds == fold
        training, test = _with_prior_of(known.filter(~here), known.filter(here), units)
        base[here] = training.skipped.mean()
        stage, found = predict_fold(training, test)
        chosen.append(str(stage))
        for name, log_odds in found.items():
            said[name][here] = log_odds
    complete = {name: one for name, one in said.items() if not np.isnan(one).any()}
    return complete, chosen, base


def _with_prior_of(
    training: Labelled, test: Labelled, units: pl.DataFrame
) -> tuple[Labelled, Labelled]:
    """Make the features anew with the prior of the training folds alone."""
    habits = training.rows["habit"].unique()
    of_training = units.filter(pl.col("habit").is_in(habits.implode()))
    prior = float(of_training["kept"].mean() or 0)  # type: ignore[arg-type]
    again, _ = label(without_first(units), prior, most_rows=units.height)
    is_training = again.rows["habit"].is_in(habits.implode()).to_numpy()
    assert again.filter(~is_training).height == test.height
    return again.filter(is_training), again.filter(~is_training)


def predict_fold(training: Labelled, test: Labelled) -> tuple[Stage, dict[str, Numbers]]:
    calibration = learn_rules(training)
    found = baselines.predict(training, test)
    found["rules as written"] = rules.log_odds(test.counts, rules.CANDIDATES[0](training.counts))
    found["rules"] = rules.log_odds(test.counts, calibration)
    prior = float(1 - training.skipped.mean())
    card = learn(Stage.SCORECARD, training, prior)
    found["scorecard"] = card.log_odds(test.rows)
    found["logistic"] = _logistic(training, test)
    stage = Stage.RULES
    if training.height >= LEAST_ROWS and training.many_people >= FOLDS:
        stage = judge_stages(training, prior, split=by_people).stage
    if training.many_people >= FOLDS:
        blend = learn(Stage.BLEND, training, prior)
        assert blend.trees
        found["trees"] = blend.trees.log_odds(test.rows)
        found["blend"] = blend.log_odds(test.rows)
    found["chosen"] = found[stage]
    return stage, found


def _logistic(training: Labelled, test: Labelled) -> Numbers:
    """All features, what is missing as the mean, each in its spread."""
    table, asked = (table_of(part.rows).astype(np.float64) for part in (training, test))
    means = np.array([np.nanmean(one) if (one == one).any() else 0.0 for one in table.T])  # noqa: PLR0124
    table, asked = (np.where(np.isnan(one), means, one) for one in (table, asked))
    spread = table.std(axis=0)
    spread[spread == 0] = 1
    intercept, *coefficients = fit_logistic((table - means) / spread, training.skipped)
    result: Numbers = intercept + (asked - means) / spread @ np.array(coefficients)
    return result


def show(
    said: dict[str, Numbers], rows: Scored, base: Numbers, names: Sequence[str] = SHOWN
) -> None:
    print(
        f"\n{'':18}{'log-loss':>9}{'95 %':>16}{'Brier':>8}{'BSS':>7}{'AUC':>7}{'within':>8}", end=""
    )
    print(f"{'ECE':>7}   against EWMA + weekday")
    plain = float(np.mean((base - rows.skipped) ** 2))
    for name in names:
        if name not in said:
            continue
        found = metrics(said[name], rows, base_rate=float(base.mean()))
        loss = interval(said[name], rows)
        gap = difference(said[name], said[baselines.TO_BEAT], rows)
        print(f"{name:18}{found['log_loss']:9.4f}  [{loss.low:.4f}, {loss.high:.4f}]", end="")
        print(f"{found['brier']:8.4f}{1 - found['brier'] / plain:7.3f}{found['auc']:7.4f}", end="")
        print(f"{found['within_habit_auc']:8.3f}{found['ece']:7.4f}", end="")
        print(f"   {gap.mean:+.4f} [{gap.low:+.4f}, {gap.high:+.4f}]")
    print("\nlog-loss by past units:")
    slices: dict[str, Any] = {
        name: by_bucket(said[name], rows)
        for name in (baselines.TO_BEAT, "rules", "scorecard", "blend", "chosen")
        if name in said
    }
    for bucket, one in slices[baselines.TO_BEAT].items():
        losses = "  ".join(f"{name} {of[bucket]['log_loss']:.3f}" for name, of in slices.items())
        print(f"  {bucket:8}{one['rows']:8.0f} rows  {losses}")


def _show_newest(known: Labelled, units: pl.DataFrame) -> None:
    if known.height < LEAST_ROWS:
        return
    prior = float(units["kept"].mean() or 0)  # type: ignore[arg-type]
    judged = judge_stages(known, prior)
    print(f"\nby date, trained before {judged.card['judged_on']['from']}: {judged.stage}")
    for one in judged.candidates:
        reasons = [
            f"{failure.rule} {failure.found:.4g} (bound {failure.bound:.4g})"
            for failure in one.failures
        ]
        loss = one.card["metrics"]["log_loss"] if one.card else float("nan")
        print(f"  {one.stage:10} log-loss {loss:.4f}  {'; '.join(reasons) or 'passes'}")


if __name__ == "__main__":
    main()
