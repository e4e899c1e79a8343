"""Requests that are repeated, and answers that are known already."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import text
from starlette.testclient import TestClient

from habit_app import clock
from habit_app.db.session import get_engine
from habit_app.services.imports import imports
from habit_app.services.shared import idempotency
from tests.loop_exports import zip_of
from tests.loop_model import YES, LoopHabit
from tests.makers import bearer, make_habit, make_user
from tests.operations import OPERATIONS

HABITS, IMPORTS = "/api/v1/habits", "/api/v1/imports"
TOKENS = "/api/v1/users/me/tokens"
TODAY = date(2026, 3, 4)
EXPORT = zip_of([LoopHabit("Read", 1, 1, marks={TODAY: YES})], TODAY)


def create(api: TestClient, headers: dict[str, str], key: str, title: str = "Read") -> Any:
    return api.post(HABITS, json={"title": title}, headers={**headers, "Idempotency-Key": key})


def test_a_repeated_request_creates_nothing_and_is_answered_alike(api: TestClient) -> None:
    headers, stranger = bearer(make_user()), bearer(make_user())

    first, again = create(api, headers, "k1"), create(api, headers, "k1")
    theirs = create(api, stranger, "k1")

    assert (first.status_code, again.status_code, theirs.status_code) == (201, 201, 201)
    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"]
    assert theirs.json()["id"] != first.json()["id"]
    assert api.get(HABITS, headers=headers).json()["total"] == 1


def test_a_key_belongs_to_one_request(api: TestClient) -> None:
    headers = bearer(make_user())
    create(api, headers, "k1")

    other = create(api, headers, "k1", title="Write")
    pause = api.post(
        "/api/v1/pauses",
        json={"from": "2026-01-01"},
        headers={**headers, "Idempotency-Key": "k1"},
    )

    assert (other.status_code, pause.status_code) == (409, 409)
    assert other.json()["type"] == "/problems/idempotency-key-reused"


def test_a_refused_request_leaves_its_key_free(sqlite_api: TestClient) -> None:
    headers = bearer(make_user())

    assert create(sqlite_api, headers, "k1", title="").status_code == 422
    assert create(sqlite_api, headers, "k1", title="Read").status_code == 201


def test_ten_at_once_with_one_key_create_one(api: TestClient) -> None:
    headers = bearer(make_user())

    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: create(api, headers, "k1"), range(10)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["id"] for answer in answers}) == 1
    assert api.get(HABITS, headers=headers).json()["total"] == 1


def test_a_key_is_forgotten_after_a_day(sqlite_api: TestClient) -> None:
    viewer = make_user()
    create(sqlite_api, bearer(viewer), "k1")

    with time_machine.travel(clock.utc_now() + timedelta(hours=25)):
        headers = bearer(viewer)
        assert create(sqlite_api, headers, "k1").status_code == 201
        assert sqlite_api.get(HABITS, headers=headers).json()["total"] == 2


@pytest.mark.parametrize("key", ["", "x" * 201, "tab\there"])
def test_odd_keys_are_refused(sqlite_api: TestClient, key: str) -> None:
    answer = create(sqlite_api, bearer(make_user()), key)

    assert (answer.status_code, answer.json()["type"]) == (400, "/problems/idempotency-key")


def test_a_tick_can_be_repeated_by_key_too(api: TestClient) -> None:
    viewer = make_user()
    habit = make_habit(viewer, kind="numeric", unit="pages", target=20)
    headers = {**bearer(viewer), "Idempotency-Key": "t1"}
    body = {"add": 5, "op_id": "0b9d8f6e-0c55-4d2e-9a55-6d1f5b1c7a10"}

    answers = [api.post(f"{HABITS}/{habit.id}/checkin", json=body, headers=headers) for _ in "12"]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[1].json()["entry"]["value"] == 5


def bring(api: TestClient, headers: dict[str, str], payload: bytes, query: str = "") -> Any:
    """Each time with another boundary around the file."""
    return api.post(f"{IMPORTS}{query}", files={"file": ("loop.zip", payload)}, headers=headers)


@pytest.mark.parametrize("query", ["", "?dry_run=true"])
def test_an_import_is_made_once(api: TestClient, query: str) -> None:
    headers = {**bearer(make_user()), "Idempotency-Key": "i1"}

    first, again = (bring(api, headers, EXPORT, query) for _ in "12")
    other = bring(api, headers, zip_of([LoopHabit("Run", 1, 1)], TODAY), query)
    otherwise = bring(api, headers, EXPORT, "?format=loop")

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert first.headers["location"] == again.headers["location"]
    with get_engine().connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM import_run")).scalar() == 1
    for answer in (other, otherwise):
        assert answer.json()["type"] == "/problems/idempotency-key-reused"


def test_an_import_that_is_refused_leaves_its_key_free(api: TestClient) -> None:
    headers = {**bearer(make_user()), "Idempotency-Key": "i1"}

    assert bring(api, headers, b"no zip").status_code == 422
    assert bring(api, headers, EXPORT).status_code == 201


def test_a_repetition_does_not_overtake_an_import(
    api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = make_user()
    headers = {**bearer(viewer), "Idempotency-Key": "i1"}
    bring_in = imports.bring_in
    meanwhile: list[Any] = []

    def slowly(*args: Any, **more: Any) -> Any:
        monkeypatch.setattr(imports, "bring_in", bring_in)
        meanwhile.append(bring(api, headers, EXPORT))
        return bring_in(*args, **more)

    monkeypatch.setattr(imports, "bring_in", slowly)
    first = bring(api, headers, EXPORT)

    assert (first.status_code, meanwhile[0].status_code) == (201, 409)
    assert meanwhile[0].json()["type"] == "/problems/idempotency-key-in-use"
    assert bring(api, headers, EXPORT).content == first.content


def test_a_key_whose_process_died_is_free_after_a_while(
    api: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = make_user()
    with monkeypatch.context() as dying:
        dying.setattr(idempotency, "free", lambda *_args, **_more: None)
        dying.setattr(imports, "bring_in", None)
        headers = {**bearer(viewer), "Idempotency-Key": "i1"}
        assert bring(api, headers, EXPORT).status_code == 500
    assert bring(api, headers, EXPORT).status_code == 409

    with time_machine.travel(clock.utc_now() + timedelta(minutes=11)):
        assert bring(api, headers, EXPORT).status_code == 201


def test_a_token_is_made_and_shown_once(api: TestClient) -> None:
    headers = {**bearer(make_user()), "Idempotency-Key": "t1"}

    first, again = (api.post(TOKENS, json={"name": "Script"}, headers=headers) for _ in "12")
    other = api.post(TOKENS, json={"name": "Another"}, headers=headers)

    assert (first.status_code, again.status_code) == (201, 409)
    assert again.json()["type"] == "/problems/token-made-already"
    assert other.json()["type"] == "/problems/idempotency-key-reused"
    assert len(api.get(TOKENS, headers=headers).json()["items"]) == 1
    with get_engine().connect() as connection:
        kept = connection.execute(text("SELECT * FROM idempotency_key")).one()
    assert first.json()["token"] not in str(tuple(kept))
    assert kept.body is None


def test_every_post_that_creates_takes_a_key() -> None:
    without = {
        operation["operationId"]
        for _, _, operation in OPERATIONS
        if "201" in operation["responses"]
        and "Idempotency-Key" not in {each["name"] for each in operation.get("parameters", ())}
    }

    assert without == {"sign_up"}


@pytest.mark.parametrize("path", ["/habits", "/today", "/habits/{id}", "/habits/{id}/stats"])
def test_what_is_known_already_is_not_sent_again(api: TestClient, path: str) -> None:
    viewer = make_user()
    habit, headers = make_habit(viewer), bearer(viewer)
    target = f"/api/v1{path}".replace("{id}", str(habit.id))

    first = api.get(target, headers=headers)
    etag = first.headers["etag"]
    same = api.get(target, headers={**headers, "If-None-Match": f'"other", W/{etag}'})
    api.post(f"{HABITS}/{habit.id}/checkin", json={}, headers=headers)
    changed = api.get(target, headers={**headers, "If-None-Match": etag})

    assert first.headers["cache-control"] == "private, no-cache"
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag


def test_accounts_are_kept_by_no_cache(sqlite_api: TestClient) -> None:
    headers = bearer(make_user())

    for path in ("/users/me", "/auth/me", "/auth/sessions", "/users/me/tokens"):
        answer = sqlite_api.get(f"/api/v1{path}", headers=headers)
        assert answer.headers["cache-control"] == "private, no-store"
        assert "etag" not in answer.headers
