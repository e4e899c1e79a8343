"""How every process logs: a line per event, for people or for machines, with the request's id."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

from habit_app.request_ids import current_request_id
from habit_app.settings import Settings, get_settings

OWN_HANDLERS = ("_granian", "granian.access")
CHATTY = ("alembic", "celery", "httpcore", "httpx", "kombu", "watchfiles")

TEXT_LENGTH = 2000
"""Characters: how much of one text is logged."""
MOST_LINES = 200
"""Lines: how much of one traceback is logged."""
NOT_SAID = frozenset({"event", "exc_info", "_record", "_from_structlog"})
CODE_LINE = '  File "'
"""How the part of a traceback begins that names a place in code."""

Event = MutableMapping[str, Any]


def configure() -> None:
    """Send everything that is logged, also by libraries, to standard error in one form."""
    settings = get_settings()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(settings))
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(settings.log_level)
    for name in OWN_HANDLERS:
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [], True
    if settings.log_level != "DEBUG":
        for name in CHATTY:
            logging.getLogger(name).setLevel(logging.WARNING)
        # "No hostname was supplied", of a folder.
        logging.getLogger("kombu.connection").setLevel(logging.ERROR)


def _formatter(settings: Settings) -> logging.Formatter:
    end: structlog.typing.Processor = structlog.processors.JSONRenderer()
    if settings.log_format == "console":
        # The traceback is text already: the fancy ones print local variables, and so secrets.
        plain = structlog.dev.plain_traceback
        end = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _add_request_id,
            _in_one_line,
            _with_traceback,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, end],
    )


def _in_one_line(_logger: Any, _method: str, event: Event) -> Event:
    """Show control characters instead of obeying them: what clients send gets into messages."""
    for name in [name for name in event if name not in NOT_SAID]:
        event[shown(name)] = _value(event.pop(name))
    event["event"] = shown(event["event"])
    return event


def _value(value: Any) -> Any:
    return value if value is None or isinstance(value, bool | int | float) else shown(value)


def _with_traceback(_logger: Any, _method: str, event: Event) -> Event:
    """Write an indented traceback: what an error says may be a client's words.

    Those get no line of their own, and none of the lines looks like one that was logged.
    """
    raised = event.pop("exc_info", None)
    if not isinstance(raised, tuple) or raised[0] is None:
        return event
    parts = traceback.format_exception(*raised)
    lines = [line for part in parts for line in _lines(part)]
    if len(lines) > MOST_LINES:
        half = MOST_LINES // 2
        lines = [*lines[:half], f"… ({len(lines) - 2 * half} lines)", *lines[-half:]]
    event["exception"] = "\n".join(f"  {line}" for line in lines)
    return event


def _lines(part: str) -> list[str]:
    lines = part.strip("\n").split("\n") if part.startswith(CODE_LINE) else [part.strip("\n")]
    return [shown(line) for line in lines]


def shown(told: Any) -> str:
    """Text of anybody on one line of bounded length, with nothing in it that steers a screen."""
    text = str(told)
    rest = len(text) - TEXT_LENGTH
    text = text[:TEXT_LENGTH]
    if not text.isprintable():
        text = "".join(_shown(letter) for letter in text)
    return f"{text}… ({rest} more)" if rest > 0 else text


def _shown(letter: str) -> str:
    return letter if letter.isprintable() else letter.encode("unicode_escape").decode()


def _add_request_id(_logger: Any, _method: str, event: Event) -> Event:
    if request_id := current_request_id():
        event["request_id"] = request_id
    return event
