"""What channels call: signed, in time, and never inside our own network."""

import base64
import hmac
import json
import logging
import socket
import time
from typing import Any

import pytest
from starlette.testclient import TestClient

from habit_app.integrations import addresses, apprise, webhooks
from habit_app.integrations.addresses import ForbiddenTargetError
from habit_app.services.jobs import runner
from tests.api.notifications.channel_steps import HIDDEN, HOOK, TELEGRAM, V1, try_out
from tests.makers import bearer, make_user
from tests.servers.listener import Listener


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


def test_a_webhook_is_called_with_a_signature_that_can_be_checked(
    api: TestClient, server: Listener, permission: None
) -> None:
    headers = bearer(make_user())
    draft = HOOK | {"address": f"{server.base}/in?key=1"}
    made = api.post(V1, json=draft, headers=headers).json()
    asked = api.post(f"{V1}/{made['id']}/test", headers=headers)
    before = int(time.time())
    runner.run_due()
    after = int(time.time())

    job = api.get(asked.headers["Location"], headers=headers).json()
    (heard,) = server.heard
    name, at = heard.headers["webhook-id"], heard.headers["webhook-timestamp"]
    key = base64.b64decode(made["secret"].removeprefix("whsec_"))
    signed = hmac.digest(key, f"{name}.{at}.".encode() + heard.body, "sha256")
    assert job["status"] == "succeeded"
    assert heard.path == "/in?key=1"
    assert heard.headers["webhook-signature"] == f"v1,{base64.b64encode(signed).decode()}"
    assert before <= int(at) <= after
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
    "64:ff9b:1::a9fe:a9fe",
    "64:ff9b:1:7f00:0:100::",
    "64:ff9b:1::8.8.8.8",
    "::ffff:0:127.0.0.1",
    "::ffff:0:a9fe:a9fe",
    "2606:4700::5efe:10.0.0.1",
    "2606:4700::200:5efe:192.168.1.1",
    "fe80::5efe:8.8.8.8",
    "2002:a9fe:a9fe::1",
    "3fff::1",
    "5f00::1",
    "192.88.99.1",
    "::ffff:192.88.99.1",
]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_not_allowed(sqlite_database: str, address: str) -> None:
    assert not addresses.is_allowed(address)


@pytest.mark.parametrize(
    "address",
    [
        "1.1.1.1",
        "2606:4700::1111",
        "::ffff:1.1.1.1",
        "64:ff9b::1.1.1.1",
        "::ffff:0:1.1.1.1",
        "2002:101:101::1",
        "2606:4700::5efe:1.1.1.1",
    ],
)
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
    assert webhooks.CALL_TIMEOUT <= 10
    monkeypatch.setattr(webhooks, "CALL_TIMEOUT", 1.5)
    server.drips = 0.2

    job = try_out(sqlite_api, bearer(make_user()), f"{server.base}/in")

    assert (job["status"], job["problem"]["title"]) == ("failed", "not-sent")
