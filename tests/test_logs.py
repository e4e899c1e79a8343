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


FORGED = "x\n2026-01-01T00:00:00Z [error    ] forged\r\x1b[2J\x9b31m\u202e\u2028\u200bend"


class Told(Exception):
    pass


def _fail() -> None:
    raise Told(FORGED)


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("way", ["message", "argument", "extra", "traceback", "note", "cause"])
def test_nobody_begins_a_line_or_steers_the_screen(
    configure: Callable[..., None], capsys: pytest.CaptureFixture[str], form: str, way: str
) -> None:
    configure(LOG_FORMAT=form)
    logger = logging.getLogger("habit_app.x")
    try:
        try:
            _fail()
        except Told as error:
            if way == "note":
                error.add_note(FORGED)
            if way == "cause":
                raise ValueError(FORGED) from error
            raise
    except (Told, ValueError):
        calls: dict[str, Callable[[], None]] = {
            "message": lambda: logger.warning(FORGED),
            "argument": lambda: logger.warning("Said: %s", FORGED),
            "extra": lambda: logger.warning(
                "Said", extra={"said": FORGED, "all": {FORGED: [FORGED]}}
            ),
        }
        calls.get(way, lambda: logger.exception("It broke"))()

    said = capsys.readouterr().err
    assert "forged" in said
    assert not [line for line in said.split("\n") if line.startswith("2026-01-01T00")]
    assert all(letter.isprintable() or letter == "\n" for letter in said)


@pytest.mark.parametrize("form", ["json", "console"])
@pytest.mark.parametrize("way", ["message", "extra", "traceback"])
def test_a_line_is_no_longer_than_somebody_reads(
    configure: Callable[..., None], capsys: pytest.CaptureFixture[str], form: str, way: str
) -> None:
    configure(LOG_FORMAT=form)
    logger = logging.getLogger("habit_app.x")
    long = "a" * 900_000
    if way == "message":
        logger.warning(long)
    elif way == "extra":
        logger.warning("Said", extra={"said": [long]})
    else:
        logger.warning("It broke", exc_info=Told(long))

    assert 2000 < len(capsys.readouterr().err) < 5000
