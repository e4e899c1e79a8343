"""The page of the models by itself: what predicts, versions and their cards, in words."""
# longer than the rule: every rule of the gate and every thin card of one page

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from habit_app.db.session import unit_of_work
from habit_app.db.tables import metadata
from habit_app.ml import gate, training
from habit_app.ml.features import FEATURES
from habit_app.ml.models import Stage
from habit_app.services.predictions.admin_views import DriftView, NudgeLift
from habit_app.services.shared.viewers import Viewer
from habit_app.text import LANGUAGES, catalogue
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.predictions import models as page_of
from habit_app.ui.states.predictions import report_words
from habit_app.ui.states.predictions.models import ModelsState
from tests.makers import make_user
from tests.model_cards import OUTDONE, card, put_version

MODEL = metadata.tables["model"]


@pytest.fixture
def viewer(sqlite_database: str, stopped_clock: Any) -> Viewer:
    return make_user(role="admin")


@pytest.fixture
def page(viewer: Viewer, monkeypatch: pytest.MonkeyPatch) -> ModelsState:
    """The page as the admin's."""

    async def looking(_page: ModelsState) -> Viewer:
        return viewer

    monkeypatch.setattr(ModelsState, "_viewer_now", looking)
    return ModelsState()


def change(version: int, **values: Any) -> None:
    with unit_of_work() as session:
        session.execute(update(MODEL).where(MODEL.c.version == version).values(**values))


async def test_where_nothing_was_trained_the_rules_predict_and_that_is_said(
    page: ModelsState,
) -> None:
    await page.load()

    assert page.phase == "ready"
    assert page.now["title"] == "The rules, as they come"
    assert (page.now["trouble"], page.now["is_learned"]) == ("", False)
    assert (page.versions, page.opened) == ([], {})
    assert page.said["nudges"][0].startswith("0 of 200 held out so far, 0 sent.")


async def test_versions_are_told_with_what_can_be_done_with_each(page: ModelsState) -> None:
    put_version("rules")
    put_version("scorecard")
    put_version("blend")
    put_version("blend", *OUTDONE)

    await page.load()

    assert page.now["title"] == "Scorecard and trees: version 3"
    assert [(each["version"], each["status"], each["act"]) for each in page.versions] == [
        (4, "rejected", ""),
        (3, "active", ""),
        (2, "retired", "roll_back"),
        (1, "retired", "roll_back"),
    ]
    assert page.versions[1]["about"] == "4 March · 80 people · 12,000 units"
    figures = {each["name"]: each for each in page.versions[1]["figures"]}
    assert list(figures) == [
        "Log-loss",
        "Against what predicted before",
        "Against EWMA and weekday",
        "ECE",
        "AUC",
    ]
    assert figures["Against EWMA and weekday"]["value"].startswith("-0.")
    assert " to " in figures["Log-loss"]["between"]
    assert [each["name"] for each in page.versions[3]["figures"]] == ["Log-loss", "ECE", "AUC"]


async def test_the_version_in_use_is_shown_whole_until_another_is_asked_for(
    page: ModelsState,
) -> None:
    put_version("rules")
    put_version("blend")

    await page.load()
    opened = page.opened

    assert opened["version"] == 2
    assert opened["trained"] == (
        "Trained on 1 September 2025 to 25 January: 2,400 units of 80 people."
    )
    assert [row["name"] for row in opened["rivals"]][:2] == [
        "Scorecard and trees",
        "Always the average",
    ]
    assert [row["is_own"] for row in opened["rivals"]] == [True, *[False] * 7]
    assert len(opened["newcomers"]) == 8
    assert [row["name"] for row in opened["history"]][::6] == ["none", "61 and more"]
    assert opened["schedules"][0]["name"] == "Every day"
    assert len(opened["reliability"]) == 15
    assert opened["importance"][0] == {
        "name": "Kept share of the habit",
        "share": "50%",
        "width": 100,
    }
    assert "–" not in [cell for row in opened["rivals"] for cell in row.values()]

    await page.show(1)
    await page.load()
    assert page.opened["version"] == 1
    assert (page.opened["rivals"][0]["is_own"], page.opened["importance"]) == (True, [])


@pytest.mark.parametrize("odd", [0, -3, None, "x", [], 10**30, 1e400])
async def test_a_version_that_there_is_not_is_refused_in_words(
    page: ModelsState, monkeypatch: pytest.MonkeyPatch, odd: Any
) -> None:
    put_version("blend")
    told = []

    async def tell(_page: ModelsState, refusal: Any) -> None:
        told.append(refusal.code)

    monkeypatch.setattr(ModelsState, "_tell_refusal", tell)
    await page.load()
    await page.show(odd)

    assert told == ["model-not-found"]
    assert page.opened["version"] == 1


async def test_more_than_a_page_of_versions_is_listed_when_asked_for(
    page: ModelsState, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_of, "SHOWN", 2)
    page._shown = 2
    for _ in range(3):
        put_version("rules")

    await page.load()
    assert (len(page.versions), page.has_more) == (2, True)
    await page.show_more()
    assert (len(page.versions), page.has_more) == (3, False)


async def test_a_version_that_is_not_believed_says_why(page: ModelsState, viewer: Viewer) -> None:
    version = put_version("blend")
    change(version, created_at=MODEL.c.created_at)
    await page.load()
    assert page.now["trouble"] == ""

    change(version, parameters="{ }")
    await page.load()
    assert page.now["trouble"].startswith("Version 1 is not what was trained.")
    assert page.now["title"] == "The rules, as they come"
    assert page.versions[0]["is_damaged"] is True


async def test_an_old_version_is_stale(page: ModelsState, stopped_clock: Any) -> None:
    put_version("blend")
    stopped_clock.shift(timedelta(days=36))

    await page.load()

    assert page.now["trouble"].startswith("Version 1 was trained more than 35 days ago")


async def test_rules_that_were_calibrated_are_not_the_rules_as_they_come(
    page: ModelsState, stopped_clock: Any
) -> None:
    put_version("rules")
    stopped_clock.shift(timedelta(days=36))

    await page.load()

    assert page.now["title"] == "The rules, calibrated by version 1"
    assert (page.now["trouble"], page.now["is_learned"]) == ("", False)


async def test_a_card_that_lacks_what_is_read_is_shown_without_it(page: ModelsState) -> None:
    put_version("scorecard", card={})
    put_version("blend", {"rule": "fog"}, card={"metrics": {"auc": 0.7}, "against": None})

    await page.load()
    await page.show(2)

    assert page.phase == "ready"
    assert page.versions[1]["figures"] == []
    assert page.versions[0]["failed"] == ["It failed a rule of the gate: fog."]
    assert page.versions[0]["figures"][0]["value"] == "0.700"
    assert page.opened["history"] == []


@pytest.mark.parametrize(
    ("failed", "said"),
    [
        (gate.Failure("people", 12, 20), "12 people are not enough to learn from: 20 are needed."),
        (gate.Failure("rows", 800, 1000), "800 decided units are not enough"),
        (gate.Failure("judged_rows", 250, 300), "250 units are not enough to be judged by"),
        (gate.Failure("of_each_outcome", 41, 60), "the rarer are 41: 60 are needed"),
        (gate.Failure("not_better", 0.0004, 0.0, "champion"), "may lie 0.0004 above"),
        (gate.Failure("not_better", 0.004, 0.0, "ewma_weekday"), "than EWMA and weekday"),
        (gate.Failure("ece", 0.0412, 0.03), "lie 0.041 apart on average (ECE): 0.030 is allowed"),
        (gate.Failure("bias", 0.05, 0.03), "it is off by 0.050: 0.030 is allowed"),
        (gate.Failure("bucket_worse", 0.02, 0.01, "31"), "(31–60) it is worse"),
        (gate.Failure("not_additive", 0.5, 1e-6), "do not add up"),
    ],
)
async def test_each_rule_of_the_gate_is_told_in_words(
    page: ModelsState, failed: gate.Failure, said: str
) -> None:
    told = {name: getattr(failed, name) for name in ("rule", "found", "bound", "detail")}
    put_version("blend", told)

    await page.load()

    (sentence,) = page.versions[0]["failed"]
    assert said in sentence


async def test_the_page_is_read_in_german(
    page: ModelsState, viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def looking(_page: ModelsState) -> Viewer:
        return replace(viewer, locale="de-DE")

    monkeypatch.setattr(ModelsState, "_viewer_now", looking)
    put_version("blend")
    await page.load()

    assert page.versions[0]["about"] == "4. März · 80 Personen · 12.000 Einheiten"
    assert page.versions[0]["figures"][0]["value"].startswith("0,")


def drift(**found: Any) -> DriftView:
    told = {"units": 700, "off_by": 0.06, "margin": 0.03, "log_loss": 0.44}
    return DriftView(**{**told, "log_loss_of_rules": 0.46, "has_drifted": True, **found})


def test_drift_is_told_in_percentage_points(viewer: Viewer) -> None:
    off, *rest = report_words._drift(viewer, drift())
    assert off.startswith("Over the last 7 days (700 units) it said 6.0 percentage points too much")
    assert off.endswith("Chance explains 3.0.")
    assert rest == [
        "Over 28 days its log-loss is 0.440; that of the rules on the same units is 0.460.",
        "It has drifted. Training is asked for by itself.",
    ]
    low = report_words._drift(viewer, drift(off_by=-0.01, has_drifted=False))
    assert "1.0 percentage points too little" in low[0]
    assert low[2] == "It has not drifted."
    (few,) = report_words._drift(viewer, drift(units=1))
    assert few.startswith("What became of 1 prediction of the last 7 days is known.")


def lift(**found: Any) -> NudgeLift:
    told: dict[str, Any] = {"nudged": 950, "nudged_kept": 570, "held_out": 104}
    told |= {"held_out_kept": 52, "needed": 200, "difference": None, "low": None, "high": None}
    return NudgeLift(**{**told, **found})


def test_what_nudges_do_is_told_once_there_are_enough(viewer: Viewer) -> None:
    (waiting,) = report_words.nudges(viewer, lift())
    assert waiting.startswith("104 of 200 held out so far, 950 sent.")
    found = report_words.nudges(viewer, lift(difference=0.041, low=0.002, high=0.08))
    assert found[:2] == ["+4.1 percentage points (+0.2 to +8.0)", "With a nudge more is kept."]
    assert found[2].startswith("Kept after a nudge: 60% of 950.")
    for low, high, verdict in ((-0.08, -0.01, "less is kept"), (-0.01, 0.02, "cannot be told")):
        found = report_words.nudges(viewer, lift(difference=0.0, low=low, high=high))
        assert verdict in found[1]


def test_every_feature_and_what_training_needs_are_known_to_the_page() -> None:
    for language in LANGUAGES:
        texts = catalogue(language)
        assert {f"models.feature.{name}" for name in FEATURES} <= set(texts)
        assert [
            name for name in card()["by_schedule"] if f"models.schedule.{name}" not in texts
        ] == []
        assert {f"models.rival.{name}" for name in card()["window"]["baselines"]} <= set(texts)
    assert page_of.NEEDED_TO_TRAIN == training.LEAST_ROWS
    for stage, needed in (
        (Stage.SCORECARD, page_of.NEEDED_TO_WEIGH),
        (Stage.BLEND, page_of.NEEDED_TO_BLEND),
    ):
        assert (gate.NEEDS[stage].people, gate.NEEDS[stage].rows) == needed


async def test_only_admins_are_told_that_they_are(
    viewer: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for role, is_admin in (("admin", True), ("user", False)):
        frame = Frame()
        frame._viewer = replace(viewer, role=role)
        await frame.load()
        assert frame.is_admin is is_admin
