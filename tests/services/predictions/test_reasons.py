"""Reasons in words: each factor that moves a risk has a sentence and a step, in each language."""

from datetime import date

import pytest

from habit_app.domain.evaluation.due_units import DueUnit
from habit_app.domain.risk import Factor, Reason, Risk
from habit_app.services.predictions.reasons import (
    reason_in_words,
    reasons_in_words,
    risk_view,
    steps_in_words,
    suggestion_for,
    top_reason,
)
from habit_app.text import LANGUAGES

DAY = DueUnit(date(2026, 3, 4), date(2026, 3, 4), "day")


def risk(*reasons: Reason, probability: float = 0.7) -> Risk:
    return Risk(DAY, probability, [Reason(Factor.BASE, 0.1), *reasons])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("effect", [-0.5, 0.5])
@pytest.mark.parametrize("is_all", [True, False])
@pytest.mark.parametrize("of", [1, 5])
@pytest.mark.parametrize("factor", set(Factor) - {Factor.BASE})
def test_each_factor_has_words(
    language: str, factor: Factor, effect: float, of: int, is_all: bool
) -> None:
    count = (of if is_all else max(of - 2, 1)) if effect > 0 else (0 if is_all else of // 2)
    found = risk(Reason(factor, effect, count, of))

    (view,) = reasons_in_words(found, language=language)

    assert "{" not in view.text
    for limit in (False, True):
        assert "{" not in suggestion_for(found, found.reasons[1], language, limit=limit)


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (
            Reason(Factor.OTHER_HABITS, 0.3, 5, 20),
            "Of your other habits you kept 15 of 20 in the last week.",
        ),
        (Reason(Factor.AGE, 0.3, 6, 9), "It has been due 6 times so far, and is 9 days old."),
        (
            Reason(Factor.TIME_OF_DAY, 0.3, 425, 50),
            "You keep it at about 07:05, give or take 50 minutes.",
        ),
    ],
)
def test_the_numbers_are_in_the_words(reason: Reason, said: str) -> None:
    (view,) = reasons_in_words(risk(reason), language="en")

    assert view.text == said


def test_a_reason_without_numbers_is_never_shown() -> None:
    found = risk(Reason(Factor.TIME_OF_DAY, 2.0), Reason(Factor.RECENT_RUN, -0.2, 1, 7))

    assert [view.factor for view in reasons_in_words(found, language="en")] == ["recent_run"]
    assert risk_view(found, "en").reason == "Little is known about it yet."


def test_steps_answer_what_speaks_for_a_miss_and_only_where_one_is_likely() -> None:
    reasons = (Reason(Factor.RECENT_RUN, 0.9, 6, 7), Reason(Factor.WEEKDAY, -0.4, 1, 4))
    steps = ["Make it smaller for a week: two minutes count."]

    assert steps_in_words(risk(*reasons), language="en", limit=False) == steps
    assert steps_in_words(risk(*reasons, probability=0.2), language="en", limit=False) == []


SHARES = [
    Factor.RECENT_RUN,
    Factor.AFTER_KEPT,
    Factor.AFTER_MISS,
    Factor.WEEKDAY,
    Factor.OTHER_HABITS,
]


@pytest.mark.parametrize("factor", SHARES)
@pytest.mark.parametrize("of", [1, 4])
def test_a_reason_that_its_numbers_contradict_is_never_said(factor: Factor, of: int) -> None:
    towards = risk(Reason(factor, 2.0, 0, of), Reason(Factor.QUOTA_LEFT, 0.4, 2, 3))
    against = risk(Reason(factor, -2.0, of, of), Reason(Factor.QUOTA_LEFT, 0.4, 2, 3))

    for found in (towards, against):
        shown = reasons_in_words(found, language="en")
        assert [view.factor for view in shown] == ["quota_left"]
        assert top_reason(found).factor is Factor.QUOTA_LEFT
        assert len(steps_in_words(found, language="en", limit=False)) == 1


@pytest.mark.parametrize("effect", [-0.5, 0.5])
def test_of_a_single_one_it_is_said_what_became_of_it(effect: float) -> None:
    kept, missed = (Reason(Factor.WEEKDAY, effect, count, 1) for count in (0, 1))

    said = [reason_in_words(risk(reason), reason, "en") for reason in (kept, missed)]

    assert said == ["You kept the last Wednesday.", "You did not keep the last Wednesday."]
