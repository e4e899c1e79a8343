"""Passwords and addresses: changed, forgotten, confirmed, and what their mails say."""

import re
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import text
from starlette.testclient import TestClient

from habit_app.db.session import get_engine
from habit_app.services.jobs import runner
from habit_app.services.shared.viewers import Viewer
from habit_app.settings import get_settings
from tests.makers import PASSWORD, bearer, make_user
from tests.servers.smtp import Mailbox

BASE = "/api/v1/auth"
NEW = "four small steps"
OURS = {"Origin": "http://testserver"}


def secret_in(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(r"#(\S+)", body.get_content())
    assert found is not None
    return found[1]


def written() -> list[EmailMessage]:
    """The mails in the data folder, in the order of their jobs."""
    runner.run_due()
    paths = sorted((Path(get_settings().data_dir) / "mail").glob("*.eml"))
    mails = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
    return [mail for mail in mails if isinstance(mail, EmailMessage)]


def log_in(api: TestClient, viewer: Viewer, password: str) -> int:
    body = {"email": viewer.email, "password": password, "client": "api"}
    return api.post(f"{BASE}/login", json=body).status_code


def actions(viewer: Viewer) -> list[str]:
    with get_engine().connect() as connection:
        statement = text("SELECT action FROM audit WHERE user_id = :id ORDER BY id")
        key = viewer.id if connection.dialect.name == "postgresql" else viewer.id.hex
        return list(connection.execute(statement, {"id": key}).scalars())


def test_a_new_password_ends_the_other_sign_ins(api: TestClient) -> None:
    viewer = make_user()
    here, there = bearer(viewer), bearer(viewer)
    body = {"current": PASSWORD, "new": NEW}

    assert api.post(f"{BASE}/password", json=body, headers=here).status_code == 204

    assert api.get(f"{BASE}/me", headers=here).status_code == 200
    assert api.get(f"{BASE}/me", headers=there).status_code == 401
    assert (log_in(api, viewer, PASSWORD), log_in(api, viewer, NEW)) == (401, 200)
    assert "password-changed" in actions(viewer)
    assert [mail["Subject"] for mail in written()] == ["Your password was changed"]


@pytest.mark.parametrize(
    ("body", "field", "code"),
    [
        ({"current": "not this one", "new": NEW}, "current", "wrong-password"),
        ({"current": PASSWORD, "new": "short"}, "new", "weak-password"),
    ],
)
def test_a_password_is_changed_by_who_knows_it_to_a_good_one(
    sqlite_api: TestClient, body: dict[str, str], field: str, code: str
) -> None:
    viewer = make_user()

    answer = sqlite_api.post(f"{BASE}/password", json=body, headers=bearer(viewer))

    assert answer.status_code == 422
    found = answer.json()["errors"][0]
    assert (found["field"], found["code"]) == (field, code)
    assert log_in(sqlite_api, viewer, PASSWORD) == 200


def test_a_forgotten_password_is_set_anew_by_a_link_that_works_once(
    api: TestClient, mailbox: Mailbox
) -> None:
    viewer = make_user()
    headers = bearer(viewer)

    asked = api.post(f"{BASE}/forgot", json={"email": viewer.email.upper()})
    unknown = api.post(f"{BASE}/forgot", json={"email": "nobody@example.com"})
    runner.run_due()

    assert asked.status_code == unknown.status_code == 202
    assert asked.json() == unknown.json()
    assert [mail["To"] for mail in mailbox.mails] == [viewer.email]
    secret = secret_in(mailbox.mails[0])
    weak = api.post(f"{BASE}/reset", json={"token": secret, "password": "short"})
    assert weak.status_code == 422
    body = {"token": secret, "password": NEW}
    assert api.post(f"{BASE}/reset", json=body).status_code == 204
    assert api.post(f"{BASE}/reset", json=body).json()["errors"][0]["code"] == "link-refused"
    assert api.get(f"{BASE}/me", headers=headers).status_code == 401
    assert (log_in(api, viewer, PASSWORD), log_in(api, viewer, NEW)) == (401, 200)
    runner.run_due()
    assert mailbox.mails[-1]["Subject"] == "Your password was changed"


def test_a_link_is_too_old_after_an_hour_and_void_after_the_next(sqlite_api: TestClient) -> None:
    viewer = make_user()
    for _ in range(2):
        sqlite_api.post(f"{BASE}/forgot", json={"email": viewer.email})
        runner.run_due()
    first, second = (secret_in(mail) for mail in written())

    def reset(secret: str) -> int:
        body = {"token": secret, "password": NEW}
        return sqlite_api.post(f"{BASE}/reset", json=body).status_code

    assert reset(first) == 422
    with time_machine.travel(timedelta(minutes=61)):
        assert reset(second) == 422
    assert reset(second) == 204


def test_nothing_but_the_confirmation_goes_to_an_unconfirmed_address(
    api: TestClient, mailbox: Mailbox
) -> None:
    body = {"email": "ada@example.com", "password": PASSWORD, "full_name": "Ada", "client": "api"}
    made = api.post(f"{BASE}/signup", json=body).json()
    headers = {"Authorization": f"Bearer {made['access_token']}"}
    change = {"current": PASSWORD, "new": NEW}
    api.post(f"{BASE}/password", json=change, headers=headers)
    api.post(f"{BASE}/forgot", json={"email": "ada@example.com"})
    runner.run_due()

    assert {mail["Subject"] for mail in mailbox.mails} == {"Confirm your e-mail address"}
    assert made["user"]["email_confirmed"] is False
    old, new = (secret_in(mail) for mail in mailbox.mails[-2:])
    assert api.post(f"{BASE}/verify", json={"token": old}).status_code == 422
    assert api.post(f"{BASE}/verify", json={"token": new}).status_code == 204
    me = api.get(f"{BASE}/me", headers=headers).json()["user"]
    assert me["email_confirmed"] is True
    resent = api.post(f"{BASE}/verify/resend", headers=headers)
    runner.run_due()
    assert (resent.status_code, len(mailbox.mails)) == (202, 2)


def test_another_address_takes_the_password_and_the_answer_to_a_mail(
    api: TestClient, mailbox: Mailbox
) -> None:
    viewer, other = make_user(), make_user()
    headers = bearer(viewer)

    def change(**body: str) -> tuple[int, str]:
        answer = api.patch("/api/v1/users/me", json=body, headers=headers)
        told = answer.json()
        return answer.status_code, told.get("email") or told["type"].rpartition("/")[2]

    assert change(email="new@example.com") == (422, "invalid")
    assert change(email="new@example.com", password="not this one") == (422, "invalid")
    assert change(email=other.email, password=PASSWORD) == (409, "email-taken")
    assert change(email="no address", password=PASSWORD) == (422, "invalid")
    assert change(email="New@Example.com", password=PASSWORD, full_name="Ada L.") == (
        200,
        viewer.email,
    )
    runner.run_due()
    asked, warned = sorted(mailbox.mails, key=lambda mail: mail["To"] == viewer.email)
    assert (asked["To"], warned["To"]) == ("New@example.com", viewer.email)
    assert warned["Subject"] == "Another e-mail address was asked for"
    assert api.post(f"{BASE}/verify", json={"token": secret_in(asked)}).is_success
    runner.run_due()
    me = api.get(f"{BASE}/me", headers=headers).json()["user"]
    assert (me["email"], me["full_name"]) == ("New@example.com", "Ada L.")
    assert (mailbox.mails[2]["To"], mailbox.mails[2]["Subject"]) == (
        viewer.email,
        "Your e-mail address was changed",
    )


def test_an_address_that_was_taken_meanwhile_stays_with_who_has_it(sqlite_api: TestClient) -> None:
    viewer = make_user()
    body = {"email": "wanted@example.com", "password": PASSWORD}
    assert sqlite_api.patch("/api/v1/users/me", json=body, headers=bearer(viewer)).is_success
    secret = secret_in(written()[0])
    make_user(email="wanted@example.com")

    answer = sqlite_api.post(f"{BASE}/verify", json={"token": secret})

    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/email-taken")


def test_mails_are_text_and_html_in_the_reader_s_language_and_escape_names(
    sqlite_api: TestClient, mailbox: Mailbox
) -> None:
    body = {
        "email": "ada@example.com",
        "password": PASSWORD,
        "full_name": "<b>Ada</b>",
        "client": "api",
    }
    sqlite_api.post(f"{BASE}/signup", json=body, headers={"Accept-Language": "de-DE"})
    runner.run_due()
    mail = mailbox.mails[0]
    plain, html = (mail.get_body((kind,)) for kind in ("plain", "html"))

    assert mail["Subject"] == "Bestätige deine E-Mail-Adresse"
    assert mail["From"] == "SmartHabit <habits@example.org>"
    assert plain is not None
    assert "Hallo <b>Ada</b>," in plain.get_content()
    assert html is not None
    assert "&lt;b&gt;Ada&lt;/b&gt;" in html.get_content()
    assert 'lang="de-DE"' in html.get_content()


def test_a_busy_mail_server_is_asked_again_later_and_gets_the_same_message_id(
    api: TestClient, mailbox: Mailbox
) -> None:
    viewer = make_user()
    mailbox.refusing = True
    api.post(f"{BASE}/forgot", json={"email": viewer.email})
    runner.run_due()
    assert mailbox.mails == []

    mailbox.refusing = False
    assert runner.run_due() == 0
    with time_machine.travel(timedelta(minutes=2)):
        assert runner.run_due() == 1
    with get_engine().connect() as connection:
        statement = text("SELECT id, status, attempts FROM job WHERE name = 'mail.account'")
        job_id, status, attempts = connection.execute(statement).one()
    assert (status, attempts, len(mailbox.mails)) == ("succeeded", 2, 1)
    assert str(job_id).replace("-", "") in mailbox.mails[0]["Message-ID"].replace("-", "")


def test_forms_lead_back_with_a_notice_or_an_error(sqlite_api: TestClient) -> None:
    viewer = make_user()

    def post(name: str, **form: str) -> str:
        answer = sqlite_api.post(
            f"{BASE}/form/{name}", data=form, headers=OURS, follow_redirects=False
        )
        assert answer.status_code == 303
        return answer.headers["location"]

    assert post("forgot", email=viewer.email) == "/forgot?sent=1"
    runner.run_due()
    secret = secret_in(written()[0])
    assert post("reset", token=secret, password="short") == f"/reset?error=weak-password#{secret}"
    assert post("reset", token=secret, password=NEW) == "/login?reset=1"
    assert post("reset", token="guess", password=NEW) == "/reset?error=link-refused#guess"


def test_too_many_mails_for_one_address_are_not_sent_and_not_told(sqlite_api: TestClient) -> None:
    viewer = make_user()

    answers = [sqlite_api.post(f"{BASE}/forgot", json={"email": viewer.email}) for _ in range(7)]

    assert {answer.status_code for answer in answers} == {202}
    runner.run_due()
    assert actions(viewer).count("reset-asked") == 5
