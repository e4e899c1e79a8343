"""Failures of work that nobody waits for: which may go well later, and which stop nobody else."""

import logging
import smtplib
from types import TracebackType
from typing import Self

from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionLeftError

TRANSIENT = (
    OSError,
    smtplib.SMTPException,
    OperationalError,
    InterfaceError,
    NoConnectionLeftError,
)
"""What may go well the next time."""

logger = logging.getLogger(__name__)


class Alone:
    """One person's or one habit's part of a run: a bug in it is logged and stops nobody else's.

    `has_failed` says afterwards whether there was one. What may go well the next time rises all
    the same: then the whole job is tried again later, as nobody's part would go well now.
    """

    def __init__(self, message: str, *about: object) -> None:
        self._message, self._about = message, about
        self.has_failed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> bool:
        self.has_failed = isinstance(error, Exception) and not isinstance(error, TRANSIENT)
        if self.has_failed:
            logger.error(self._message, *self._about, exc_info=error)
        return self.has_failed
