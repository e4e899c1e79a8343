"""The operations of the OpenAPI document, to be called one by one."""

import re
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from habit_app import clock
from habit_app.api.app import create_api
from habit_app.services.shared.viewers import Viewer
from tests.makers import bearer, make_habit

DOCUMENT = create_api().openapi()
OPERATIONS = [
    (method, path, operation)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
]
OWNED = [case for case in OPERATIONS if "security" in case[2]]
GUARDED = [
    pytest.param(method, path, operation, id=operation["operationId"])
    for method, path, operation in OWNED
]


def example_of(operation: dict[str, Any]) -> dict[str, Any]:
    content = operation.get("requestBody", {}).get("content", {})
    if "multipart/form-data" in content:
        return {"files": {"file": ("loop.zip", b"PK")}}
    if "application/x-www-form-urlencoded" in content:
        return {"data": content["application/x-www-form-urlencoded"]["example"]}
    return {"json": content["application/json"]["example"]} if content else {}


def filled(path: str, **ids: str) -> str:
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def target_of(path: str) -> str:
    """The path with ids that nobody has."""
    path = path.replace("{day}", "2026-03-04")
    return re.sub(r"{\w+}", lambda _: str(uuid4()), path)


def ids_of(api: TestClient, owner: Viewer) -> dict[str, str]:
    """One of each thing that a path may name, all of them the owner's."""
    headers, base = bearer(owner), "/api/v1"
    habit = make_habit(owner)
    pause = api.post(f"{base}/pauses", json={"from": "2026-01-01"}, headers=headers).json()
    wanted = {"title": "Pack", "scheduled_for": clock.utc_now().isoformat()}
    note = api.post(f"{base}/notifications", json=wanted, headers=headers).json()
    channels = api.get(f"{base}/notifications/channels", headers=headers).json()["items"]
    sessions = api.get(f"{base}/auth/sessions", headers=headers).json()["items"]
    return {
        "habit_id": str(habit.id),
        "version_id": str(habit.versions[0].id),
        "pause_id": pause["id"],
        "notification_id": note["id"],
        "channel_id": channels[0]["id"],
        "session_id": sessions[0]["id"],
        **{name: str(uuid4()) for name in ("token_id", "import_id", "job_id", "nudge_id")},
        "version": "1",
        "day": "2026-03-04",
    }
