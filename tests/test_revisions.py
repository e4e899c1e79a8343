"""What is told of a commit: after it, once, to all who show pages; nothing of a rollback."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import redis as clients

from habit_app import revisions
from habit_app.db.session import unit_of_work
from habit_app.revisions import Raised
from habit_app.services.accounts import registration
from habit_app.services.accounts.profiles import ProfilePatch, change_profile
from habit_app.services.shared import viewers
from tests.conftest import forget
from tests.makers import make_habit, make_user
from tests.servers import redis


@pytest.fixture
def told() -> Iterator[list[Raised]]:
    """What this process heard of."""
    heard: list[Raised] = []
    revisions.answer_with(heard.append)
    yield heard
    revisions.answer_with(None)


def test_a_commit_tells_the_revision_that_can_be_read(database: str, told: list[Raised]) -> None:
    viewer = make_user()
    told.clear()

    make_habit(viewer)

    with unit_of_work() as session:
        stored = viewers.revisions(session, user_ids=[viewer.id])
    assert [(one.user_id, one.after) for one in told] == list(stored.items())


def test_several_raises_of_one_commit_are_told_as_one(
    sqlite_database: str, told: list[Raised]
) -> None:
    viewer = make_user()
    told.clear()

    with unit_of_work() as session:
        before = viewers.revisions(session, user_ids=[viewer.id])[viewer.id]
        for name in ("A", "B"):
            change_profile(session, viewer=viewer, change=ProfilePatch(full_name=name))

    assert len(told) == 1
    assert told[0].before == before
    assert told[0].after >= before + 2


def test_what_is_rolled_back_is_not_told(sqlite_database: str, told: list[Raised]) -> None:
    viewer = make_user()
    told.clear()

    def fail() -> None:
        with unit_of_work() as session:
            change_profile(session, viewer=viewer, change=ProfilePatch(full_name="A"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert told == []


def test_other_processes_hear_it_through_redis_and_nobody_waits_when_it_is_away(
    sqlite_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = make_user()
    with redis.running(tmp_path) as server:
        monkeypatch.setenv("HABIT_REDIS_URL", server.url)
        forget()
        with clients.Redis.from_url(server.url) as other, other.pubsub() as channel:
            channel.subscribe(revisions.REDIS_CHANNEL)
            channel.get_message(timeout=5)
            make_habit(viewer)
            message = channel.get_message(timeout=5)
        assert message
        heard = dict(revisions.read(message["data"]))
        with unit_of_work() as session:
            assert heard == viewers.revisions(session, user_ids=[viewer.id])
        server.kill()

    asked: list[str] = []
    publish = clients.Redis.publish

    def counted(client: clients.Redis, channel: str, message: str) -> object:
        asked.append(channel)
        return publish(client, channel, message)

    monkeypatch.setattr(clients.Redis, "publish", counted)
    monkeypatch.setattr(revisions, "REDIS_BACK_OFF", 3600)
    for _ in range(5):
        make_habit(viewer)
    assert asked == [revisions.REDIS_CHANNEL]


def test_the_revisions_of_many_are_one_statement(database: str, statements: object) -> None:
    ids = [make_user().id for _ in range(5)]
    with statements() as seen, unit_of_work() as session:  # type: ignore[operator]
        found = viewers.revisions(session, user_ids=ids)

    assert set(found) == set(ids)
    assert len([one for one in seen if one.startswith("SELECT")]) == 1


def test_what_is_done_to_an_account_is_told_too(sqlite_database: str, told: list[Raised]) -> None:
    viewer = make_user()
    told.clear()
    with unit_of_work() as session:
        registration.set_active(session, email=viewer.email, active=False)

    assert [one.user_id for one in told] == [viewer.id]
