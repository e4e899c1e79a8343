"""Who watches goes on watching, whatever happens to what is looked at."""

import asyncio
import sqlite3
from typing import Any, cast
from uuid import uuid4

import pytest
from sqlalchemy.exc import OperationalError

from habit_app import jobs
from habit_app.ui.live import follower, page_store
from habit_app.ui.live.follower import Follower
from habit_app.ui.live.page_store import PageStore
from habit_app.worker import doorbell

TROUBLE = [
    sqlite3.OperationalError("database is locked"),
    OperationalError("SELECT 1", None, sqlite3.OperationalError("disk I/O error")),
    RuntimeError("something else"),
]


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How often was looked; each time something else goes wrong, and then the end comes."""
    seen: list[int] = []

    async def trouble(*_: Any, **__: Any) -> Any:
        seen.append(len(seen))
        if len(seen) > len(TROUBLE):
            raise asyncio.CancelledError
        raise TROUBLE[len(seen) - 1]

    monkeypatch.setattr(follower, "look", trouble)
    monkeypatch.setattr(follower.internals, "connected", lambda _: set())
    monkeypatch.setattr(follower.tabs, "users", lambda: {uuid4()})
    monkeypatch.setattr(Follower, "_listen_on", trouble)
    monkeypatch.setattr(follower, "RETRY_AFTER", 0)
    monkeypatch.setattr(page_store, "POLL_EVERY", 0)
    return seen


def test_open_pages_are_looked_after_again_after_every_error(looks: list[int]) -> None:
    async def follow() -> None:
        await Follower(cast(Any, None)).look_around(0)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(follow())

    assert len(looks) == len(TROUBLE) + 1


def test_other_processes_are_listened_to_again_after_every_error(looks: list[int]) -> None:
    async def follow() -> None:
        await Follower(cast(Any, None)).listen("redis://127.0.0.1:1/0")

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(follow())

    assert len(looks) == len(TROUBLE) + 1


def test_the_store_of_pages_is_asked_again_after_every_error(looks: list[int]) -> None:
    class Redis:
        ping: Any = staticmethod(follower.look)

    with pytest.raises(asyncio.CancelledError):
        asyncio.run(PageStore().watch(cast(Any, Redis())))

    assert len(looks) == len(TROUBLE) + 1


def test_a_bell_that_breaks_rings_for_the_next_job(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from habit_app.worker.app import celery

    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr(celery, "send_task", broken)

    doorbell.ring(jobs.Asked(uuid4(), "habits.fold"))

    assert "waits for the next sweep" in caplog.text
