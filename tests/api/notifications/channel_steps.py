"""Steps that the tests of channels take."""

from typing import Any

from starlette.testclient import TestClient

from habit_app.services.jobs import runner

V1 = "/api/v1/notifications/channels"
HIDDEN = "T0ken-that-nobody-reads"
HOOK = {"kind": "webhook", "name": "My server", "address": f"https://hooks.example.com/{HIDDEN}"}
TELEGRAM = {"kind": "apprise", "name": "Phone", "address": "tgram://123456789:abcdefg_hijklmnop/12"}


def try_out(api: TestClient, headers: dict[str, str], address: str, kind: str = "webhook") -> Any:
    """What the job of a test says that is sent to an address."""
    draft = {"kind": kind, "name": "x", "address": address}
    made = api.post(V1, json=draft, headers=headers)
    assert made.status_code == 201, made.text
    asked = api.post(f"{V1}/{made.json()['id']}/test", headers=headers)
    assert asked.status_code == 202
    runner.run_due()
    return api.get(asked.headers["Location"], headers=headers).json()
