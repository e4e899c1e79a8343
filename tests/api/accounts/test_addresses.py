"""One mailbox, one account: which spellings of an address are the same, and which are not."""

import pytest
from sqlalchemy import text
from starlette.testclient import TestClient

from habit_app.db import migrations
from habit_app.db.session import get_engine, writing
from habit_app.errors import TooMany
from habit_app.services.accounts import recovery
from habit_app.services.shared import rate_limits
from habit_app.services.shared.audit import Origin
from habit_app.services.shared.email_addresses import key_of
from tests.makers import PASSWORD, bearer, make_user

BASE = "/api/v1/auth"
ME = "/api/v1/users/me"
OTHERS = [
    ("strasse@fass.de", "straße@faß.de"),
    ("strasse@example.com", "straße@example.com"),
    ("sam@example.com", "\u017fam@example.com"),
    ("fin@example.com", "ﬁn@example.com"),
    ("anna@fass.de", "anna@faß.de"),
    ("änna@example.com", "anna@example.com"),
]
SAME = [
    ("anna@example.com", "ANNA@Example.COM"),
    ("anna@faß.de", "Anna@XN--FA-HIA.de"),
    ("anna@bücher.example", "anna@xn--bcher-kva.example"),
    ("anna@bücher.example", "anna@BÜCHER.example"),
]


def sign_up(api: TestClient, email: str) -> int:
    body = {"email": email, "password": PASSWORD, "full_name": "Ada", "client": "api"}
    return api.post(f"{BASE}/signup", json=body).status_code


def log_in(api: TestClient, email: str) -> int:
    body = {"email": email, "password": PASSWORD, "client": "api"}
    return api.post(f"{BASE}/login", json=body).status_code


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_a_confirmed_address_becomes_no_other_one_without_an_answer_from_there(
    api: TestClient, one: str, other: str
) -> None:
    headers = bearer(make_user(email=one))

    answer = api.patch(ME, json={"email": other, "password": PASSWORD}, headers=headers)

    assert answer.status_code == 200
    assert api.get(ME, headers=headers).json()["email"] == one


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_two_mailboxes_are_two_accounts(sqlite_api: TestClient, one: str, other: str) -> None:
    assert sign_up(sqlite_api, one) == 201
    assert log_in(sqlite_api, other) == 401
    assert sign_up(sqlite_api, other) == 201
    assert log_in(sqlite_api, other) == 200


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_mailbox_is_one_account_however_it_is_written(
    sqlite_api: TestClient, one: str, other: str
) -> None:
    assert sign_up(sqlite_api, one) == 201
    assert sign_up(sqlite_api, other) == 409
    assert log_in(sqlite_api, other) == 200


@pytest.mark.parametrize(("one", "other"), SAME)
@pytest.mark.usefixtures("sqlite_database")
def test_limits_count_a_mailbox_however_it_is_written(one: str, other: str) -> None:
    make_user(email=one)
    for _ in range(5):
        recovery.forgot(email=one, origin=Origin("192.0.2.1"))

    with pytest.raises(TooMany):
        rate_limits.spend("mail", "address", key_of(other))


@pytest.mark.parametrize("no_address", ["", "a", "a@", "@example.com", "a b@example.com"])
def test_what_is_no_address_is_nobodys(no_address: str) -> None:
    assert key_of(no_address) == ""


def test_accounts_of_before_are_found_by_their_own_address_again(database: str) -> None:
    """They were found by folded letters; who could have come by them so, confirms again."""
    plain, umlaut, sharp = (
        make_user(email=email)
        for email in ("Anna@example.com", "änna@bücher.example", "straße@faß.de")
    )
    migrations.downgrade("0010")
    with writing(get_engine()).begin() as connection:
        keys = set(connection.execute(text('SELECT email_key FROM "user"')).scalars())
    assert keys == {"anna@example.com", "änna@bücher.example", "strasse@fass.de"}

    migrations.upgrade()

    with get_engine().connect() as connection:
        rows = connection.execute(text('SELECT email, email_key, email_confirmed_at FROM "user"'))
        found = {row.email: row for row in rows}
    for viewer in (plain, umlaut, sharp):
        assert found[viewer.email].email_key == key_of(viewer.email)
    assert found[umlaut.email].email_key == "änna@xn--bcher-kva.example"
    confirmed = {email for email, row in found.items() if row.email_confirmed_at}
    assert confirmed == {plain.email, umlaut.email}
