"""How every process logs: a line per event, for people or for machines, with the request's id."""

import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from habit_app.request_ids import current_request_id
from habit_app.settings import Settings, get_settings

OWN_HANDLERS = ("_granian", "granian.access")
CHATTY = ("alembic", "celery", "httpcore", "httpx", "kombu", "watchfiles")

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

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
    # Plain tracebacks in both: the fancy ones print every local variable, and so secrets.
    end: list[structlog.typing.Processor]
    if settings.log_format == "json":
        end = [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    else:
        plain = structlog.dev.plain_traceback
        end = [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _add_request_id,
            _in_one_line,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *end],
    )


def _in_one_line(_logger: Any, _method: str, event: Event) -> Event:
    """Show control characters instead of obeying them: what clients send gets into messages."""
    event["event"] = CONTROL.sub(_shown, str(event["event"]))
    return event


def _shown(control: re.Match[str]) -> str:
    return control[0].encode("unicode_escape").decode()


def _add_request_id(_logger: Any, _method: str, event: Event) -> Event:
    if request_id := current_request_id():
        event["request_id"] = request_id
    return event
