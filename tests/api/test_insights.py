"""Weeks by REST, and the mail of a report as a real server gets it."""

from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from io import BytesIO

import pytest
import time_machine
from PIL import Image
from sqlalchemy import update
from starlette.testclient import TestClient

from habit_app.db.queries.accounts.accounts import USER
from habit_app.db.session import unit_of_work
from habit_app.services.jobs import runner
from habit_app.services.shared.viewers import Viewer
from tests.conftest import forget
from tests.makers import bearer, keep, make_habit, make_user
from tests.servers.smtp import Mailbox

pytestmark = pytest.mark.usefixtures("stopped_clock")

V1 = "/api/v1"
LAST = date(2026, 2, 23)


@pytest.fixture
def public_mailbox(mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> Mailbox:
    """The same, of an installation that has an address of its own."""
    monkeypatch.setenv("HABIT_PUBLIC_URL", "https://habits.example.org")
    forget()
    return mailbox


def somebody(*, confirmed: bool = True, locale: str = "en") -> Viewer:
    viewer = make_user()
    read = make_habit(viewer, title="Read <20> pages & more", start_date="2026-02-01")
    keep(viewer, read.id, [LAST + timedelta(days=offset) for offset in (-2, -1, 0, 1, 2)])
    when = datetime(2026, 2, 1, tzinfo=UTC) if confirmed else None
    with unit_of_work() as session:
        values = {"email_confirmed_at": when, "locale": locale}
        session.execute(update(USER).where(USER.c.id == viewer.id).values(**values))
    return viewer


def test_a_week_that_has_just_begun_says_what_is_due_in_it(
    api: TestClient, stopped_clock: time_machine.Traveller
) -> None:
    viewer = somebody()
    other = make_habit(viewer, title="Away", start_date="2026-04-01")
    stopped_clock.move_to(datetime(2026, 3, 2, 0, 5, tzinfo=UTC))  # a Monday
    headers = bearer(viewer)

    now = api.get(f"{V1}/insights/weekly", headers=headers).json()
    before = api.get(f"{V1}/insights/weekly?week=2026-02-23", headers=headers).json()

    assert (now["due"], [one["title"] for one in now["still_due"]]) == (
        0,
        ["Read <20> pages & more"],
    )
    assert before["still_due"] == []
    assert str(other.id) not in str(now)


def test_a_week_by_any_of_its_days(api: TestClient) -> None:
    headers = bearer(somebody())

    monday, sunday = (
        api.get(f"{V1}/insights/weekly?week={day}", headers=headers).json()
        for day in ("2026-02-23", "2026-03-01")
    )
    now = api.get(f"{V1}/insights/weekly", headers=headers).json()

    assert monday == sunday
    assert monday["week"] == {"from": "2026-02-23", "to": "2026-03-01"}
    assert (monday["kept"], monday["due"], len(monday["by_weekday"])) == (3, 7, 7)
    assert now["week"]["from"] == "2026-03-02"
    assert api.get(f"{V1}/insights/weekly?week=soon", headers=headers).status_code == 422
    assert api.get(f"{V1}/insights/weekly?week=2027-01-01", headers=headers).status_code == 422
    assert api.get(f"{V1}/insights/weekly").status_code == 401


def test_a_stranger_sees_nothing_of_it(sqlite_api: TestClient) -> None:
    somebody()

    found = sqlite_api.get(f"{V1}/reports/weekly", headers=bearer(make_user())).json()

    assert (found["due"], found["by_habit"], found["told_at"]) == (0, [], None)


def test_weeks_begin_where_the_user_says(sqlite_api: TestClient) -> None:
    headers = bearer(somebody())
    sqlite_api.patch(f"{V1}/users/me", json={"week_start": "sunday"}, headers=headers)

    found = sqlite_api.get(f"{V1}/reports/weekly", headers=headers).json()

    assert found["week"] == {"from": "2026-02-22", "to": "2026-02-28"}
    assert (found["kept"], found["by_weekday"][0]["day"]) == (4, "2026-02-22")


def test_the_report_is_a_switch_of_the_profile(sqlite_api: TestClient) -> None:
    headers = bearer(make_user())

    off = sqlite_api.patch(f"{V1}/users/me", json={"weekly_report": False}, headers=headers).json()

    assert off["weekly_report"] is False
    assert sqlite_api.get(f"{V1}/users/me", headers=headers).json() == off


def part(mail: EmailMessage, kind: str) -> EmailMessage:
    (found,) = [one for one in mail.walk() if one.get_content_type() == kind]
    assert isinstance(found, EmailMessage)
    return found


def test_a_report_arrives_as_text_html_and_chart(api: TestClient, public_mailbox: Mailbox) -> None:
    viewer = somebody()
    headers = bearer(viewer)

    asked = api.post(f"{V1}/reports/weekly/email", headers=headers)
    runner.run_due()
    runner.run_due()

    assert (asked.status_code, asked.json()["week"]["from"]) == (202, "2026-02-23")
    (mail,) = public_mailbox.mails
    assert (mail["To"], mail["Subject"]) == (viewer.email, "Your week: 3 of 7 kept")
    end = str(mail["List-Unsubscribe"]).strip("<>")
    assert end.startswith("https://habits.example.org/api/v1/unsubscribe/")
    assert api.post(end.removeprefix("https://habits.example.org")).status_code == 200
    assert api.get(f"{V1}/users/me", headers=headers).json()["weekly_report"] is False
    text, html = (part(mail, f"text/{kind}").get_content() for kind in ("plain", "html"))
    for said in (text, html):
        assert "You kept 3 of 7: 43%." in said
        assert "Mon 1 of 1, Tue 1 of 1, Wed 1 of 1, Thu 0 of 1" in said
        assert "https://habits.example.org/insights?week=2026-02-23" in said
    assert "- Read <20> pages & more: 3 / 7" in text
    assert "Read &lt;20&gt; pages &amp; more" in html
    chart = part(mail, "image/png")
    assert chart["Content-ID"] == "<week>"
    assert 'src="cid:week"' in html
    assert chart.get_content_disposition() == "inline"
    drawn = Image.open(BytesIO(chart.get_content()))
    assert drawn.size == (832, 352)
    assert len(chart.get_content()) < 20_000
    again = api.post(f"{V1}/reports/weekly/email", headers=headers)
    assert (again.status_code, again.json()["type"]) == (409, "/problems/report-mailed-already")


def test_a_report_speaks_the_readers_language(
    sqlite_api: TestClient, public_mailbox: Mailbox
) -> None:
    headers = bearer(somebody(locale="de"))

    sqlite_api.post(f"{V1}/reports/weekly/email", json={"week": "2026-02-20"}, headers=headers)
    runner.run_due()

    (mail,) = public_mailbox.mails
    assert mail["Subject"] == "Deine Woche: 2 von 7 geschafft"
    html = part(mail, "text/html").get_content()
    assert "Deine Woche vom 16. Februar bis 22. Februar" in html
    assert "Mo 0 von 1" in html


def test_only_a_confirmed_address_gets_it(sqlite_api: TestClient, public_mailbox: Mailbox) -> None:
    headers = bearer(somebody(confirmed=False))

    refused = sqlite_api.post(f"{V1}/reports/weekly/email", headers=headers)
    runner.run_due()

    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/address-unconfirmed")
    assert [mail["Subject"] for mail in public_mailbox.mails if "week" in mail["Subject"]] == []


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "1969-12-31", "2201-01-01"])
@pytest.mark.parametrize("path", ["insights/weekly", "reports/weekly", "leaderboard"])
def test_a_week_beyond_all_calendars_is_refused(
    sqlite_api: TestClient, path: str, day: str
) -> None:
    headers = bearer(make_user())

    answer = sqlite_api.get(f"/api/v1/{path}?week={day}", headers=headers)
    mailed = sqlite_api.post("/api/v1/reports/weekly/email", json={"week": day}, headers=headers)

    assert (answer.status_code, mailed.status_code) == (422, 422)
