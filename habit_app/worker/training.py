"""Training on what people recorded, and writing down what came of it."""

import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from habit_app import clock
from habit_app.db.session import read_only, unit_of_work
from habit_app.errors import Invalid
from habit_app.ml import store
from habit_app.ml.features import lines_of
from habit_app.ml.learning import MOST_ROWS, Progress, fairly, quiet
from habit_app.ml.models import Model, Stage
from habit_app.ml.store import Packed, RefusedModelError
from habit_app.ml.training import Candidate, TooLittleError, train
from habit_app.ml.training import Trained as Learned
from habit_app.ml.units import frame_of
from habit_app.services.predictions import calibration, logs, registry
from habit_app.services.predictions.registry import Trained
from habit_app.worker.frames import Numbers

TOGETHER = 20
"""People: whose histories are read at once; after each so many the job's lease is taken anew."""
MOST_LINES = 8_000_000
"""Rows: of all that was known at each time, that are laid out; late recording multiplies them."""
RIVAL_FOR = timedelta(days=28)
"""How long a version has to be beaten. Later its successor has to be better than the rules and
the baseline alone: else nothing could follow it before it is too old to be believed."""
SEED = 5
"""Of the order in which people are drawn, where there are more than can be learned from."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a training came to: the stage that passed the gate, and the number it was kept as."""

    stage: str
    version: int | None
    learned: Learned


def run(*, dry_run: bool = False, progress: Progress = quiet) -> Outcome:
    """Train every stage that the data can carry; let the best one that passes the gate foretell.

    A dry run writes nothing. Invalid where there is too little to learn from.
    """
    units = read(progress)
    champion = _champion()
    try:
        learned = train(units, champion=champion, progress=progress)
    except TooLittleError as refusal:
        raise Invalid(str(refusal), "too-little-data") from refusal
    version = None if dry_run else _keep(learned, has_champion=champion is not None)
    return Outcome(str(learned.stage), version, learned)


def read(progress: Progress = quiet) -> pl.DataFrame:
    """Lay histories into one frame: all of them, or as many people's as can be learned from."""
    with read_only() as session:
        people = logs.list_trainers(session)
    random.Random(SEED).shuffle(people)  # noqa: S311 - the same draw each time
    numbers, parts, rows, lines = Numbers(), [frame_of([])], 0, 0
    for start in range(0, len(people), TOGETHER):
        with read_only() as session:
            found = logs.read(session, people[start : start + TOGETHER], with_archived=True)
            parts.append(fairly(frame_of(numbers.logs_of(found))))
        rows += parts[-1].height
        lines += int(parts[-1].group_by("user").agg(lines=lines_of())["lines"].sum())
        progress("reading", max(start / len(people), rows / MOST_ROWS, lines / MOST_LINES))
        if rows >= MOST_ROWS or lines >= MOST_LINES:
            break
    return pl.concat(parts)


def _champion() -> Model | None:
    """The version that has to be beaten; None: the rules alone."""
    with read_only() as session:
        row = registry.in_use(session)
    if row is None or row.stage == Stage.RULES or clock.utc_now() - row.created_at > RIVAL_FOR:
        return None
    try:
        return store.unpack(Packed(row.parameters, row.trees, row.sha256))
    except RefusedModelError:
        return None


def _keep(learned: Learned, *, has_champion: bool) -> int | None:
    """Write everything down that was trained; return the version that foretells from now on."""
    chosen = None
    calibrated = _calibrated(learned)
    no_other = learned.stage is Stage.RULES and not has_champion
    rules_foretell = no_other and not calibrated.failed
    with unit_of_work() as session:
        version = registry.keep(session, calibrated, foretells=rules_foretell)
        if rules_foretell:
            chosen = version
        for candidate in learned.candidates:
            if candidate.model is None:
                continue
            foretells = candidate.stage is learned.stage
            trained = _trained(learned, candidate, candidate.model)
            version = registry.keep(session, trained, foretells=foretells)
            if foretells:
                chosen = version
    return chosen


def _calibrated(learned: Learned) -> Trained:
    """The rules' calibration; it fails where the rules as written were better lately."""
    parameters = calibration.pack(learned.calibration)
    worse_by = learned.card["rules"]["against"]["as_written"]["mean"]
    failure = {"rule": "not_better", "found": worse_by, "bound": 0.0, "detail": "as_written"}
    return Trained(
        stage="rules",
        card={**learned.card["rules"], "window": learned.card},
        failed=[failure] if worse_by > 0 else [],
        parameters=parameters,
        trees=None,
        **_window(learned.card),
    )


def _trained(learned: Learned, candidate: Candidate, model: Model) -> Trained:
    packed = store.pack(model)
    return Trained(
        stage=str(candidate.stage),
        card={**candidate.card, "window": learned.card},
        failed=[asdict(failure) for failure in candidate.failures],
        parameters=packed.sidecar,
        trees=packed.trees,
        **_window(learned.card),
    )


def _window(card: dict[str, Any]) -> dict[str, Any]:
    """From when to when, of how many units and people."""
    spans: Sequence[dict[str, Any]] = (card["trained_on"], card["judged_on"])
    return {
        "trained_from": date.fromisoformat(spans[0]["from"]),
        "trained_to": date.fromisoformat(spans[1]["to"]),
        "units": sum(span["rows"] for span in spans),
        "people": max(span["people"] for span in spans),
    }
