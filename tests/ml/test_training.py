"""Training, its gate, and what is stored of it: the same bytes from the same data."""

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest

from habit_app.domain.learned import fingerprint
from habit_app.domain.risk import Factor
from habit_app.ml import boosting, gate
from habit_app.ml import explain as explained
from habit_app.ml.crowd import simulate
from habit_app.ml.explain import FACTORS, effects, explain
from habit_app.ml.features import FEATURES
from habit_app.ml.gate import Needs, judge
from habit_app.ml.learning import Labelled, fairly, label, learn
from habit_app.ml.models import Model, Stage
from habit_app.ml.store import Packed, RefusedModelError, pack, unpack
from habit_app.ml.training import TooLittleError, by_date, train
from tests.ml.frames import some_units


@cache
def known() -> tuple[Labelled, float]:
    return label(some_units(60, 40))


@cache
def a_blend() -> Model:
    return learn(Stage.BLEND, *known())


def test_too_little_is_refused_in_numbers() -> None:
    with pytest.raises(TooLittleError) as refused:
        train(some_units(2, 30))

    assert (refused.value.found, refused.value.needed) == (60, 100)


def test_few_people_are_left_to_the_rules() -> None:
    found = train(some_units(5, 60))

    assert found.stage is Stage.RULES
    assert found.model is None
    assert {one.stage: one.failures[0].rule for one in found.candidates} == {
        Stage.SCORECARD: "people",
        Stage.BLEND: "people",
    }


def test_a_stage_that_is_better_is_promoted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gate, "NEEDS", dict.fromkeys(Stage, Needs(20, 1000, 300, 60)))
    monkeypatch.setattr(gate, "MOST_ECE", 0.2)
    monkeypatch.setattr(gate, "MOST_BIAS", 0.2)
    told: list[str] = []

    found = train(some_units(60, 60), progress=lambda what, _share: told.append(what))

    scorecard = found.candidates[0]
    assert scorecard.model is not None
    assert {"metrics", "against", "by_history", "by_schedule", "reliability"} < set(scorecard.card)
    assert {"ewma_weekday", "rules", "beta", "global"} < set(found.card["baselines"])
    assert {"features", "scorecard", "rounds", "trees"} <= set(told)
    assert found.card["trained_on"]["to"] < found.card["judged_on"]["from"]
    assert set(found.candidates[1].card["importance"]) == set(FEATURES)


def test_the_newest_window_is_of_later_days_only() -> None:
    past, newest = by_date(known()[0])

    assert past.rows["last"].max() < newest.rows["look"].min()  # type: ignore[operator]
    assert newest.height > 0.15 * known()[0].height


def test_the_same_data_make_the_same_bytes() -> None:
    again = learn(Stage.BLEND, *label(some_units(60, 40)))

    assert pack(again) == pack(a_blend())


def test_what_is_stored_is_read_again() -> None:
    rows = known()[0].rows

    found = unpack(pack(a_blend()))

    assert found.stage is Stage.BLEND
    assert np.array_equal(found.log_odds(rows), a_blend().log_odds(rows))


def test_less_kept_is_never_a_lower_risk() -> None:
    rows = known()[0].rows
    trees = a_blend().trees
    assert trees is not None

    for name in ("rate", "e7", "rule", "lag1"):
        less, more = (
            trees.log_odds(rows.with_columns(pl.lit(value, pl.Float32).alias(name)))
            for value in (0.0, 1.0)
        )
        assert (more <= less + 1e-9).all()


def broken(packed: Packed) -> list[tuple[str, Packed]]:
    def anew(sidecar: str, trees: str | None = packed.trees) -> Packed:
        return Packed(sidecar, trees, fingerprint(sidecar, trees))

    text = packed.sidecar
    assert packed.trees
    return [
        ("hash", replace(packed, trees=packed.trees + " ")),
        ("hash", replace(packed, sidecar=text.replace("0.", "1.", 1))),
        ("features", anew(text.replace('"features_hash": "', '"features_hash": "0'))),
        ("numbers", anew(text.replace('"intercept": ', '"intercept": NaN, "was": '))),
        ("numbers", anew(text, packed.trees.replace("leaf_value=", "leaf_value=nan ", 1))),
        ("features", anew(text, packed.trees.replace("=rate ", "=ratio ", 1))),
        ("format", anew("not json")),
        ("format", anew("[]")),
    ]


@pytest.mark.parametrize("place", range(8))
def test_a_model_that_is_not_what_was_stored_is_refused(place: int) -> None:
    code, packed = broken(pack(a_blend()))[place]

    with pytest.raises(RefusedModelError) as refused:
        unpack(packed)

    assert refused.value.code == code


@pytest.mark.parametrize("share", [None, 0.5, 0.75, 1.0])
def test_reasons_add_up_to_what_is_said(share: float | None) -> None:
    rows, model = known()[0].rows.head(200), a_blend()
    model = replace(model, trees=None) if share is None else replace(model, share=share)

    said, reasons = model.log_odds(rows), explain(model, rows)

    totals = [sum(reason.effect for reason in told) for told in reasons]
    assert np.abs(np.array(totals) - said).max() < 1e-6
    assert np.abs(effects(model, rows).sum(axis=1) - said).max() < 1e-6


def test_every_feature_speaks_for_one_factor() -> None:
    named = [name for names in FACTORS.values() for name in names]

    assert sorted(named) == sorted(FEATURES)


def test_reasons_bring_their_numbers() -> None:
    rows = known()[0].rows.filter(pl.col("n") == 30).head(1)
    (told,) = explain(a_blend(), rows)

    numbers = {reason.factor: (reason.count, reason.of) for reason in told}
    week = rows["m7"][0]
    assert numbers[Factor.RECENT_RUN] == (round(7 - 7 * week), 7)
    assert numbers[Factor.AGE] == (30, 30)
    assert numbers[Factor.WEEKDAY][1] == rows["weekday_n"][0]
    after = {Factor.AFTER_KEPT, Factor.AFTER_MISS} & numbers.keys()
    assert after == {Factor.AFTER_KEPT if rows["lag1"][0] else Factor.AFTER_MISS}


def test_people_held_out_are_always_the_same() -> None:
    people = np.repeat(np.arange(50), 3)

    aside = boosting.held_out(people)

    assert aside.sum() == 30
    assert np.array_equal(aside, boosting.held_out(people))


def test_judge_needs_rows() -> None:
    part = known()[0].filter(np.zeros(known()[0].height, dtype=bool))
    from habit_app.ml.evaluation import scored

    none = np.empty(0)
    found = judge(Stage.BLEND, none, scored(part.rows), rivals={"champion": none}, explained=none)

    assert [one.rule for one in found] == ["judged_rows", "of_each_outcome"]


def test_no_contribution_is_lost_in_folding() -> None:
    ones = np.ones((3, len(FEATURES) + 1))

    found = explained._folded(ones, FEATURES, FACTORS, base=Factor.BASE)

    assert (found.sum(axis=1) == len(FEATURES) + 1).all()


def test_nobody_decides_for_everybody() -> None:
    frame = simulate(6, 3, 60, seed=2).units
    most = 60

    fair = fairly(frame, most)

    sizes = fair.group_by("user").len()
    assert sizes.filter(pl.col("len") > most).is_empty()
    assert fair.height
    assert set(fair["habit"]) < set(frame["habit"])
    whole = frame.filter(pl.col("habit").is_in(fair["habit"].unique().implode()))
    assert fair.height == whole.height, "habits are whole"
