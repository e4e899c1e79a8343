"""Everything is killed in turn, under load: nothing acknowledged is lost, nothing is sent twice."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from habit_app import clock
from habit_app.db.queries import jobs as job_store
from habit_app.db.queries.habits import HABIT
from habit_app.db.queries.jobs import JOB
from habit_app.db.queries.notifications.deliveries import DELIVERY
from habit_app.db.queries.notifications.notifications import NOTIFICATION
from habit_app.db.session import read_only, unit_of_work
from habit_app.db.tables import metadata
from habit_app.services.notifications import dispatch
from tests.faults import install, table
from tests.faults.install import Install, until
from tests.faults.load import Load

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]
LOG = metadata.tables["entry_log"]
PATIENCE = 120.0
"""Seconds within which everything has to be well again: two ticks of the beat."""
WATCHED = 8.0
"""Seconds for which the load goes on when all is well again."""


@dataclass(frozen=True, slots=True)
class Strike:
    """What was killed, when, and how long it took until all was well."""

    what: str
    began: float
    ended: float
    first: Any
    last: Any
    seconds: float
    failures: Counter[str]
    reads: int


class Attack:
    """An install under load, and those who kill its parts."""

    def __init__(self, here: Install, load: Load) -> None:
        self.here, self.load = here, load
        self.strikes: list[Strike] = []

    def strike(
        self,
        what: str,
        kill: Callable[[], None],
        start: Callable[[], None] | None = None,
        *,
        away: float = 3.0,
        well: Callable[[], bool] = lambda: True,
    ) -> Strike:
        """Kill, start again where nobody else does, and wait until all is well."""
        began, first, reads = time.monotonic(), clock.utc_now(), len(self.load.reads)
        before = Counter(self.load.failures)
        kill()
        back = began
        if start:
            time.sleep(away)
            start()
            back = time.monotonic()
        until(lambda: self._ticks_since(back), PATIENCE)
        self._wait_for_mail()
        until(lambda: well() and install.is_ready(self.here.base), PATIENCE)
        seconds = time.monotonic() - back
        time.sleep(WATCHED)
        done = Strike(
            what,
            began,
            time.monotonic(),
            first,
            clock.utc_now(),
            seconds,
            self.load.failures - before,
            len(self.load.reads) - reads,
        )
        self.strikes.append(done)
        return done

    def _ticks_since(self, when: float) -> bool:
        acknowledged = self.load.acknowledged
        return bool(acknowledged) and acknowledged[-1].at > when

    def _wait_for_mail(self) -> None:
        """Until a message that came due after the blow was sent."""
        subject = ""

        def told() -> bool:
            nonlocal subject
            subject = subject or self.load.tell(1)
            return bool(subject) and self.load.is_told(subject)

        until(told, PATIENCE)

    def burst(self, kind: str) -> None:
        """Kill the processes of a kind in the middle of sending."""
        sent = len(self.here.mailbox.mails)
        self.load.tell(150)
        until(lambda: len(self.here.mailbox.mails) > sent + 20, 60)
        self.here.kill(kind)

    def beat_is_new(self, since: Any) -> bool:
        with suppress(SQLAlchemyError), read_only() as session:
            return any(
                row.name.startswith("beat") and row.at > since
                for row in job_store.list_heartbeats(session)
            )
        return False


@pytest.fixture
def attack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Attack]:
    folder = tmp_path_factory.mktemp("install")
    with install.running(folder) as here:
        load = Load(here.base)
        load.start()
        try:
            yield Attack(here, load)
        finally:
            load.stop()


def test_whatever_is_killed_nothing_is_lost_and_nothing_said_twice(attack: Attack) -> None:
    here = attack.here
    attack.strike("nothing (two workers, two beats)", lambda: None)
    web = attack.strike("web", lambda: here.kill("web"))
    attack.strike("one of two workers, sending", lambda: attack.burst("worker1"))
    attack.strike("every worker, sending", lambda: attack.burst("worker"))
    now = clock.utc_now()
    attack.strike("both beats", lambda: here.kill("beat"), well=lambda: attack.beat_is_new(now))
    attack.strike("PostgreSQL", here.database.kill, here.database.start)
    attack.strike("Redis", here.broker.kill, here.broker.start)
    minute = attack.strike("Redis, for a minute", here.broker.kill, here.broker.start, away=60)
    ticks = acknowledged_in(attack, minute)

    assert web.failures["no connection"]
    assert ticks > 60
    assert minute.reads
    settle(attack)
    check(attack)


def acknowledged_in(attack: Attack, strike: Strike) -> int:
    return sum(strike.began <= one.at <= strike.ended for one in attack.load.acknowledged)


def settle(attack: Attack) -> None:
    """End the load, let everything go out that can, and call unknown what nobody knows."""
    attack.load.stop()
    until(lambda: not _waiting(), PATIENCE)
    attack.here.stop()
    with (
        time_machine.travel(clock.utc_now() + dispatch.UNANSWERED + timedelta(minutes=1)),
        unit_of_work() as session,
    ):
        dispatch.look_after(session)


def _waiting() -> bool:
    with read_only() as session:
        scheduled = NOTIFICATION.c.status == "scheduled"
        waiting = DELIVERY.c.status == "waiting"
        return bool(
            session.execute(select(NOTIFICATION.c.id).where(scheduled)).first()
            or session.execute(select(DELIVERY.c.id).where(waiting)).first()
        )


def rows(found: Any) -> list[Any]:
    with read_only() as session:
        return list(session.execute(select(found)))


def check(attack: Attack) -> None:
    """Compare what was acknowledged and sent with what is stored and what arrived."""
    logged = Counter(row.op_id for row in rows(LOG))
    mails = [mail["Message-ID"].strip("<>").partition("@")[0] for mail in attack.here.mailbox.mails]
    arrived, sendings = Counter(mails), rows(DELIVERY)
    for strike in attack.strikes:
        ours = [one for one in attack.load.acknowledged if strike.began <= one.at <= strike.ended]
        sent = [row for row in sendings if strike.first <= row.due_at <= strike.last]
        lost = [one for one in ours if not logged[one.op_id]]
        twice = [row for row in sent if arrived[str(row.id)] > 1]
        unknown = Counter(row.status for row in sent)["unknown"]
        table.note(
            "Killed under load (PostgreSQL, Redis)",
            {
                "killed": strike.what,
                "acknowledged": len(ours),
                "lost": len(lost),
                "sent": sum(row.status == "sent" for row in sent),
                "sent twice": len(twice),
                "unknown": unknown,
                "seconds to recover": round(strike.seconds, 1),
                "refused meanwhile": ", ".join(
                    f"{count} x {what}" for what, count in strike.failures.items()
                ),
            },
        )
    assert not [one for one in attack.load.acknowledged if logged[one.op_id] != 1]
    assert max(arrived.values()) == 1
    assert {str(row.id) for row in sendings if row.status == "sent"} <= set(arrived)
    assert {row.status for row in sendings} <= {"sent", "unknown"}
    assert {row.status for row in rows(NOTIFICATION) if row.kind == "note"} <= {"sent", "unknown"}
    assert not [row.problem for row in rows(JOB) if row.status == "failed"]
    keys = Counter(row.key for row in rows(JOB) if row.key)
    assert max(keys.values()) == 1
    caches = [row.standing["state"] for row in rows(HABIT)]
    assert set(caches) == {"done"}
