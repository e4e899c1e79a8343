"""The operations of the OpenAPI document, to be called one by one."""

import re
from typing import Any
from uuid import uuid4

import pytest

from habit_app.api.app import create_api

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
    return {"json": content["application/json"]["example"]} if content else {}


def filled(path: str, **ids: str) -> str:
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)
    return path


def target_of(path: str) -> str:
    """The path with ids that nobody has."""
    path = path.replace("{day}", "2026-03-04")
    return re.sub(r"{\w+}", lambda _: str(uuid4()), path)
