"""Links in messages: one button, once, for the day that the message was about."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import select, update
from starlette.testclient import TestClient

from habit_app.db.queries.accounts.accounts import USER
from habit_app.db.queries.checkins import LOG
from habit_app.db.queries.habits import ENTRY
from habit_app.db.queries.notifications.notifications import CHANNEL, NOTIFICATION
from habit_app.db.session import read_only, unit_of_work
from habit_app.services.habits import lifecycle
from habit_app.services.shared.action_links import Act, secret_of
from habit_app.services.shared.announcements import Announcement, announce
from habit_app.services.shared.viewers import Viewer
from tests.makers import make_habit, make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")
V1 = "/api/v1/actions"
END = "/api/v1/unsubscribe"
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
TODAY = date(2026, 3, 4)


@pytest.fixture
def viewer(database: str) -> Viewer:
    return make_user()


def reminded(
    viewer: Viewer, title: str = "Read", *, day: date = TODAY, **draft: Any
) -> tuple[UUID, UUID]:
    """A habit, and a reminder of it that was sent."""
    habit = make_habit(viewer, title=title, **draft)
    with unit_of_work() as session:
        about = Announcement(
            viewer.id, "reminder", "x", NOON, habit.id, day, payload={"habit": title}
        )
        announce(session, [about])
        session.execute(update(NOTIFICATION).values(status="sent", sent_at=NOON))
        (one,) = session.execute(select(NOTIFICATION.c.id)).scalars()
    return habit.id, one


def link(one: UUID, act: Act = "done") -> str:
    return f"{V1}/{secret_of(one, act)}"


def entries() -> list[tuple[date, str]]:
    with read_only() as session:
        rows = session.execute(select(ENTRY.c.day, ENTRY.c.status).order_by(ENTRY.c.day)).all()
        return [(row.day, row.status) for row in rows]


def test_opening_a_link_does_nothing(viewer: Viewer, api: TestClient) -> None:
    _, one = reminded(viewer)

    pages = [api.get(link(one)) for _ in range(3)]

    assert {page.status_code for page in pages} == {200}
    assert pages[0].headers["content-type"] == "text/html; charset=utf-8"
    assert "script" not in pages[0].headers["content-security-policy"].replace("script-src", "")
    assert pages[0].headers["referrer-policy"] == "no-referrer"
    assert "Wednesday, 4 March 2026" in pages[0].text
    assert entries() == []
    with read_only() as session:
        assert session.execute(select(NOTIFICATION.c.status, NOTIFICATION.c.used)).all() == [
            ("sent", [])
        ]


@pytest.mark.parametrize(("act", "status"), [("done", "done"), ("skip", "skipped")])
def test_the_button_acts_once(viewer: Viewer, api: TestClient, act: Act, status: str) -> None:
    _, one = reminded(viewer)

    first, second = api.post(link(one, act)), api.post(link(one, act))

    assert (first.status_code, second.status_code) == (200, 404)
    assert "This link is over" in second.text
    ((day, _),) = entries()
    assert day == TODAY
    with read_only() as session:
        (row,) = session.execute(select(LOG)).all()
        told = session.execute(select(NOTIFICATION).where(NOTIFICATION.c.id == one)).one()
    assert row.source == "link"
    assert (told.status, told.used) == ("dismissed", [act])


def test_who_did_it_does_not_skip_it_by_the_other_button(viewer: Viewer, api: TestClient) -> None:
    _, one = reminded(viewer)

    assert api.post(link(one, "done")).status_code == 200
    for act in ("skip", "snooze"):
        assert api.get(link(one, act)).status_code == 404
        assert api.post(link(one, act)).status_code == 404

    assert entries() == [(TODAY, "done")]


def test_who_skipped_it_may_have_done_it_after_all(viewer: Viewer, api: TestClient) -> None:
    _, one = reminded(viewer)

    assert api.post(link(one, "skip")).status_code == 200
    assert api.post(link(one, "done")).status_code == 200

    assert entries() == [(TODAY, "done")]


def test_snooze_says_it_again_in_an_hour(viewer: Viewer, api: TestClient) -> None:
    _, one = reminded(viewer)

    assert [api.post(link(one, "snooze")).status_code for _ in range(2)] == [200, 404]

    with read_only() as session:
        later = session.execute(
            select(NOTIFICATION.c.scheduled_for, NOTIFICATION.c.day).where(
                NOTIFICATION.c.status == "scheduled"
            )
        ).all()
    assert later == [(NOON + timedelta(hours=1), TODAY)]


def test_a_secret_is_good_for_its_own_notification_and_act(viewer: Viewer, api: TestClient) -> None:
    _, one = reminded(viewer)
    good = secret_of(one, "done")
    name, _, proof = good.rpartition(".")
    _, _, other_proof = secret_of(uuid4(), "done").rpartition(".")
    wrong = [
        f"{one.hex}.skip.{proof}",
        f"{uuid4().hex}.done.{proof}",
        f"{name}.{other_proof}",
        f"{name}.",
        name,
        "x",
        "...",
        f"{name}.{proof}x",
        f"{name}.ü",
        "%00",
        secret_of(one, "unsubscribe"),
        secret_of(uuid4(), "done"),
    ]

    for secret in wrong:
        assert api.get(f"{V1}/{secret}").status_code == 404, secret
        assert api.post(f"{V1}/{secret}").status_code == 404, secret
        assert api.post(f"{END}/{secret}").status_code == 404, secret
    assert entries() == []
    assert api.post(f"{V1}/{good}").status_code == 200


@pytest.mark.parametrize(("hours", "status"), [(47, 200), (49, 404)])
def test_after_two_days_a_link_is_over(
    viewer: Viewer, api: TestClient, stopped_clock: time_machine.Traveller, hours: int, status: int
) -> None:
    _, one = reminded(viewer)
    stopped_clock.shift(timedelta(hours=hours))

    assert api.get(link(one)).status_code == status
    assert api.post(link(one)).status_code == status
    assert [day for day, _ in entries()] == [TODAY] * (status == 200)


def test_after_midnight_it_counts_for_the_day_of_the_message(
    viewer: Viewer, api: TestClient, stopped_clock: time_machine.Traveller
) -> None:
    _, one = reminded(viewer)
    stopped_clock.shift(timedelta(hours=13))

    assert api.post(link(one)).status_code == 200

    assert [day for day, _ in entries()] == [TODAY]


def test_two_who_press_at_once_act_once(viewer: Viewer, api: TestClient) -> None:
    _, one = reminded(viewer)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: api.post(link(one)).status_code, range(4)))

    assert sorted(answers) == [200, 404, 404, 404]
    with read_only() as session:
        assert len(session.execute(select(LOG)).all()) == 1


def test_one_click_ends_mails(viewer: Viewer, api: TestClient) -> None:
    with read_only() as session:
        (mail,) = session.execute(select(CHANNEL.c.id)).scalars()
    path = f"{END}/{secret_of(mail, 'unsubscribe')}"

    def enabled() -> bool:
        with read_only() as session:
            return bool(session.execute(select(CHANNEL.c.enabled)).scalar_one())

    shown = api.get(path)
    assert (shown.status_code, enabled()) == (200, True)
    clicked = api.post(
        path,
        content="List-Unsubscribe=One-Click",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert (clicked.status_code, enabled()) == (200, False)
    assert api.post(path).status_code == 200


def test_one_click_ends_reports(viewer: Viewer, api: TestClient) -> None:
    path = f"{END}/{secret_of(viewer.id, 'end-reports')}"

    assert (api.get(path).status_code, api.post(path).status_code) == (200, 200)

    with read_only() as session:
        assert not session.execute(select(USER.c.weekly_report)).scalar_one()


@pytest.mark.parametrize("values", [{"is_active": False}, {"delete_after": NOON}])
def test_links_of_who_left_are_over(
    viewer: Viewer, api: TestClient, values: dict[str, object]
) -> None:
    _, one = reminded(viewer)
    with unit_of_work() as session:
        session.execute(update(USER).values(**values))
        (mail,) = session.execute(select(CHANNEL.c.id)).scalars()

    assert (api.get(link(one)).status_code, api.post(link(one)).status_code) == (404, 404)
    assert api.post(f"{END}/{secret_of(mail, 'unsubscribe')}").status_code == 404
    assert api.post(f"{END}/{secret_of(viewer.id, 'end-reports')}").status_code == 404
    assert entries() == []
    with read_only() as session:
        assert session.execute(select(CHANNEL.c.enabled)).scalar_one()
        assert session.execute(select(USER.c.weekly_report)).scalar_one()


def test_what_cannot_be_done_any_more_is_said_kindly_and_may_be_tried_again(
    viewer: Viewer, api: TestClient
) -> None:
    habit_id, one = reminded(viewer)
    with unit_of_work() as session:
        lifecycle.archive(session, viewer=viewer, habit_id=habit_id, archived=True)

    refused = api.post(link(one))

    assert refused.status_code == 409
    assert "That cannot be done any more" in refused.text
    assert re.search(r"<a [^>]*href=\"/\"", refused.text)
    with unit_of_work() as session:
        lifecycle.archive(session, viewer=viewer, habit_id=habit_id, archived=False)
    assert api.post(link(one)).status_code == 200


def test_titles_are_words_and_nothing_else(viewer: Viewer, api: TestClient) -> None:
    title = '<script>alert(1)</script> & "{{ 7*7 }}"'
    _, one = reminded(viewer, title)

    pages = (api.get(link(one)).text, api.post(link(one)).text)

    for page in pages:
        assert "<script" not in page
        assert "49" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#34;{{ 7*7 }}&#34;" in page
