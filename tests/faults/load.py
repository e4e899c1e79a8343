"""A bounded load: check-ins by REST, each until it is acknowledged, and messages that are due."""

import json
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid4

from celery import Celery
from kombu.exceptions import KombuError
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from habit_app import clock, jobs
from habit_app.db.queries.notifications import notifications as store
from habit_app.db.session import read_only, unit_of_work
from habit_app.jobs import Asked
from habit_app.services.shared.announcements import Announcement, announce
from habit_app.services.shared.viewers import Viewer
from habit_app.worker import app as worker_app
from tests.makers import make_habit, make_user, sign_in

PEOPLE = 10
PACE = 0.08
"""Seconds between two requests of one client; there are two."""
DELIVER = "notifications.deliver"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    op_id: UUID
    at: float


class Load:
    """Ticks and messages, and what was answered."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.people: list[tuple[Viewer, str, UUID]] = []
        for _ in range(PEOPLE):
            viewer = make_user()
            habit = make_habit(viewer)
            self.people.append((viewer, sign_in(viewer).access_token, habit.id))
        self.acknowledged: list[Acknowledged] = []
        self.reads: list[float] = []
        self.failures: Counter[str] = Counter()
        self.over = threading.Event()
        self._bell = Celery("bell", set_as_current=False)
        self._bell.add_defaults(worker_app._options)
        self._threads = [threading.Thread(target=self._tick, args=(each,)) for each in (0, 1)]
        self._threads.append(threading.Thread(target=self._tell))

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self.over.set()
        for thread in self._threads:
            thread.join()

    def _tick(self, place: int) -> None:
        """Send one statement after another; one that was not acknowledged is sent again."""
        op_id = uuid4()
        while not self.over.wait(PACE):
            place += 2
            _, token, habit_id = self.people[place % PEOPLE]
            body = {"status": "done", "op_id": str(op_id)}
            if self._call(token, f"/habits/{habit_id}/checkin", body):
                self.acknowledged.append(Acknowledged(op_id, time.monotonic()))
                op_id = uuid4()
            else:
                place -= 2
            if len(self.acknowledged) % 5 == 0 and self._call(token, "/today"):
                self.reads.append(time.monotonic())

    def _call(self, token: str, path: str, body: object = None) -> bool:
        request = urllib.request.Request(
            f"{self.base}/api/v1{path}",
            data=json.dumps(body).encode() if body else None,
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return bool(200 <= answer.status < 300)
        except urllib.error.HTTPError as refusal:
            with refusal:
                kind = json.loads(refusal.read())["type"].rpartition("/")[2]
            self.failures[f"{refusal.code} {kind}"] += 1
        except OSError:
            self.failures["no connection"] += 1
        return False

    def _tell(self) -> None:
        """Let messages come due all the time; workers are rung at once, as by a beat in a hurry."""
        while not self.over.wait(0.5):
            self.tell(2)

    def tell(self, count: int) -> str:
        """Let so many come due, and ring; return what the last is known by. "" when that failed."""
        now, subject = clock.utc_now(), ""
        notes = []
        for number in range(count):
            subject = uuid4().hex
            viewer = self.people[number % PEOPLE][0]
            notes.append(Announcement(viewer.id, "note", subject, now, title=f"Note {subject}"))
        job_id = uuid4()
        with suppress(SQLAlchemyError):
            with unit_of_work() as session:
                announce(session, notes)
                jobs.ask(session, DELIVER, job_id=job_id)
            self._ring(Asked(job_id, DELIVER))
            return subject
        return ""

    def _ring(self, job: Asked) -> None:
        with suppress(KombuError, OSError):
            self._bell.send_task(job.name, [str(job.id)], retry=False)

    def is_told(self, subject: str) -> bool:
        with suppress(SQLAlchemyError), read_only() as session:
            said = (store.NOTIFICATION.c.subject == subject, store.NOTIFICATION.c.status == "sent")
            return bool(session.execute(select(func.count()).where(*said)).scalar_one())
        return False
