"""Deciding on all notifications that have come due, and sending what was decided on."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from contextvars import copy_context

from habit_app import clock
from habit_app.db.queries.notifications import deliveries as delivery_store
from habit_app.db.queries.notifications import notifications as notification_store
from habit_app.db.session import read_only, unit_of_work
from habit_app.services.notifications import dispatch
from habit_app.services.notifications.delivery import Run, Way
from habit_app.services.notifications.transports import Post
from habit_app.services.shared.failures import Alone

CLAIMED = 20
"""Deliveries: that are claimed together, so that a crash leaves no more than these unknown."""
SENDS_FOR = 240.0
"""Seconds: for which one job goes on sending; the rest is the next one's."""
STILL_ALIVE = 15.0
"""Seconds: after which a job that goes on takes its lease anew."""


def decide_all() -> None:
    """Decide on all that has come due, in commits of a bearable size."""
    decided = 1
    while decided:
        with Alone("Notifications are decided on one by one") as batch, unit_of_work() as session:
            decided = dispatch.decide_due(session)
        if batch.has_failed:
            decided = _decide_each()


def _decide_each() -> int:
    """Find the one that cannot be judged, so that it holds up nobody else's."""
    now = clock.utc_now()
    with read_only() as session:
        due = notification_store.list_due(session, now, dispatch.BATCH)
    for row in due:
        with Alone("Notification %s cannot be judged", row.id) as alone, unit_of_work() as session:
            dispatch.decide(session, [row], now)
        if alone.has_failed:
            broken = {"status": "failed", "reason": "broken"}
            with unit_of_work() as session:
                notification_store.update_notifications(session, [row.id], broken, only="scheduled")
    return len(due)


def send_waiting(way: Way, alive: Callable[[int, int], None] = lambda _done, _of: None) -> int:
    """Send what waits until nothing does, or the time of one job is over; return how many.

    `alive` is told now and then how many were dealt with: the job's lease is taken anew.
    """
    done, end = 0, time.monotonic() + SENDS_FOR
    with Post() as post, ThreadPoolExecutor(CLAIMED) as hands:
        run = Run(way, post)
        while time.monotonic() < end and not run.is_over:
            with unit_of_work() as session:
                claimed = delivery_store.claim(session, way, clock.utc_now(), CLAIMED)
            if not claimed:
                break
            each = [hands.submit(copy_context().run, run.send, line) for line in run.lines(claimed)]
            while wait(each, STILL_ALIVE).not_done:
                alive(done, 0)
            results = [result for line in each for result in line.result()]
            with unit_of_work() as session:
                delivery_store.put_results(session, results)
                delivery_store.settle(
                    session, {delivery.notification_id for delivery in claimed}, clock.utc_now()
                )
            done += len(claimed)
            alive(done, 0)
    return done
