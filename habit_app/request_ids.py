"""The id of the request at hand: in answers, logs and problems."""

import re
from contextvars import ContextVar

from uuid_utils.compat import uuid7

_current: ContextVar[str] = ContextVar("request_id", default="")
_ACCEPTABLE = re.compile(r"[A-Za-z0-9._-]{8,64}")


def begin_request(wanted: str) -> str:
    """Take the caller's id where it is one that a log can hold, else make one."""
    request_id = wanted if _ACCEPTABLE.fullmatch(wanted) else uuid7().hex
    _current.set(request_id)
    return request_id


def current_request_id() -> str:
    return _current.get()
