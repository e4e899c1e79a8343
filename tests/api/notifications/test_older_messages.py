"""What an older message offers destroys nothing that was said since."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from habit_app.db.queries.habits import ENTRY
from habit_app.db.session import read_only, unit_of_work
from habit_app.domain.checkins import Said, Statement
from habit_app.services.checkins import checkins
from habit_app.services.checkins.statements import Checkin
from habit_app.services.notifications import actions
from habit_app.services.shared.viewers import Viewer
from tests.api.notifications.test_actions import TODAY, link, reminded
from tests.makers import make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")
RUN: dict[str, Any] = {"kind": "numeric", "target": 5, "unit": "km"}


@pytest.fixture
def viewer(database: str) -> Viewer:
    return make_user()


def say(viewer: Viewer, habit_id: UUID, **said: Any) -> None:
    with unit_of_work() as session:
        checkin = Checkin(Statement(**said), day=TODAY)
        checkins.check_in(session, viewer=viewer, habit_id=habit_id, checkin=checkin)


def held() -> tuple[str, int | None, str | None]:
    with read_only() as session:
        row = session.execute(select(ENTRY)).one()
        return row.status, row.value, row.note


def answer(viewer: Viewer, one: UUID, what: str, way: str, api: TestClient) -> bool:
    """Press a button of a message; return whether its page or toast says that the day stays."""
    if way == "link":
        return "the day stays as it is" in api.post(link(one, what)).text  # type: ignore[arg-type]
    with unit_of_work() as session:
        return actions.answer(session, viewer=viewer, notification_id=one, said=Said(what)).stays


@pytest.mark.parametrize("way", ["link", "inbox"])
def test_done_lowers_no_amount_and_leaves_the_note(
    viewer: Viewer, api: TestClient, way: str
) -> None:
    habit_id, one = reminded(viewer, **RUN)
    say(viewer, habit_id, value=7500, note="windy", sets_note=True)

    answer(viewer, one, "done", way, api)

    assert held() == ("done", 7500, "windy")


@pytest.mark.parametrize("way", ["link", "inbox"])
@pytest.mark.parametrize("numeric", [False, True])
def test_skip_of_an_older_message_undoes_no_kept_day(
    viewer: Viewer, api: TestClient, way: str, numeric: bool
) -> None:
    habit_id, one = reminded(viewer, **(RUN if numeric else {}))
    value = 5000 if numeric else None
    say(viewer, habit_id, said=Said.DONE, note="windy", sets_note=True)

    assert answer(viewer, one, "skip", way, api)

    assert held() == ("done", value, "windy")


@pytest.mark.parametrize("way", ["link", "inbox"])
@pytest.mark.parametrize("numeric", [False, True])
def test_skip_of_an_older_message_covers_up_nothing_that_was_to_be_avoided(
    viewer: Viewer, api: TestClient, way: str, numeric: bool
) -> None:
    habit_id, one = reminded(viewer, direction="at_most", **(RUN if numeric else {}))
    if numeric:
        say(viewer, habit_id, value=7500, note="windy", sets_note=True)
    else:
        say(viewer, habit_id, said=Said.SLIP, note="windy", sets_note=True)

    assert answer(viewer, one, "skip", way, api)

    assert held() == (("done", 7500, "windy") if numeric else ("slip", None, "windy"))


@pytest.mark.parametrize("way", ["link", "inbox"])
def test_skip_after_done_of_the_same_message_leaves_the_day_done(
    viewer: Viewer, api: TestClient, way: str
) -> None:
    _, one = reminded(viewer)
    answer(viewer, one, "done", "link", api)

    taken = answer(viewer, one, "skip", way, api)

    assert taken is (way == "inbox")  # the links of a message that was answered lead nowhere
    assert held() == ("done", None, None)


def test_a_message_from_before_a_habit_was_to_be_avoided_marks_nothing(
    viewer: Viewer, api: TestClient
) -> None:
    _, one = reminded(viewer, direction="at_most")

    page = api.post(link(one))

    assert page.status_code == 409
    assert "That cannot be done any more" in page.text
    with read_only() as session:
        assert session.execute(select(ENTRY)).all() == []
