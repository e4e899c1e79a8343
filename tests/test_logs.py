"""What is logged: in one form, with the request's id, without secrets."""

import json
import logging
from collections.abc import Callable, Iterator

import pytest

from habit_app import logs
from habit_app.request_ids import begin_request
from habit_app.settings import get_settings


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Configure logging for one test, and give back what was there."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level

    def with_settings(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"HABIT_{name}", value)
        get_settings.cache_clear()
        logs.configure()

    yield with_settings
    root.handlers, root.level = handlers, level
    monkeypatch.undo()
    get_settings.cache_clear()


def crash(secret: str) -> None:
    if secret:
        raise ValueError("broken")


def test_json_is_one_object_a_line_with_the_requests_id(
    configure: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    configure(LOG_FORMAT="json")
    begin_request("request-12345")

    logging.getLogger("habit_app.x").warning("Slow: %d ms", 300)

    line = json.loads(capsys.readouterr().err)
    assert line["event"] == "Slow: 300 ms"
    assert line["level"] == "warning"
    assert line["logger"] == "habit_app.x"
    assert line["request_id"] == "request-12345"
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize("form", ["json", "console"])
def test_a_traceback_names_the_place_and_no_local_variable(
    configure: Callable[..., None], capsys: pytest.CaptureFixture[str], form: str
) -> None:
    configure(LOG_FORMAT=form)
    try:
        crash("open" + "-sesame")
    except ValueError:
        logging.getLogger("habit_app.x").exception("It broke")

    said = capsys.readouterr().err
    assert "ValueError: broken" in said
    assert "open-sesame" not in said


def test_the_level_is_that_of_the_settings_and_chatter_is_left_out(
    configure: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    configure(LOG_LEVEL="INFO")

    logging.getLogger("habit_app.x").debug("too fine")
    logging.getLogger("alembic.runtime").info("chatter")
    logging.getLogger("habit_app.x").info("worth knowing")

    said = capsys.readouterr().err
    assert "worth knowing" in said
    assert "too fine" not in said
    assert "chatter" not in said
