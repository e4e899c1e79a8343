"""The title of a nudge whose day is over does not speak of today."""

from datetime import date
from types import SimpleNamespace

import pytest

from habit_app.services.notifications.content import content_of
from habit_app.services.nudges import nudges

DAY, NEXT = date(2026, 11, 29), date(2026, 11, 30)


@pytest.mark.parametrize("limit", [False, True])
@pytest.mark.parametrize(
    ("language", "word", "late"),
    [("en", "today", "Run, on 29 November"), ("de", "heute", "Run, am 29. November")],
)
@pytest.mark.parametrize("wording", range(nudges.TITLES + nudges.OF_LIMITS))
def test_a_nudge_of_a_day_that_is_over_names_the_day(
    wording: int, language: str, word: str, late: str, limit: bool
) -> None:
    row = SimpleNamespace(
        kind="nudge",
        title=nudges.text_of(language, wording, "Run"),
        body="Two minutes count.",
        day=DAY,
        payload={"habit": "Run", "limit": limit},
    )

    assert content_of(row, language, DAY).title == row.title
    told = content_of(row, language, NEXT)
    assert told.title == late
    assert word not in " ".join([told.title, *told.sentences]).lower()
