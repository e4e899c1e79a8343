"""Taking everything out, leaving, and being refused."""

import csv
import io
import json
import zipfile
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import text
from starlette.testclient import TestClient

from habit_app import clock
from habit_app.db.session import get_engine, unit_of_work, writing
from habit_app.services.accounts import deletion, registration
from tests.conftest import forget
from tests.makers import PASSWORD, bearer, keep, make_habit, make_user, sign_in

ME = "/api/v1/users/me"
LOGIN = "/api/v1/auth/login"


def count(table: str) -> int:
    with get_engine().connect() as connection:
        found: int = connection.execute(text(f'SELECT count(*) FROM "{table}"')).scalar_one()
    return found


def test_an_account_goes_after_a_week_with_all_that_is_its_own(api: TestClient) -> None:
    leaving, staying = make_user(), make_user()
    for viewer in (leaving, staying):
        keep(viewer, make_habit(viewer).id, [viewer.today()])
    headers = bearer(leaving)
    token = api.post(f"{ME}/tokens", json={"name": "Script"}, headers=headers).json()["token"]

    asked = api.post(f"{ME}/delete", json={"password": PASSWORD}, headers=headers)

    assert asked.status_code == 202
    assert api.get(ME, headers=headers).status_code == 401
    assert api.get(ME, headers={"Authorization": f"Bearer {token}"}).status_code == 401
    with time_machine.travel(clock.utc_now() + timedelta(days=6)), unit_of_work() as session:
        assert deletion.purge(session) == 0
    with time_machine.travel(clock.utc_now() + timedelta(days=8)), unit_of_work() as session:
        assert deletion.purge(session) == 1
    assert (count("user"), count("habit"), count("entry"), count("entry_log")) == (1, 1, 1, 1)
    with get_engine().connect() as connection:
        lines = "SELECT count(*) FROM audit WHERE action = 'account-deleted'"
        assert connection.execute(text(lines)).scalar() == 1


def test_signing_in_before_takes_the_wish_to_leave_back(api: TestClient) -> None:
    viewer = make_user()
    api.post(f"{ME}/delete", json={"password": PASSWORD}, headers=bearer(viewer))

    body = {"email": viewer.email, "password": PASSWORD, "client": "api"}
    assert api.post(LOGIN, json=body).status_code == 200

    with time_machine.travel(clock.utc_now() + timedelta(days=8)), unit_of_work() as session:
        assert deletion.purge(session) == 0


def test_leaving_takes_the_password(sqlite_api: TestClient) -> None:
    headers = bearer(make_user())

    answer = sqlite_api.post(f"{ME}/delete", json={"password": "not this one"}, headers=headers)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "wrong-password")
    assert sqlite_api.get(ME, headers=headers).status_code == 200


def test_everything_comes_out_as_json_and_nothing_of_others_or_secret(api: TestClient) -> None:
    viewer, other = make_user(), make_user()
    for person in (viewer, other):
        keep(person, make_habit(person, title=f"Of {person.email}").id, [person.today()])
    headers = bearer(viewer)
    api.post(f"{ME}/tokens", json={"name": "Script"}, headers=headers)

    answer = api.get(f"{ME}/export", headers=headers)
    told = json.loads(answer.content)

    assert "attachment" in answer.headers["content-disposition"]
    assert told["user"]["email"] == viewer.email
    assert [habit["title"] for habit in told["habits"]] == [f"Of {viewer.email}"]
    sizes = {name: len(rows) for name, rows in told.items() if isinstance(rows, list)}
    assert sizes["versions"] == sizes["entries"] == sizes["log"] == sizes["tokens"] == 1
    assert not any("hash" in name for rows in told.values() for row in rows for name in row)
    assert other.email not in answer.text


def test_everything_comes_out_as_tables_that_no_spreadsheet_runs(api: TestClient) -> None:
    viewer = make_user()
    habit = make_habit(viewer, title="=1+1", kind="numeric", unit="pages", target=20.5)
    keep(viewer, habit.id, [viewer.today()], value=12_500)

    answer = api.get(f"{ME}/export?format=zip", headers=bearer(viewer))
    archive = zipfile.ZipFile(io.BytesIO(answer.content))

    def table(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(archive.read(f"{name}.csv").decode())))

    assert table("habits")[0]["title"] == "'=1+1"
    assert table("entries")[0]["value"] == "12.5"
    assert (table("entries")[0]["habit"], table("entries")[0]["unit"]) == ("'=1+1", "pages")
    assert table("versions")[0]["target"] == "20.5"
    assert json.loads(archive.read("account.json"))["email"] == viewer.email


def test_a_deactivated_user_is_refused_everywhere(api: TestClient) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    refresh = sign_in(viewer).refresh_token
    token = api.post(f"{ME}/tokens", json={"name": "Script"}, headers=headers).json()["token"]
    with unit_of_work() as session:
        registration.set_active(session, email=viewer.email, active=False)

    body = {"email": viewer.email, "password": PASSWORD}
    answers = [
        api.get(ME, headers=headers),
        api.get(ME, headers={"Authorization": f"Bearer {token}"}),
        api.post(LOGIN, json=body),
        api.post("/api/v1/auth/refresh", json={"refresh_token": refresh}),
    ]

    assert {answer.json()["type"] for answer in answers} == {"/problems/account-disabled"}
    with unit_of_work() as session:
        registration.set_active(session, email=viewer.email, active=True)
    assert api.get(ME, headers=headers).status_code == 200


def test_sign_up_by_invitation_takes_one_that_nobody_used(
    api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HABIT_SIGNUP", "invite")
    forget()
    with unit_of_work() as session:
        secret = registration.invite(session).partition("#")[2]

    def sign_up(email: str, invite: str) -> tuple[int, str]:
        body = {"email": email, "password": PASSWORD, "full_name": "Ada", "invite": invite}
        answer = api.post("/api/v1/auth/signup", json=body)
        return answer.status_code, answer.json().get("type", "")

    assert sign_up("a@example.com", "") == (403, "/problems/sign-up-invite")
    assert sign_up("a@example.com", "guess") == (422, "/problems/invalid")
    assert sign_up("a@example.com", secret)[0] == 201
    assert sign_up("b@example.com", secret) == (422, "/problems/invalid")


EMPTY = {"sqlite": "REPLACE INTO audit SELECT * FROM audit", "postgresql": "TRUNCATE audit"}


@pytest.mark.parametrize("statement", ["UPDATE audit SET action = 'x'", "DELETE FROM audit", ""])
def test_the_audit_log_is_append_only(database: str, statement: str) -> None:
    make_user()
    assert count("audit") > 0

    with (
        pytest.raises(Exception, match="append-only"),
        writing(get_engine()).begin() as connection,
    ):
        connection.execute(text(statement or EMPTY[database]))


def test_a_session_is_over_when_its_time_is(api: TestClient) -> None:
    viewer = make_user()
    cookie = sign_in(viewer, client="browser").cookie
    headers = {"Cookie": f"session={cookie}"}

    assert api.get(ME, headers=headers).status_code == 200
    with time_machine.travel(clock.utc_now() + timedelta(days=31)):
        assert api.get(ME, headers=headers).status_code == 401


def test_a_session_in_use_lives_on(api: TestClient) -> None:
    viewer = make_user()
    cookie = sign_in(viewer, client="browser").cookie
    headers = {"Cookie": f"session={cookie}"}
    begun = clock.utc_now()

    for day in (20, 40, 60):
        with time_machine.travel(begun + timedelta(days=day)):
            assert api.get(ME, headers=headers).status_code == 200
