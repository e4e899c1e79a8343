"""Sending what was decided on, a few at a time.

A delivery is claimed before it is sent. What certainly did not arrive is tried again; what may
have arrived is unknown and never sent again, except to webhooks, which know it by its id. Mail
goes one after the other over one connection; channels outside are called side by side, each for
itself. Who does not answer, or took its share of a run, is left alone until the next run: one
person's server holds up nobody else's messages.
"""

import logging
import smtplib
import time
from collections import defaultdict
from collections.abc import Hashable, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal

from habit_app import clock
from habit_app.db.queries.notifications.deliveries import Delivery
from habit_app.errors import AppError
from habit_app.services.notifications.transports import AwayError, NotSentError, Post

SHARE = 10.0
"""Seconds: of a run, that one channel outside may take."""
TRIES = 5
IN_VAIN = 2
"""Messages: so many in a row that got no answer, after which a server is left alone."""
PUT_BACK = timedelta(minutes=1)

MAIL = "mail"
Way = Literal["mail", "call"]

logger = logging.getLogger(__name__)


class _NotTriedError(Exception):
    """The delivery waits for the next run, and this does not count as a try."""


class Run:
    """The sending of one job, which remembers the servers that did not answer it."""

    def __init__(self, way: Way, post: Post) -> None:
        self._way, self._post = way, post
        self._left_alone: set[Hashable] = set()
        self._taken: dict[Hashable, float] = defaultdict(float)
        self._in_vain: dict[Hashable, int] = defaultdict(int)

    @property
    def is_over(self) -> bool:
        """Whether nothing else would get through: all mail goes over one server, which is away."""
        return self._way == MAIL and MAIL in self._left_alone

    def lines(self, claimed: Sequence[Delivery]) -> list[list[Delivery]]:
        """What is sent one after the other: all mail, or what goes to one channel."""
        found: dict[Hashable, list[Delivery]] = defaultdict(list)
        for delivery in claimed:
            found[_line(delivery)].append(delivery)
        return list(found.values())

    def send(self, line: Sequence[Delivery]) -> list[dict[str, Any]]:
        """Send one line, and say what became of each."""
        return [self._result(delivery) for delivery in line]

    def _result(self, delivery: Delivery) -> dict[str, Any]:
        now, tries = clock.utc_now(), delivery.attempts
        what = f"Notification {delivery.notification_id} by {delivery.channel_kind}"
        status, why, at = "sent", None, now
        try:
            self._try(delivery, now)
        except _NotTriedError:
            status, at, tries = "waiting", now + PUT_BACK, tries - 1
        except AppError as refusal:
            status, why = "failed", refusal.code
        except NotSentError as error:
            again = error.again and tries < TRIES
            status, why = ("waiting" if again else "failed"), str(error)[:300]
            at = now + timedelta(minutes=2 ** (tries - 1)) if again else now
            logger.warning("%s: %s", what, why)
        except Exception:
            status, why = "unknown", "no-answer"
            logger.exception("%s", what)
        return {"delivery": delivery.id, "new_status": status, "tries": tries, "why": why, "at": at}

    def _try(self, delivery: Delivery, now: datetime) -> None:
        if not delivery.is_wanted:
            raise NotSentError("called-off", again=False)
        if delivery.ends_at and now > delivery.ends_at:
            raise NotSentError("too-late", again=False)
        line, began = _line(delivery), time.monotonic()
        if line in self._left_alone:
            raise _NotTriedError
        try:
            self._post.send(delivery)
        except AwayError:
            self._left_alone.add(line)
            raise
        except (OSError, smtplib.SMTPException):
            self._in_vain[line] += 1
            if self._in_vain[line] >= IN_VAIN:
                self._left_alone.add(line)
            raise
        else:
            self._in_vain[line] = 0
        finally:
            self._taken[line] += time.monotonic() - began
            if line != MAIL and self._taken[line] > SHARE:
                self._left_alone.add(line)


def _line(delivery: Delivery) -> Hashable:
    return MAIL if delivery.channel_kind == "email" else delivery.channel_id
