"""Channels by REST: whose they are, what is never told again, and where we do not let us send."""

import base64
import hmac
import io
import json
import logging
import socket
import time
import zipfile
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from habit_app.db.notifications import CHANNEL
from habit_app.db.session import read_only, unit_of_work
from habit_app.integrations import addresses, apprise, webhooks
from habit_app.integrations.addresses import ForbiddenTargetError
from habit_app.services import jobs, vault
from tests.conftest import forget
from tests.makers import bearer, make_user
from tests.servers import listener
from tests.servers.listener import Listener
from tests.servers.smtp import Mailbox

V1 = "/api/v1/notifications/channels"
HIDDEN = "T0ken-that-nobody-reads"
HOOK = {"kind": "webhook", "name": "My server", "address": f"https://hooks.example.com/{HIDDEN}"}
TELEGRAM = {"kind": "apprise", "name": "Phone", "address": "tgram://123456789:abcdefg_hijklmnop/12"}


@pytest.fixture
def server() -> Iterator[Listener]:
    with listener.running() as found:
        yield found


@pytest.fixture
def permission(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The operator lets private addresses be called."""
    monkeypatch.setenv("HABIT_ALLOW_PRIVATE_TARGETS", "true")
    forget()
    yield
    monkeypatch.undo()
    forget()


def try_out(api: TestClient, headers: dict[str, str], address: str, kind: str = "webhook") -> Any:
    """What the job of a test says that is sent to an address."""
    draft = {"kind": kind, "name": "x", "address": address}
    made = api.post(V1, json=draft, headers=headers)
    assert made.status_code == 201, made.text
    asked = api.post(f"{V1}/{made.json()['id']}/test", headers=headers)
    assert asked.status_code == 202
    jobs.run_due()
    return api.get(asked.headers["Location"], headers=headers).json()


def test_mail_is_there_from_the_beginning_and_stays(api: TestClient) -> None:
    headers = bearer(make_user())
    (mail,) = api.get(V1, headers=headers).json()["items"]
    path = f"{V1}/{mail['id']}"

    off = api.patch(path, json={"enabled": False}, headers=headers).json()
    refused = api.delete(path, headers=headers)
    moved = api.patch(path, json={"address": "eve@example.com"}, headers=headers)

    assert (mail["kind"], mail["enabled"], off["enabled"]) == ("email", True, False)
    assert {refused.json()["type"], moved.json()["type"]} == {"/problems/fixed-channel"}


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
    assert vault.unlock(row.secret) == secret


def test_what_is_sent_leaves_no_address_in_the_log(
    sqlite_api: TestClient, server: Listener, permission: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # as the product does
    headers = bearer(make_user())
    for status in (204, 500):
        server.status = status
        try_out(sqlite_api, headers, f"{server.base}/{HIDDEN}")
        try_out(sqlite_api, headers, f"json://127.0.0.1:{server.port}/{HIDDEN}", "apprise")

    assert len(server.heard) == 4
    assert HIDDEN not in caplog.text


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


def test_a_webhook_is_called_with_a_signature_that_can_be_checked(
    api: TestClient, server: Listener, permission: None
) -> None:
    headers = bearer(make_user())
    draft = HOOK | {"address": f"{server.base}/in?key=1"}
    made = api.post(V1, json=draft, headers=headers).json()
    asked = api.post(f"{V1}/{made['id']}/test", headers=headers)
    jobs.run_due()

    job = api.get(asked.headers["Location"], headers=headers).json()
    (heard,) = server.heard
    name, at = heard.headers["webhook-id"], heard.headers["webhook-timestamp"]
    key = base64.b64decode(made["secret"].removeprefix("whsec_"))
    signed = hmac.digest(key, f"{name}.{at}.".encode() + heard.body, "sha256")
    assert job["status"] == "succeeded"
    assert heard.path == "/in?key=1"
    assert heard.headers["webhook-signature"] == f"v1,{base64.b64encode(signed).decode()}"
    assert abs(int(at) - time.time()) < 60
    body = json.loads(heard.body)
    assert (body["type"], body["data"]["title"]) == ("notification.note", "It works")
    assert body["data"]["text"] == "This is a test of the channel “My server”."


def test_apprise_speaks_to_what_the_operator_allows(
    api: TestClient, server: Listener, permission: None
) -> None:
    headers = bearer(make_user())

    job = try_out(api, headers, f"json://127.0.0.1:{server.port}/told", "apprise")
    server.status = 500
    failed = try_out(api, headers, f"json://127.0.0.1:{server.port}/told", "apprise")

    assert (job["status"], server.heard[0].path) == ("succeeded", "/told")
    assert json.loads(server.heard[0].body)["title"] == "It works"
    assert (failed["status"], failed["problem"]["title"]) == ("failed", "not-sent")


@pytest.mark.parametrize(
    "address",
    [
        "json://127.0.0.1:9/x",
        "jsons://example.com",
        "mailto://a:b@example.com",
        "xml://localhost",
        "form://localhost",
        "file:///etc/passwd",
        "file://localhost/etc/passwd",
        "syslog://",
        "dbus://",
        "gotify://10.0.0.1/token",
        "ntfy://10.0.0.1/topic",
        "ntfys://user:pw@ntfy.internal/topic",
        "ntfy:///10.0.0.1/topic",
        "tgram://123456789:abcdefg_hijklmnop/12?template=/etc/passwd",
        "discord://1/2?template=/etc/passwd",
        "slack://a/b/c#x",
        "http://127.0.0.1/",
        "Telegram",
    ],
)
def test_apprise_may_call_only_services_with_a_host_of_their_own(
    sqlite_api: TestClient, address: str
) -> None:
    draft = TELEGRAM | {"address": address}

    answer = sqlite_api.post(V1, json=draft, headers=bearer(make_user()))

    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["field"], error["code"] in {"forbidden-target", "not-an-address"}) == (
        "address",
        True,
    )


@pytest.mark.parametrize("between", [",", " ", ";", "%2C", ", ", "\t"])
def test_a_second_service_behind_the_first_is_not_called(
    sqlite_database: str, server: Listener, between: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Apprise reads lists of addresses out of one text; only the first was looked at."""
    monkeypatch.setattr("requests.post", _nothing)
    hidden = f"json://127.0.0.1:{server.port}/inside"
    address = f"discord://{'1' * 18}/{'a' * 68}{between}{hidden}"

    with pytest.raises((apprise.NotToldError, ForbiddenTargetError)):
        apprise.tell(address, title="x", body="y")

    assert server.heard == []


def _nothing(*_: Any, **__: Any) -> Any:
    raise OSError("Nothing leaves a test.")


PRIVATE = [
    "127.0.0.1",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - refused, not bound
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%1",
    "fc00::1",
    "fec0::1",
    "ff0e::1",
    "::ffff:127.0.0.1",
    "::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "2002:7f00:1::",
    "2001:0:7f00:1::",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_allowed(sqlite_database: str, address: str) -> None:
    assert not addresses.is_allowed(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_public_addresses_are_allowed(sqlite_database: str, address: str) -> None:
    assert addresses.is_allowed(address)


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/",
        "http://localhost/",
        "http://LOCALHOST./",
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://user:password@127.0.0.1/",
        "http://0177.0.0.1/",
        "ftp://example.com/",
        "file:///etc/passwd",
        "https://",
        "https://a b.example.com/",
        "https://example.com:99999/",
        "//example.com/",
    ],
)
def test_what_is_plainly_no_place_for_a_webhook_is_refused_at_once(
    sqlite_api: TestClient, address: str
) -> None:
    draft = HOOK | {"address": address}

    answer = sqlite_api.post(V1, json=draft, headers=bearer(make_user()))

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "address")


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "127.1", "inside.example.com"])
def test_a_name_that_leads_inside_is_refused_when_it_is_called(
    sqlite_api: TestClient, server: Listener, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve = socket.getaddrinfo

    def resolving(name: str, port: Any, *args: Any, **kwargs: Any) -> Any:
        wanted = "127.0.0.1" if name == "inside.example.com" else name
        return resolve(wanted, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", resolving)

    job = try_out(sqlite_api, bearer(make_user()), f"http://{host}:{server.port}/")

    assert (job["status"], job["problem"]["title"]) == ("failed", "forbidden-target")
    assert server.heard == []


def test_one_private_address_among_public_ones_is_enough_to_refuse(
    sqlite_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [(2, 1, 6, "", (address, 80)) for address in ("1.1.1.1", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

    with pytest.raises(ForbiddenTargetError):
        addresses.allowed_addresses("both.example.com", 80)


def test_a_host_is_reached_by_its_other_address(
    sqlite_database: str, server: Listener, permission: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name has an address that does not answer here before the one that does."""
    connect = socket.create_connection

    def connecting(address: Any, *args: Any, **kwargs: Any) -> socket.socket:
        if address[0] == "127.0.0.9":
            raise OSError("No route to host")
        return connect(address, *args, **kwargs)

    monkeypatch.setattr(socket, "create_connection", connecting)
    monkeypatch.setattr(webhooks, "allowed_addresses", lambda *_: ["127.0.0.9", "127.0.0.1"])

    webhooks.call(f"http://both.example.com:{server.port}/", "whsec_YQ==", name="x", body={})

    assert len(server.heard) == 1


def test_redirects_are_not_followed(
    sqlite_api: TestClient, server: Listener, permission: None
) -> None:
    server.status, server.leads_to = 307, f"{server.base}/elsewhere"

    job = try_out(sqlite_api, bearer(make_user()), f"{server.base}/in")

    assert (job["status"], job["problem"]["title"]) == ("failed", "not-sent")
    assert [heard.path for heard in server.heard] == ["/in"]


def test_a_slow_answer_ends_with_its_time(
    sqlite_api: TestClient,
    server: Listener,
    permission: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert webhooks.PATIENCE <= 10
    monkeypatch.setattr(webhooks, "PATIENCE", 1.5)
    server.drips = 0.2
    began = time.monotonic()

    job = try_out(sqlite_api, bearer(make_user()), f"{server.base}/in")

    assert time.monotonic() - began < 4
    assert (job["status"], job["problem"]["title"]) == ("failed", "not-sent")


def test_a_test_by_mail_says_what_is_missing(sqlite_api: TestClient) -> None:
    headers = bearer(make_user())
    (channel,) = sqlite_api.get(V1, headers=headers).json()["items"]

    asked = sqlite_api.post(f"{V1}/{channel['id']}/test", headers=headers)
    jobs.run_due()

    job = sqlite_api.get(asked.headers["Location"], headers=headers).json()
    assert job["problem"]["title"] == "no-mail-server"


def test_a_test_by_mail_arrives(sqlite_api: TestClient, mailbox: Mailbox) -> None:
    viewer = make_user()
    headers = bearer(viewer)
    (channel,) = sqlite_api.get(V1, headers=headers).json()["items"]

    sqlite_api.post(f"{V1}/{channel['id']}/test", headers=headers)
    jobs.run_due()

    (mail,) = [mail for mail in mailbox.mails if mail["Subject"] == "It works"]
    assert mail["To"] == viewer.email
    assert "/api/v1/unsubscribe/" in mail["List-Unsubscribe"]
