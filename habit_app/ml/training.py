"""Training: each stage that the data can carry is fitted, judged on the newest window, and told."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from habit_app.domain.risk import AS_WRITTEN, Calibration
from habit_app.ml import baselines, boosting, gate, rules
from habit_app.ml.evaluation import (
    Scored,
    by_bucket,
    by_schedule,
    difference,
    interval,
    metrics,
    reliability,
    rounded,
    scored,
)
from habit_app.ml.explain import effects
from habit_app.ml.gate import Failure
from habit_app.ml.learning import Labelled, Progress, label, learn, learn_rules, quiet
from habit_app.ml.logistic import Numbers
from habit_app.ml.models import Model, Stage

LEAST_ROWS = 100
"""Labelled units without which nothing is trained."""
NEWEST = 0.2
"""The share of the rows, by date, on which stages are judged."""
EXPLAINED = 100
Split = Callable[[Labelled], tuple[Labelled, Labelled]]
LEARNED = (Stage.SCORECARD, Stage.BLEND)


class TooLittleError(ValueError):
    """There is too little to learn from."""

    def __init__(self, found: int) -> None:
        super().__init__(f"{found} labelled units are not enough: {LEAST_ROWS} are needed.")
        self.found, self.needed = found, LEAST_ROWS


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stage that was tried: its model, unless there was too little, and the rules it failed."""

    stage: Stage
    model: Model | None
    failures: list[Failure]
    card: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training came to: the rules' calibration, and each stage that was tried.

    `stage` is the best that passed the gate: what should serve.
    """

    stage: Stage
    calibration: Calibration
    candidates: list[Candidate]
    card: dict[str, Any]

    @property
    def model(self) -> Model | None:
        """The model that should serve; None: the rules."""
        found = [one.model for one in self.candidates if one.stage is self.stage]
        return found[0] if found else None


def train(
    units: pl.DataFrame, *, champion: Model | None = None, progress: Progress = quiet
) -> Trained:
    """Fit and judge every stage. Models that pass are fitted once more on all there is.

    `champion` is the model that serves now: a stage has to be better than it, too.
    """
    known, prior = label(units)
    if known.height < LEAST_ROWS:
        raise TooLittleError(known.height)
    progress("features", 1.0)
    judged = judge_stages(known, prior, champion=champion, progress=progress)
    candidates = []
    for one in judged.candidates:
        model = one.model
        if model and not one.failures:
            model = learn(one.stage, known, prior, progress)
        card = {**one.card, "failures": [asdict(failure) for failure in one.failures]}
        if model and model.trees:
            card["importance"] = model.trees.importance()
        candidates.append(Candidate(one.stage, model, one.failures, card))
    card = {**judged.card, "newcomers": _newcomers(known, prior, judged.stage)}
    return Trained(judged.stage, learn_rules(known), candidates, card)


def judge_stages(
    known: Labelled,
    prior: float,
    *,
    split: Split | None = None,
    champion: Model | None = None,
    progress: Progress = quiet,
) -> Trained:
    """Fit every stage on the past, and let the gate judge it on the newest window.

    `split` makes another window than the newest.
    """
    past, newest = (split or by_date)(known)
    calibration, said = learn_rules(past), baselines.predict(past, newest)
    window, base_rate = scored(newest.rows), float(past.skipped.mean())
    said["rules"] = rules.log_odds(newest.counts, calibration)
    ruling = champion.log_odds(newest.rows) if champion else said["rules"]
    candidates, promoted = [], Stage.RULES
    for stage in LEARNED:
        if failures := gate.lacking(stage, past.many_people, past.height):
            candidates.append(Candidate(stage, None, failures))
            continue
        model = learn(stage, past, prior, progress)
        said[stage] = model.log_odds(newest.rows)
        explained = effects(model, newest.rows.head(EXPLAINED)).sum(axis=1)
        rivals = {"champion": ruling, baselines.TO_BEAT: said[baselines.TO_BEAT]}
        failures = gate.judge(stage, said[stage], window, rivals=rivals, explained=explained)
        card = card_of(said[stage], window, base_rate, rivals)
        candidates.append(Candidate(stage, model, failures, card))
        if not failures:
            ruling, promoted = said[stage], stage
    card = _window_card(past, newest, said, base_rate)
    as_written = rules.log_odds(newest.counts, AS_WRITTEN)
    gap = difference(said["rules"], as_written, window)
    card["rules"]["against"] = {"as_written": rounded(asdict(gap))}
    return Trained(promoted, calibration, candidates, card)


def by_date(known: Labelled) -> tuple[Labelled, Labelled]:
    """Split into what was over before the newest window, and the window."""
    looks = known.rows["look"].sort()
    begins = looks[min(int(len(looks) * (1 - NEWEST)), len(looks) - 1)]
    return known.filter(_before(known.rows, "last", begins)), known.filter(
        ~_before(known.rows, "look", begins)
    )


def by_people(known: Labelled) -> tuple[Labelled, Labelled]:
    """Split into the people to learn from, and those whom nothing is learned from."""
    aside = boosting.held_out(known.people)
    return known.filter(~aside), known.filter(aside)


def _before(rows: pl.DataFrame, column: str, day: date) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (rows[column] < day).to_numpy()
    return found


def card_of(
    log_odds: Numbers, window: Scored, base_rate: float, rivals: Mapping[str, Numbers]
) -> dict[str, Any]:
    """The figures of a model: overall with intervals, against its rivals, by slices."""
    loss = interval(log_odds, window)
    return {
        "metrics": rounded(metrics(log_odds, window, base_rate=base_rate)),
        "log_loss_interval": [round(loss.low, 6), round(loss.high, 6)],
        "against": {
            name: rounded(asdict(difference(log_odds, rival, window)))
            for name, rival in rivals.items()
        },
        "by_history": {name: rounded(one) for name, one in by_bucket(log_odds, window).items()},
        "by_schedule": {name: rounded(one) for name, one in by_schedule(log_odds, window).items()},
        "reliability": [rounded(one) for one in reliability(log_odds, window.skipped)],
    }


def _window_card(
    past: Labelled, newest: Labelled, said: Mapping[str, Numbers], base_rate: float
) -> dict[str, Any]:
    """Of what time and how many people the figures are, with all baselines beside them."""
    window = scored(newest.rows)
    return {
        "trained_on": _span(past),
        "judged_on": _span(newest),
        "baselines": {
            name: rounded(metrics(log_odds, window, base_rate=base_rate))
            for name, log_odds in said.items()
        },
        "rules": card_of(said["rules"], window, base_rate, {}),
    }


def _span(part: Labelled) -> dict[str, Any]:
    looks = part.rows["look"]
    return {
        "from": str(looks.min()),
        "to": str(looks.max()),
        "rows": part.height,
        "people": part.many_people,
        "habits": part.rows["habit"].n_unique(),
    }


def _newcomers(known: Labelled, prior: float, stage: Stage) -> dict[str, Any]:
    """The same for people whom nothing was learned from."""
    part, judged = by_people(known)
    if not part.height or not judged.height:
        return {}
    said = baselines.predict(part, judged)
    said["rules"] = rules.log_odds(judged.counts, learn_rules(part))
    for one in LEARNED[: [Stage.RULES, *LEARNED].index(stage)]:
        said[one] = learn(one, part, prior).log_odds(judged.rows)
    window, rate = scored(judged.rows), float(part.skipped.mean())
    return {
        name: rounded(metrics(log_odds, window, base_rate=rate)) for name, log_odds in said.items()
    }
