"""Channels by REST: whose they are, and what is never told again."""

import io
import logging
import zipfile
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from habit_app.db.queries.notifications.notifications import CHANNEL
from habit_app.db.session import read_only, unit_of_work
from habit_app.services.jobs import runner
from habit_app.services.shared import encryption
from tests.api.notifications.channel_steps import HIDDEN, HOOK, TELEGRAM, V1
from tests.makers import bearer, make_user
from tests.servers.smtp import Mailbox


def test_mail_is_there_from_the_beginning_and_stays(api: TestClient) -> None:
    headers = bearer(make_user())
    (mail,) = api.get(V1, headers=headers).json()["items"]
    path = f"{V1}/{mail['id']}"

    off = api.patch(path, json={"enabled": False}, headers=headers).json()
    refused = api.delete(path, headers=headers)
    moved = api.patch(path, json={"address": "eve@example.com"}, headers=headers)

    assert (mail["kind"], mail["enabled"], off["enabled"]) == ("email", True, False)
    assert {refused.json()["type"], moved.json()["type"]} == {"/problems/fixed-channel"}


def test_mail_is_called_as_its_reader_says_unless_they_named_it(api: TestClient) -> None:
    headers = bearer(make_user())
    api.patch("/api/v1/users/me", json={"locale": "de-DE"}, headers=headers)
    (mail,) = api.get(V1, headers=headers).json()["items"]

    named = api.patch(f"{V1}/{mail['id']}", json={"name": "Büro"}, headers=headers).json()

    assert (mail["name"], named["name"]) == ("E-Mail", "Büro")


def test_channels_are_made_changed_and_deleted(api: TestClient) -> None:
    headers = bearer(make_user())
    hook, phone = (api.post(V1, json=draft, headers=headers).json() for draft in (HOOK, TELEGRAM))
    path = f"{V1}/{phone['id']}"

    quiet = {"from": "22:00", "to": "07:00"}
    changed = api.patch(path, json={"name": "Desk", "quiet_hours": quiet}, headers=headers).json()
    listed = api.get(V1, headers=headers).json()["items"]

    assert (hook["hint"], phone["hint"], phone["secret"]) == ("hooks.example.com", "tgram", None)
    assert (changed["name"], changed["quiet_hours"], changed["enabled"]) == ("Desk", quiet, True)
    assert [one["kind"] for one in listed] == ["email", "webhook", "apprise"]
    assert api.patch(path, json={}, headers=headers).status_code == 422
    assert api.patch(path, json={"enabled": None}, headers=headers).status_code == 422
    assert api.delete(path, headers=headers).status_code == 204
    assert api.delete(path, headers=headers).status_code == 404


def test_an_address_and_a_secret_are_never_told_again(
    api: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    headers = bearer(make_user())

    made = api.post(V1, json=HOOK, headers=headers)
    path = f"{V1}/{made.json()['id']}"
    secret = made.json()["secret"]
    told = [
        made.text.replace(secret, ""),
        api.get(V1, headers=headers).text,
        api.patch(path, json={"address": HOOK["address"] + "/2"}, headers=headers).text,
    ]
    asked = api.post(f"{path}/test", headers=headers)
    with unit_of_work() as session:
        assert session.execute(select(CHANNEL.c.id)).scalars().all()
    whole = api.get("/api/v1/users/me/export?format=json", headers=headers)
    parts = api.get("/api/v1/users/me/export?format=zip", headers=headers)
    with zipfile.ZipFile(io.BytesIO(parts.content)) as archive:
        told += [archive.read(name).decode() for name in archive.namelist()]

    assert secret.startswith("whsec_")
    assert (asked.status_code, whole.status_code, parts.status_code) == (202, 200, 200)
    for text in (*told, asked.text, whole.text, caplog.text):
        assert HIDDEN not in text
        assert secret not in text
    with read_only() as session:
        row = session.execute(select(CHANNEL).where(CHANNEL.c.kind == "webhook")).one()
    raw = bytes(row.address) + bytes(row.secret)
    assert HIDDEN.encode() not in raw
    assert secret.encode() not in raw
    assert encryption.unlock(row.secret) == secret


def test_a_stranger_finds_nothing_and_nobody_has_to_sign_in(api: TestClient) -> None:
    made = api.post(V1, json=HOOK, headers=bearer(make_user())).json()
    eve = bearer(make_user())
    acts: list[tuple[str, str, dict[str, Any]]] = [
        ("PATCH", "", {"json": {"enabled": False}}),
        ("DELETE", "", {}),
        ("POST", "/test", {}),
    ]

    for method, act, more in acts:
        path = f"{V1}/{made['id']}{act}"
        assert api.request(method, path, headers=eve, **more).status_code == 404
        assert api.request(method, path, **more).status_code == 401
    assert (api.get(V1).status_code, api.post(V1, json=HOOK).status_code) == (401, 401)
    with read_only() as session:
        (kept,) = session.execute(select(CHANNEL.c.id).where(CHANNEL.c.kind == "webhook")).scalars()
    assert kept == UUID(made["id"])


def test_the_list_is_two_statements_however_long_it_is(api: TestClient, statements: Any) -> None:
    headers = bearer(make_user())
    for number in range(19):
        made = api.post(V1, json=TELEGRAM | {"name": f"{number}"}, headers=headers)
        assert made.status_code == 201

    with statements() as seen:
        assert len(api.get(V1, headers=headers).json()["items"]) == 20
    assert len(seen) <= 2
    refused = api.post(V1, json=TELEGRAM, headers=headers)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/too-many-channels")


def test_a_token_of_a_script_makes_no_channel(sqlite_api: TestClient) -> None:
    headers = bearer(make_user())
    wanted = {"name": "script", "scopes": ["read", "write"]}
    token = sqlite_api.post("/api/v1/users/me/tokens", json=wanted, headers=headers).json()["token"]

    refused = sqlite_api.post(V1, json=HOOK, headers={"Authorization": f"Bearer {token}"})

    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/session-needed")


def test_a_test_by_mail_says_what_is_missing(sqlite_api: TestClient) -> None:
    headers = bearer(make_user())
    (channel,) = sqlite_api.get(V1, headers=headers).json()["items"]

    asked = sqlite_api.post(f"{V1}/{channel['id']}/test", headers=headers)
    runner.run_due()

    job = sqlite_api.get(asked.headers["Location"], headers=headers).json()
    assert job["problem"]["title"] == "no-mail-server"


def test_a_test_by_mail_arrives(sqlite_api: TestClient, mailbox: Mailbox) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    (channel,) = sqlite_api.get(V1, headers=headers).json()["items"]

    sqlite_api.post(f"{V1}/{channel['id']}/test", headers=headers)
    runner.run_due()

    (mail,) = [mail for mail in mailbox.mails if mail["Subject"] == "It works"]
    assert mail["To"] == viewer.email
    assert "/api/v1/unsubscribe/" in mail["List-Unsubscribe"]
