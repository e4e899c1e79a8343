"""Where a test run's moment reaches: all that tests start, and nothing that people run."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from habit_app import clock
from habit_app.settings import Settings
from tests import moment

FAR = timedelta(days=4000)
ROUNDED = timedelta(seconds=1)
"""What starting a clock may cost it."""
ASK = "from habit_app.clock import utc_now; print(utc_now().isoformat())"


def clock_of_a_process(**environment: str) -> tuple[datetime, datetime, datetime]:
    """What a process says that the time is, between what it really was before and after."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"PYTHONPATH", moment.SHIFT, moment.ASKED}
    }
    before = really()
    command = [sys.executable, "-c", ASK]
    answer = subprocess.run(
        command, env=kept | environment, capture_output=True, text=True, check=True
    )
    return before, datetime.fromisoformat(answer.stdout.strip()), really()


def really() -> datetime:
    return clock.utc_now() - timedelta(seconds=float(os.environ.get(moment.SHIFT, "0")))


def test_what_tests_start_lives_in_their_moment() -> None:
    seconds = str(FAR.total_seconds())
    before, said, after = clock_of_a_process(**{moment.SHIFT: seconds, "PYTHONPATH": moment.MOVED})

    assert before + FAR <= said + ROUNDED
    assert said <= after + FAR + ROUNDED


@pytest.mark.parametrize("kind", ["laptop", "test"])
def test_no_setting_moves_the_products_clock(kind: str) -> None:
    before, said, after = clock_of_a_process(
        HABIT_ENV=kind,
        **{moment.ASKED: "2028-02-29T23:59", moment.SHIFT: "86400", "DAY": "2028-02-29"},
    )

    assert before <= said + ROUNDED
    assert said <= after + ROUNDED
    assert not {name for name in Settings.model_fields if name.startswith(("test", "day", "clock"))}


def test_a_moment_is_read_in_utc_unless_it_says_otherwise() -> None:
    assert moment.asked_for("2028-02-29T23:59") == datetime(2028, 2, 29, 23, 59, tzinfo=UTC)
    assert moment.asked_for("2028-02-29") == datetime(2028, 2, 29, tzinfo=UTC)
    assert moment.asked_for("2027-03-28T03:30+02:00").astimezone(UTC).hour == 1


def test_a_moment_that_nobody_can_read_is_refused() -> None:
    with pytest.raises(pytest.UsageError, match="DAY=tomorrow"):
        moment.asked_for("tomorrow")
