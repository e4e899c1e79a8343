"""Sending what was decided on, a few at a time.

A delivery is claimed before it is sent. What certainly did not arrive is tried again; what may
have arrived is never sent twice, and is called unknown where nobody knows.
"""

import logging
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from habit_app import clock
from habit_app.db import deliveries as store
from habit_app.db.session import unit_of_work
from habit_app.errors import AppError
from habit_app.services import posting

AT_ONCE = 20
"""Deliveries that are claimed together, so that a crash leaves no more than these unknown."""
LONGEST = 240.0
"""Seconds for which one job goes on sending; the rest is the next one's."""
TRIES = 5

logger = logging.getLogger(__name__)


def send_waiting(alive: Callable[[int, int], None] = lambda _done, _of: None) -> int:
    """Send what waits until nothing does, or the time of one job is over; return how many.

    `alive` is told after each batch how many were sent: the job's lease is taken anew.
    """
    sent, end = 0, time.monotonic() + LONGEST
    with posting.Post() as post:
        while time.monotonic() < end:
            now = clock.utc_now()
            with unit_of_work() as session:
                claimed = store.claim(session, now, AT_ONCE)
            if not claimed:
                break
            results = [_result(one, post) for one in claimed]
            with unit_of_work() as session:
                store.put_results(session, results)
                store.settle(session, {one.notification_id for one in claimed}, clock.utc_now())
            sent += len(claimed)
            alive(sent, 0)
    return sent


def _result(one: Any, post: posting.Post) -> dict[str, Any]:
    """Send one, and say what became of it."""
    now = clock.utc_now()
    status, why, at = "sent", None, now
    try:
        if one.is_wanted:
            post.send(one)
        else:
            status, why = "failed", "called-off"
    except AppError as refusal:
        status, why = "failed", refusal.code
    except posting.NotSentError as error:
        again = error.again and one.attempts < TRIES
        status, why = ("waiting" if again else "failed"), str(error)[:300]
        at = now + timedelta(minutes=2 ** (one.attempts - 1)) if again else now
        logger.warning("Notification %s by %s: %s", one.notification_id, one.channel_kind, why)
    except Exception:
        status, why = "unknown", "no-answer"
        logger.exception("Notification %s by %s", one.notification_id, one.channel_kind)
    return {"delivery": one.id, "new_status": status, "why": why, "at": at}
