"""Sending what was decided on, a few at a time.

A delivery is claimed before it is sent. What certainly did not arrive is tried again; what may
have arrived is never sent twice, and is called unknown where nobody knows. Mail goes one after
the other over one connection; channels outside are called side by side, each for itself, and one
that is slow or silent is left alone for the rest of a run, so that it holds up nobody else's.
"""

import logging
import time
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from datetime import timedelta
from typing import Any, Literal

from habit_app import clock
from habit_app.db import deliveries as store
from habit_app.db.session import unit_of_work
from habit_app.errors import AppError
from habit_app.services.posting import AwayError, NotSentError, Post

AT_ONCE = 20
"""Deliveries that are claimed together, so that a crash leaves no more than these unknown."""
LONGEST = 240.0
"""Seconds for which one job goes on sending; the rest is the next one's."""
SLOW = 4.0
"""Seconds after which a channel outside has taken more than its share of a run."""
TRIES = 5

Way = Literal["mail", "call"]

logger = logging.getLogger(__name__)


def send_waiting(way: Way, alive: Callable[[int, int], None] = lambda _done, _of: None) -> int:
    """Send what waits until nothing does, or the time of one job is over; return how many.

    `alive` is told after each batch how many were sent: the job's lease is taken anew.
    """
    sent, end = 0, time.monotonic() + LONGEST
    with Post() as post, ThreadPoolExecutor(AT_ONCE) as hands:
        run = _Run(way, post)
        while time.monotonic() < end:
            now = clock.utc_now()
            with unit_of_work() as session:
                claimed = store.claim(session, way, now, AT_ONCE)
            if not claimed:
                break
            each = [hands.submit(copy_context().run, run.send, line) for line in run.lines(claimed)]
            results = [result for line in each for result in line.result()]
            with unit_of_work() as session:
                store.put_results(session, results)
                store.settle(session, {one.notification_id for one in claimed}, clock.utc_now())
            sent += len(claimed)
            alive(sent, 0)
    return sent


class _Run:
    """One job's sending, which remembers where it waited in vain."""

    def __init__(self, way: Way, post: Post) -> None:
        self._way, self._post = way, post
        self._silent: dict[Hashable, AwayError] = {}

    def lines(self, claimed: Sequence[Any]) -> list[list[Any]]:
        """What is sent one after the other: all mail, or what goes to one channel."""
        found: dict[Hashable, list[Any]] = {}
        for one in claimed:
            found.setdefault(self._line(one), []).append(one)
        return list(found.values())

    def _line(self, one: Any) -> Hashable:
        return self._way if self._way == "mail" else one.channel_id

    def send(self, line: Sequence[Any]) -> list[dict[str, Any]]:
        """Send one line, and say what became of each."""
        return [self._result(one) for one in line]

    def _result(self, one: Any) -> dict[str, Any]:
        status, why, at = "sent", None, clock.utc_now()
        try:
            if one.is_wanted:
                self._send(one)
            else:
                status, why = "failed", "called-off"
        except AppError as refusal:
            status, why = "failed", refusal.code
        except NotSentError as error:
            again = error.again and one.attempts < TRIES
            status, why = ("waiting" if again else "failed"), str(error)[:300]
            at += timedelta(minutes=2 ** (one.attempts - 1)) if again else timedelta()
            logger.warning("Notification %s by %s: %s", one.notification_id, one.channel_kind, why)
        except Exception:
            status, why = "unknown", "no-answer"
            logger.exception("Notification %s by %s", one.notification_id, one.channel_kind)
        return {"delivery": one.id, "new_status": status, "why": why, "at": at}

    def _send(self, one: Any) -> None:
        line, began = self._line(one), time.monotonic()
        if line in self._silent:
            raise self._silent[line]
        try:
            self._post.send(one)
        except AwayError as away:
            self._silent[line] = away
            raise
        finally:
            if self._way == "call" and time.monotonic() - began > SLOW:
                self._silent.setdefault(line, AwayError("The channel took too long."))
