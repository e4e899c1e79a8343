"""The gate: each of its rules refuses by itself."""

import numpy as np
import pytest

from habit_app.ml.evaluation import Scored
from habit_app.ml.gate import judge, lacking
from habit_app.ml.logistic import Numbers, chance
from habit_app.ml.models import Stage

ROWS = 4000


def window(seed: int = 1) -> tuple[Scored, Numbers]:
    """Rows with their true log-odds."""
    draw = np.random.default_rng(seed)
    true = draw.normal(0, 1.5, ROWS)
    skipped = (draw.random(ROWS) < chance(true)).astype(float)
    people = np.repeat(np.arange(ROWS // 20), 20)
    past = np.tile([2.0, 5.0, 12.0, 40.0], ROWS // 4)
    return Scored(skipped, people, people, past, np.zeros(ROWS, dtype=np.int64)), true


def rules_failed(said: Numbers, *, rival: Numbers | None = None, off: float = 0.0) -> set[str]:
    rows, true = window()
    worse = rival if rival is not None else true * 0.3
    found = judge(
        Stage.BLEND,
        said,
        rows,
        rivals={"champion": worse, "ewma_weekday": worse},
        explained=said[:100] + off,
    )
    return {one.rule for one in found}


def test_the_truth_passes() -> None:
    assert rules_failed(window()[1]) == set()


def test_no_better_than_the_champion_fails() -> None:
    true = window()[1]
    assert rules_failed(true, rival=true) == {"not_better"}


def test_too_sure_fails() -> None:
    assert "ece" in rules_failed(window()[1] * 1.8)


def test_too_dark_fails() -> None:
    assert {"bias"} <= rules_failed(window()[1] + 0.4)


def test_one_slice_may_not_be_worse() -> None:
    rows, true = window()
    said = np.where(rows.past == 2, true * 0.2, true)
    assert "bucket_worse" in rules_failed(said, rival=true * 0.5)


@pytest.mark.parametrize("off", [1e-3, np.nan])
def test_reasons_that_do_not_add_up_fail(off: float) -> None:
    assert rules_failed(window()[1], off=off) == {"not_additive"}


@pytest.mark.parametrize(
    ("stage", "people", "rows", "missing"),
    [
        (Stage.SCORECARD, 20, 1000, []),
        (Stage.SCORECARD, 19, 1000, ["people"]),
        (Stage.BLEND, 80, 4999, ["rows"]),
        (Stage.BLEND, 79, 10, ["people", "rows"]),
    ],
)
def test_each_stage_has_its_minimum(
    stage: Stage, people: int, rows: int, missing: list[str]
) -> None:
    assert [one.rule for one in lacking(stage, people, rows)] == missing


def test_better_by_chance_is_not_enough() -> None:
    rows, true = window()
    few = np.arange(ROWS) < ROWS // 100
    lucky = np.where(few, (rows.skipped * 2 - 1) * 1.5, true)
    assert rules_failed(lucky, rival=true) == {"not_better"}
