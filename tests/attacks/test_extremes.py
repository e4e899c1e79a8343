"""Dates, numbers and texts at the ends of what can be written: refused in words, never a crash."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from habit_app.services.shared import rate_limits
from tests.makers import bearer, make_user
from tests.operations import DOCUMENT, OPERATIONS, example_of, filled, ids_of

DATES = [
    "0001-01-01",
    "0001-01-08",
    "0000-00-00",
    "1969-12-31",
    "1970-01-01",
    "2200-12-31",
    "2201-01-01",
    "9999-12-25",
    "9999-12-31",
    "10000-01-01",
    "-0001-01-01",
    "2026-02-30",
    "2026-W10-3",
    "20260304",
    "\u0662\u0660\u0662\u0666-\u0660\u0663-\u0660\u0664",
    "2026-03-04T12:00:00Z",
]
INSTANTS = [
    "0001-01-01T00:00:00Z",
    "0001-01-01T00:00:00+23:59",
    "9999-12-31T23:59:59Z",
    "9999-12-31T23:59:59-23:59",
    "2026-03-04T24:00:00Z",
    "2026-03-04T12:00:00",
    "2026-03-04T12:00:00+99:99",
]
NUMBERS = [
    "0",
    "-1",
    "1000000",
    str(2**31),
    str(2**63),
    str(-(2**63) - 1),
    "9" * 400,
    "9" * 5_000,
    "1e400",
    "1e-400",
    "-0.0",
    "NaN",
    "Infinity",
    "-inf",
    "0x10",
    "1_000",
    "\u0661\u0662",
    "\u00b2",
]
TEXTS = ["", " ", "\0", "a\0b", "%00", "null", "true", "\ud7ff", "\u202e", "\U0001f4a9" * 200, "'"]
EXTREMES = [*DATES, *INSTANTS, *NUMBERS, *TEXTS]
FIELDS = [*DATES[:8:2], DATES[8], DATES[-2], *INSTANTS[1:4:2], NUMBERS[7], *TEXTS[2:8:5]]
NUMBERS_OF_JSON: list[Any] = [None, True, 0, -1, 2**63, 2**70, -(2**70), 1e308, [], {}, [[]]]
"""For bodies fewer, because they have so many places; all were tried on both databases once."""
HEADERS = {
    "Accept-Language": ["", "x" * 5_000, "de;q=NaN", "-", "*", "\xe9\xdf"],
    "If-None-Match": ["", '"', "W/", ",,,", '"' + "x" * 5_000, "*", "\xff"],
    "If-Match": ["*", '"x"'],
    "Idempotency-Key": ["", " ", "x" * 255, "x" * 256, "\xff", "a\tb"],
    "Last-Event-ID": ["9" * 400, "-1", "\xff"],
    "X-Owner": ["", "0", "\xff", "9" * 400],
    "X-Request-ID": ["", "\xff", "x" * 5_000],
    "User-Agent": ["", "x" * 5_000, "\xff\x9b31m"],
    "Range": ["bytes=-1", "bytes=0-" + "9" * 400],
    "Content-Length": ["\xb2", "-1", "+1", "9" * 400, "1_0", "0x1", "NaN"],
}
pytestmark = pytest.mark.no_cover
"""Each operation has tests of its own; counting lines doubles the time of thousands of requests."""
CASES = [
    pytest.param(method, path, operation, id=operation["operationId"])
    for method, path, operation in OPERATIONS
]
Request = tuple[str, dict[str, Any]]


def asked(target: str, operation: dict[str, Any], ids: dict[str, str]) -> Iterator[Request]:
    """One parameter after another at each of its ends, the others as they should be."""
    body = example_of(operation)
    for parameter in operation.get("parameters", []):
        name = parameter["name"]
        if parameter["in"] == "path":
            for value in EXTREMES:
                odd = quote(value, safe="") or "%20"
                yield filled(target, **ids | {name: odd}), body
        if parameter["in"] == "query":
            for value in EXTREMES:
                yield filled(target, **ids), {**body, "params": {name: value}}
            yield filled(target, **ids), {**body, "params": {name: ["1", "9999-12-31"]}}
    for name, values in HEADERS.items():
        for value in values:
            yield filled(target, **ids), {**body, "headers": {name: value.encode("latin-1")}}


def leaves(value: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where a body has something that can be replaced."""
    if place:
        yield place
    listed = enumerate(value) if isinstance(value, list) else ()
    for name, inner in value.items() if isinstance(value, dict) else listed:
        yield from leaves(inner, (*place, name))


def fields_of(operation: dict[str, Any]) -> set[str]:
    """The names that a body may have, as its schema says."""
    content = operation["requestBody"]["content"].get("application/json", {})
    schema = content.get("schema", {})
    for one in schema.get("anyOf", [schema]):
        if name := one.get("$ref", "").rpartition("/")[2]:
            return set(DOCUMENT["components"]["schemas"][name].get("properties", {}))
    return set()


def said(target: str, operation: dict[str, Any], fields: set[str]) -> Iterator[Request]:
    """One field of the body after another at each of its ends."""
    body = example_of(operation).get("json")
    if not isinstance(body, dict):
        return
    whole = body | dict.fromkeys(fields - set(body))
    for place in leaves(whole):
        for value in (*FIELDS, *NUMBERS_OF_JSON):
            odd = deepcopy(body)
            inner = odd
            for name in place[:-1]:
                inner = inner[name]
            inner[place[-1]] = value
            yield target, {"json": odd}


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "spend", lambda *_, **__: None)


def judge(
    api: TestClient, method: str, operation: dict[str, Any], request: Request, who: dict[str, str]
) -> None:
    """No status but those of the document, where it is a crash of ours."""
    target, options = request
    headers = [(k.encode(), v.encode()) for k, v in who.items()] + [
        (k.encode(), v) for k, v in options.pop("headers", {}).items()
    ]
    answer = api.request(method, target, headers=headers, follow_redirects=False, **options)
    known = answer.status_code < 500 or str(answer.status_code) in operation["responses"]
    assert known, (method, target, options, headers[1:], answer.text)


@pytest.mark.usefixtures("unlimited")
@pytest.mark.parametrize(("method", "path", "operation"), CASES)
def test_no_end_of_a_parameter_breaks_an_operation(
    sqlite_api: TestClient, method: str, path: str, operation: dict[str, Any]
) -> None:
    owner = make_user(role="admin")
    ids, who = ids_of(sqlite_api, owner), bearer(owner)
    for request in asked(path, operation, ids):
        judge(sqlite_api, method, operation, request, who)


@pytest.mark.usefixtures("unlimited")
@pytest.mark.parametrize(
    ("method", "path", "operation"),
    [case for case in CASES if "requestBody" in case.values[2]],  # type: ignore[operator]
)
def test_no_end_of_a_field_breaks_an_operation(
    sqlite_api: TestClient, method: str, path: str, operation: dict[str, Any]
) -> None:
    owner = make_user(role="admin")
    ids, who = ids_of(sqlite_api, owner), bearer(owner)
    for request in said(filled(path, **ids), operation, fields_of(operation)):
        judge(sqlite_api, method, operation, request, who)
