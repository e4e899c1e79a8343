"""Somebody who was in once: how they are put out, and how they cannot come back."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
import time_machine
from sqlalchemy import text
from starlette.testclient import TestClient

from habit_app.db.session import get_engine, unit_of_work
from habit_app.services.accounts import deletion, registration
from habit_app.services.jobs import runner
from habit_app.services.shared.viewers import Viewer
from habit_app.settings import get_settings
from tests.api.notifications.channel_steps import HOOK, TELEGRAM
from tests.api.notifications.channel_steps import V1 as CHANNELS
from tests.makers import PASSWORD, bearer, make_user, sign_in

BASE, ME = "/api/v1/auth", "/api/v1/users/me"


def secret_for(page: str) -> str:
    """The newest link to a page among the mails in the data folder."""
    runner.run_due()
    for path in sorted((get_settings().data_dir / "mail").glob("*.eml"), reverse=True):
        body = message_from_bytes(path.read_bytes(), policy=policy.default).get_body(("plain",))
        found = re.search(rf"/{page}#(\S+)", body.get_content() if body else "")
        if found:
            return found[1]
    raise AssertionError(f"There is no link to {page}.")


def reset(api: TestClient, viewer: Viewer) -> None:
    api.post(f"{BASE}/forgot", json={"email": viewer.email})
    body = {"token": secret_for("reset"), "password": "four larger steps"}
    assert api.post(f"{BASE}/reset", json=body).status_code == 204


def ask_change(api: TestClient, headers: dict[str, str]) -> str:
    body = {"email": "intruder@example.com", "password": PASSWORD}
    assert api.patch(ME, json=body, headers=headers).status_code == 200
    return secret_for("confirm")


def change_password(api: TestClient, viewer: Viewer) -> None:
    body = {"current": PASSWORD, "new": "four larger steps"}
    answer = api.post(f"{BASE}/password", json=body, headers=bearer(viewer))
    assert answer.status_code == 204


def leave(api: TestClient, viewer: Viewer) -> None:
    answer = api.post(f"{ME}/delete", json={"password": PASSWORD}, headers=bearer(viewer))
    assert answer.status_code == 202


@pytest.mark.parametrize("act", [reset, change_password, leave])
def test_a_change_of_address_that_an_intruder_asked_for_comes_to_nothing(
    sqlite_api: TestClient, act: Any
) -> None:
    viewer = make_user()
    link = ask_change(sqlite_api, bearer(viewer))

    act(sqlite_api, viewer)

    assert sqlite_api.post(f"{BASE}/verify", json={"token": link}).status_code == 422


def test_a_reset_takes_every_personal_token_back(sqlite_api: TestClient) -> None:
    viewer = make_user()
    made = sqlite_api.post(f"{ME}/tokens", json={"name": "Left behind"}, headers=bearer(viewer))
    left = {"Authorization": f"Bearer {made.json()['token']}"}
    assert sqlite_api.get(ME, headers=left).status_code == 200

    reset(sqlite_api, viewer)

    assert sqlite_api.get(ME, headers=left).status_code == 401


def test_a_changed_password_takes_personal_tokens_back_unless_they_are_kept(
    sqlite_api: TestClient,
) -> None:
    for more, status in (({}, 401), ({"end_tokens": True}, 401), ({"end_tokens": False}, 200)):
        headers = bearer(make_user())
        made = sqlite_api.post(f"{ME}/tokens", json={"name": "Left behind"}, headers=headers)
        body = {"current": PASSWORD, "new": "four larger steps", **more}

        answer = sqlite_api.post(f"{BASE}/password", json=body, headers=headers)

        assert answer.status_code == 204
        left = {"Authorization": f"Bearer {made.json()['token']}"}
        assert sqlite_api.get(ME, headers=left).status_code == status


def test_a_reset_switches_off_what_tells_others(api: TestClient) -> None:
    viewer, other = make_user(), make_user()
    for headers in (bearer(viewer), bearer(other)):
        for draft in (HOOK, TELEGRAM):
            assert api.post(CHANNELS, json=draft, headers=headers).status_code == 201

    reset(api, viewer)

    def switched_on(of: Viewer) -> list[str]:
        listed = api.get(CHANNELS, headers=bearer(of)).json()["items"]
        return [channel["kind"] for channel in listed if channel["enabled"]]

    assert switched_on(viewer) == ["email"]
    assert switched_on(other) == ["email", "webhook", "apprise"]


def test_a_channel_that_leads_elsewhere_is_told_by_mail_a_few_times(api: TestClient) -> None:
    headers = bearer(make_user())

    def mails() -> int:
        runner.run_due()
        texts = [path.read_text() for path in (get_settings().data_dir / "mail").glob("*.eml")]
        return sum("go to another place" in text for text in texts)

    path = f"{CHANNELS}/{api.post(CHANNELS, json=HOOK, headers=headers).json()['id']}"
    assert mails() == 1
    api.patch(path, json={"name": "Another name"}, headers=headers)
    assert mails() == 1
    api.patch(path, json={"address": HOOK["address"] + "/2"}, headers=headers)
    assert mails() == 2
    for number in range(9):
        api.patch(path, json={"address": f"{HOOK['address']}/{number}"}, headers=headers)
    assert mails() == 5


def refreshed(api: TestClient, token: str) -> tuple[int, str]:
    answer = api.post(f"{BASE}/refresh", json={"refresh_token": token})
    return answer.status_code, answer.json().get("refresh_token", "")


def test_an_old_refresh_token_ends_the_family_however_often_it_was_followed_up(
    api: TestClient,
) -> None:
    stolen = sign_in(make_user()).refresh_token
    token = stolen
    for _ in range(3):
        status, token = refreshed(api, token)
        assert status == 200

    with time_machine.travel(timedelta(seconds=25)):
        assert refreshed(api, stolen)[0] == 401
        assert refreshed(api, token)[0] == 401
    with get_engine().connect() as connection:
        actions = connection.execute(text("SELECT action FROM audit")).scalars().all()
    assert "refresh-reused" in actions


def test_a_slow_tab_gets_what_is_good_now(api: TestClient) -> None:
    first = sign_in(make_user()).refresh_token
    second = refreshed(api, first)[1]
    third = refreshed(api, second)[1]

    assert refreshed(api, first) == refreshed(api, second) == (200, third)


def test_nobody_ends_a_family_by_naming_it(sqlite_api: TestClient) -> None:
    good = sign_in(make_user()).refresh_token
    name, generation, proof = good.split(".")
    forged = [f"{name}.{generation}.{'A' * 43}", f"{name}.7.{proof}", name, f"{name}.0", "."]

    assert {refreshed(sqlite_api, token)[0] for token in forged} == {401}
    assert refreshed(sqlite_api, good)[0] == 200


def test_of_who_is_gone_nothing_is_left_in_jobs_and_mails(
    sqlite_api: TestClient, stopped_clock: time_machine.Traveller
) -> None:
    viewer = make_user()
    sqlite_api.post(f"{BASE}/forgot", json={"email": viewer.email})
    leave(sqlite_api, viewer)
    runner.run_due()
    stopped_clock.shift(timedelta(days=15))
    with unit_of_work() as session:
        deletion.purge(session)

    with get_engine().connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM job")).scalar_one() == 0
        kept = [str(row) for row in connection.execute(text("SELECT * FROM audit"))]
    assert all(viewer.email not in row for row in kept)


def test_what_a_job_was_about_is_forgotten_once_it_is_done(sqlite_api: TestClient) -> None:
    sqlite_api.post(f"{BASE}/forgot", json={"email": "mistyped@example.com"})
    runner.run_due()

    with get_engine().connect() as connection:
        assert connection.execute(text("SELECT arguments FROM job")).scalars().all() == ["{}"]


@pytest.mark.usefixtures("sqlite_database")
def test_others_on_the_machine_cannot_read_the_mails(sqlite_api: TestClient) -> None:
    sqlite_api.post(f"{BASE}/forgot", json={"email": make_user().email})
    runner.run_due()

    folder = get_settings().data_dir / "mail"
    assert folder.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


@pytest.mark.parametrize(
    ("kept", "typed"),
    [
        ("u\u0308ser@example.com", "u\u0308ser@example.com"),
        ("ada@\uff25\uff38\uff21\uff2d\uff30\uff2c\uff25.com", "ada@example.com"),
        ("ada@m\u00fcnchen.de", "ADA@xn--mnchen-3ya.de"),
    ],
)
def test_people_are_found_however_their_address_is_written(
    sqlite_api: TestClient, kept: str, typed: str
) -> None:
    make_user(email=kept)

    for email in (kept, typed):
        body = {"email": email, "password": PASSWORD}
        assert sqlite_api.post(f"{BASE}/login", json=body).status_code == 200
    with unit_of_work() as session:
        registration.set_active(session, email=typed, active=False)


def test_another_spelling_of_the_own_address_is_no_other_address(sqlite_api: TestClient) -> None:
    viewer = make_user(email="ada@example.com")
    body = {"email": "Ada@example.com", "password": PASSWORD}

    answer = sqlite_api.patch(ME, json=body, headers=bearer(viewer))

    assert (answer.status_code, answer.json()["email"]) == (200, "Ada@example.com")


def test_two_who_want_one_address_at_once_get_it_once(api: TestClient) -> None:
    links = []
    for _ in range(6):
        body = {"email": "wanted@example.com", "password": PASSWORD}
        assert api.patch(ME, json=body, headers=bearer(make_user())).status_code == 200
        links.append(secret_for("confirm"))

    def confirm(link: str) -> int:
        return int(api.post(f"{BASE}/verify", json={"token": link}).status_code)

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(confirm, links))
    assert answers == [204, 409, 409, 409, 409, 409]


def test_fifty_tokens_are_the_most_also_at_once(api: TestClient) -> None:
    headers = bearer(make_user())

    def make(_number: int) -> int:
        return int(api.post(f"{ME}/tokens", json={"name": "x"}, headers=headers).status_code)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(make, range(60)))
    assert (answers.count(201), answers.count(409)) == (50, 10)


def test_a_token_does_not_sign_out_what_it_did_not_sign_in(sqlite_api: TestClient) -> None:
    made = sqlite_api.post(
        f"{ME}/tokens",
        json={"name": "x", "scopes": ["read", "write"]},
        headers=bearer(make_user()),
    ).json()["token"]

    answer = sqlite_api.post(f"{BASE}/logout", headers={"Authorization": f"Bearer {made}"})

    assert (answer.status_code, answer.json()["type"]) == (403, "/problems/session-needed")
