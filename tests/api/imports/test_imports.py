"""Imports over REST: by upload, as a dry run, for their owner only."""

import asyncio
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from starlette.testclient import TestClient

from habit_app.api.app import create_api
from tests.conftest import forget
from tests.loop_exports import database_of, packed, zip_of
from tests.loop_model import YES, LoopHabit
from tests.makers import bearer, make_user

pytestmark = pytest.mark.usefixtures("stopped_clock")
TODAY = date(2026, 3, 4)
PATH = "/api/v1/imports"
READ = LoopHabit("Läufe", 3, 7, marks={TODAY - timedelta(days=back): YES for back in range(9)})
EXPORT = zip_of([READ, LoopHabit("Never", 1, 400)], TODAY)


def post(api: TestClient, headers: dict[str, str], payload: bytes = EXPORT, query: str = "") -> Any:
    files = {"file": ("Loop Habits CSV 2026-03-04.zip", payload)}
    return api.post(f"{PATH}{query}", files=files, headers=headers)


def test_an_import_reports_each_habit(api: TestClient) -> None:
    headers = bearer(make_user())
    implied = len(READ.computed()) - len(READ.marks)

    answer = post(api, headers)

    body = answer.json()
    assert (answer.status_code, body["status"]) == (201, "imported")
    assert answer.headers["location"] == f"{PATH}/{body['id']}"
    assert body["report"] == {
        "habits": [
            {
                "title": "Läufe",
                "action": "create",
                "entries": 9,
                "kept": 0,
                "strength": pytest.approx(READ.scores(TODAY)[TODAY], abs=1e-6),
                "dropped": [{"reason": "computed-by-loop", "count": implied}],
            },
            {
                "title": "Never",
                "action": "skip",
                "entries": 0,
                "kept": 0,
                "strength": None,
                "dropped": [],
            },
        ],
        "errors": [
            {
                "title": "Never",
                "code": "frequency-too-rare",
                "message": "It counts over 400 days; 365 is the most.",
            }
        ],
    }
    (habit,) = api.get("/api/v1/habits", headers=headers).json()["items"]
    assert habit["schedule"] == {"type": "rolling", "times": 3, "days": 7}
    assert habit["strength"] == body["report"]["habits"][0]["strength"]


def test_a_dry_run_waits_until_it_is_committed(api: TestClient) -> None:
    headers = bearer(make_user())
    planned = post(api, headers, database_of([READ]), "?dry_run=true&format=loop").json()
    before = api.get("/api/v1/habits", headers=headers).json()["total"]

    done = api.post(f"{PATH}/{planned['id']}/commit", headers=headers)

    assert (planned["status"], before) == ("dry_run", 0)
    assert (done.status_code, done.json()["status"]) == (200, "imported")
    assert done.json()["report"] == planned["report"]
    assert api.get(f"{PATH}/{planned['id']}", headers=headers).json() == done.json()
    assert api.get("/api/v1/habits", headers=headers).json()["total"] == 1


def test_a_strangers_import_is_not_found_and_nobody_is_asked_to_sign_in(api: TestClient) -> None:
    run = post(api, bearer(make_user()), query="?dry_run=true").json()["id"]
    stranger = bearer(make_user())

    for import_id in (run, uuid4()):
        paths = [("GET", f"{PATH}/{import_id}"), ("POST", f"{PATH}/{import_id}/commit")]
        for method, path in paths:
            assert api.request(method, path, headers=stranger).status_code == 404
            assert api.request(method, path).status_code == 401
    assert post(api, {}).status_code == 401


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (b"", "unreadable-import"),
        (EXPORT[:-30], "unreadable-import"),
        (database_of([READ], 26), "newer-version"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(
    sqlite_api: TestClient, payload: bytes, code: str
) -> None:
    headers = bearer(make_user())

    answer = post(sqlite_api, headers, payload)

    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{code}")
    assert sqlite_api.get("/api/v1/habits", headers=headers).json()["total"] == 0


def test_a_file_beyond_20_mebibytes_is_refused(sqlite_api: TestClient) -> None:
    assert post(sqlite_api, bearer(make_user()), b"PK" * 11_000_000).status_code == 413


def test_a_file_that_unpacks_to_too_much_is_too_large(sqlite_api: TestClient) -> None:
    bomb = packed({"Habits.csv": b"Name\nRead\n", "a.csv": b"0" * 40_000_000})

    answer = post(sqlite_api, bearer(make_user()), bomb)

    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/import-too-large")


def test_a_file_that_grows_beyond_its_limit_is_refused_midway(sqlite_api: TestClient) -> None:
    sent = 0

    def growing() -> Iterator[bytes]:
        nonlocal sent
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(40):
            sent += 1
            yield b"0" * 1_048_576
        yield b"\r\n--x--\r\n"

    headers = {**bearer(make_user()), "Content-Type": "multipart/form-data; boundary=x"}

    assert sqlite_api.post(PATH, content=growing(), headers=headers).status_code == 413


@pytest.mark.parametrize("wanted", [{}, {"files": {"other": b"x"}}], ids=["nothing", "another"])
def test_a_request_without_a_file_is_told_which_field(
    sqlite_api: TestClient, wanted: dict[str, Any]
) -> None:
    answer = sqlite_api.post(PATH, headers=bearer(make_user()), **wanted)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "file"


@pytest.mark.parametrize("wanted", [{"data": {"file": "text"}}, {"json": {}}], ids=["form", "JSON"])
def test_a_file_in_a_body_of_another_kind_is_refused(
    sqlite_api: TestClient, wanted: dict[str, Any]
) -> None:
    answer = sqlite_api.post(PATH, headers=bearer(make_user()), **wanted)

    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media-type")


@pytest.mark.usefixtures("sqlite_database")
@pytest.mark.parametrize(
    ("path", "kind", "size"),
    [
        (PATH, "multipart/form-data; boundary=x", None),
        ("/api/v1/habits", "application/json", 70000),
    ],
)
def test_nobody_is_refused_before_much_of_a_body_is_read(
    path: str, kind: str, size: int | None
) -> None:
    pulled: list[int] = []
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        pulled.append(1)
        return {"type": "http.request", "body": b"x" * 70_000, "more_body": size is None}

    async def send(message: Any) -> None:
        sent.append(message)

    length = [(b"content-length", str(size).encode())] if size else []
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(b"authorization", b"x"), (b"content-type", kind.encode()), *length],
    }
    asyncio.run(create_api()(scope, receive, send))

    assert (sent[0]["status"], pulled) == (401, [])


def test_an_import_counts_once(sqlite_api: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HABIT_RATE_OTHER", "3/minute")
    forget()
    headers = bearer(make_user())
    large = EXPORT + b"\0" * 100_000

    assert [post(sqlite_api, headers, large).status_code for _ in range(4)][-2:] == [422, 429]


def test_a_table_of_habitbull_is_imported_and_told_from_a_file_of_loop(api: TestClient) -> None:
    headers = bearer(make_user())
    rows = b"HabitName,CalendarDate,Value\nRead,2026-03-01,1\nWalk,2026-03-01,2.5\n"

    refused = post(api, headers, rows, "?format=loop")
    first = post(api, headers, rows, "?format=habitbull").json()["report"]["habits"]
    again = post(api, headers, rows).json()["report"]["habits"]

    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "another-format")
    assert [(habit["action"], habit["entries"]) for habit in first] == [("create", 1)] * 2
    assert [(habit["action"], habit["entries"]) for habit in again] == [("skip", 0)] * 2
    assert api.get("/api/v1/habits", headers=headers).json()["total"] == 2


def test_an_unknown_format_is_refused(sqlite_api: TestClient) -> None:
    answer = post(sqlite_api, bearer(make_user()), query="?format=paper")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "format"


def test_a_body_that_is_no_form_is_refused(sqlite_api: TestClient) -> None:
    headers = {**bearer(make_user()), "Content-Type": "multipart/form-data; boundary=x"}

    assert sqlite_api.post(PATH, content=b"--y\r\n", headers=headers).status_code in {400, 422}
