"""Every handler is a public door: what nobody and what a stranger gets through each."""
# longer than the rule: one list of doors, tried by nobody, by strangers and by their owners

import json
import re
import urllib.error
import urllib.request
from http.client import HTTPConnection
from http.cookiejar import CookieJar
from itertools import cycle
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from habit_app.habit_app import app as _app
from habit_app.ui.reflex import internals
from tests.servers.product import Product
from tests.ui.socket import Tab

OURS = "reflex___state____state.habit_app___ui"
PASSWORD = "three small steps"


class Person:
    """Somebody with a browser's cookie and a habit of their own."""

    def __init__(self, product: Product) -> None:
        self.base = product.base
        self.email = f"{uuid4().hex[:8]}@example.com"
        self.secret = f"Secret {uuid4().hex[:8]}"
        jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        form = {"email": self.email, "password": PASSWORD, "full_name": "Ada", "timezone": "UTC"}
        self.send("/api/v1/auth/form/signup", urlencode(form).encode(), kind="form")
        self.cookie = "; ".join(f"{c.name}={c.value}" for c in jar if c.path == "/")
        made = self.send("/api/v1/habits", json.dumps({"title": self.secret}).encode())
        self.habit_id = json.loads(made)["id"]

    def send(self, path: str, body: bytes | None = None, *, kind: str = "json") -> str:
        types = {"json": "application/json", "form": "application/x-www-form-urlencoded"}
        request = urllib.request.Request(self.base + path, body)
        request.add_header("Origin", self.base)
        request.add_header("Content-Type", types[kind])
        with self._opener.open(request, timeout=10) as answer:
            return str(answer.read().decode())


@pytest.fixture(scope="module")
def ada(product: Product) -> Person:
    return Person(product)


@pytest.fixture(scope="module")
def eve(product: Product) -> Person:
    return Person(product)


def our_handlers() -> list[str]:
    assert _app is not None
    return sorted(
        name
        for name in internals.handlers()
        if name.startswith(OURS) and not name.endswith(".setvar")
    )


def arguments(name: str, habit_id: str) -> dict[str, object]:
    """What a handler wants to be told: one argument too many, and it would not run at all."""
    known: dict[str, object] = {
        "habit_id": habit_id,
        "said": "skip",
        "code": "x",
        "form": {"title": "Hello", "after": habit_id, "schedule": "daily"},
        "typed": {"title": "Hello"},
        "which": "status",
        "value": "archived",
        "template": "water",
        "place": -7,
        "name": "water",
        "day": "2026-13-99",
        "layout": "hexagon",
        "back": 1,
        "version_id": habit_id,
        "pause_id": habit_id,
        "version": 7,
        "notification_id": habit_id,
        "last_week": "yes",
    }
    return {wanted: known[wanted] for wanted in internals.parameters_of(name)}


def test_every_state_says_who_may_call_it() -> None:
    owners = {internals.owner_of(name) for name in our_handlers()}

    assert len(our_handlers()) >= 15
    assert all(owner is not None and owner._requires in {"user", "admin"} for owner in owners)


def test_nobody_sets_a_state_from_outside(product: Product, ada: Person) -> None:
    tab = Tab(product.base, cookie=ada.cookie)
    tab.settled()
    setters = [name for name in internals.handlers() if name.endswith(".setvar")]
    for name, var in zip(setters, cycle(("toast", "owner", "_viewer", "open")), strict=False):
        assert "/login" in tab.refused(name, var_name=var, value="x"), name
    tab.close()


def test_nobody_gets_anything_through_any_handler(product: Product, ada: Person) -> None:
    for name in our_handlers():
        tab = Tab(product.base)
        first = tab.settled()
        answer = tab.refused(name, **arguments(name, ada.habit_id))
        later = tab.settled()
        tab.close()
        assert ada.secret not in first + answer + later, name
        assert "/login" in answer, name


def test_a_stranger_neither_sees_nor_changes_what_is_not_theirs(
    product: Product, ada: Person, eve: Person
) -> None:
    for name in our_handlers():
        tab = Tab(product.base, cookie=eve.cookie, path=f"/habits/{ada.habit_id}")
        answer = tab.call(name, **arguments(name, ada.habit_id))
        tab.close()
        assert ada.secret not in answer, name

    habit = json.loads(ada.send(f"/api/v1/habits/{ada.habit_id}"))
    assert habit["title"] == ada.secret
    assert habit["archived"] is False
    assert habit["today"]["state"] == "pending"


ODD: list[object] = [None, [], {"a": [1]}, -1, 10**30, 1e400, "x" * 9999, "\\x00", "NaN"]
ODD_DAYS = [
    "0001-01-01",
    "1969-12-31",
    "9999-12-31",
    "2026-W10-3",
    "\u0662\u0660\u0662\u0666-01-01",
]


@pytest.mark.parametrize("value", [*ODD, *ODD_DAYS])
def test_no_argument_breaks_a_handler_of_habits(
    product: Product, eve: Person, value: object
) -> None:
    parts = (
        "today",
        "habits",
        "habit",
        "year",
        "history",
        "day_editor",
        "pauses",
        "versions",
        "insights",
        "inbox",
        "channels",
    )
    states = ["habit_sheet.", "schedule_words.", "undo.", "onboarding."]
    states += [f"{part}_state." for part in parts]
    before = product.log.read_text().count("Traceback")
    tab = Tab(product.base, cookie=eve.cookie, path=f"/habits/{eve.habit_id}")
    tab.settled()
    for name in our_handlers():
        if any(state in name for state in states) and not name.endswith("habit_state.delete"):
            tab.tell(name, **dict.fromkeys(internals.parameters_of(name), value))
    tab.settled()
    tab.close()

    assert product.log.read_text().count("Traceback") == before


def test_no_address_breaks_a_page(product: Product, eve: Person) -> None:
    before = product.log.read_text().count("Traceback")
    for page, name, event in (
        ("/", "day", "today_state.open"),
        ("/insights", "week", "insights_state.open"),
        ("/insights", "x", "insights_state.load"),
    ):
        for value in ("", "%00", "9" * 5000, *ODD_DAYS):
            tab = Tab(product.base, cookie=eve.cookie, path=f"{page}?{name}=2&{name}={value}")
            tab.settled()
            for found in our_handlers():
                if found.endswith(event):
                    tab.tell(found)
            tab.settled()
            tab.close()

    assert product.log.read_text().count("Traceback") == before


def test_the_owner_sees_their_day(product: Product, ada: Person) -> None:
    tab = Tab(product.base, cookie=ada.cookie)
    name = next(name for name in our_handlers() if name.endswith("today_state.load"))

    assert ada.secret in tab.settled() + tab.call(name)
    tab.close()


def test_an_open_page_ends_when_its_person_may_not_go_on(product: Product) -> None:
    gone, out = Person(product), Person(product)
    tabs = {person: Tab(product.base, cookie=person.cookie) for person in (gone, out)}
    for person, tab in tabs.items():
        assert person.secret in tab.settled() + tab.call(
            f"{OURS}___states___today___today____today_state.load"
        )
    product.command("user", "deactivate", gone.email)
    out.send("/api/v1/auth/logout", b"{}")

    for name in our_handlers():
        for person, tab in tabs.items():
            answer = tab.refused(name, **arguments(name, person.habit_id))
            assert person.secret not in answer, name
            assert "/login" in answer, name
    for person, tab in tabs.items():
        assert person.secret not in tab.settled()
        tab.close()


@pytest.mark.parametrize(
    ("origin", "status"),
    [(None, 101), ("https://evil.example", 403), ("null", 403), ("http://127.0.0.1:1", 403)],
)
def test_a_foreign_page_opens_no_socket(
    product: Product, ada: Person, origin: str | None, status: int
) -> None:
    connection = HTTPConnection(product.base.removeprefix("http://"), timeout=10)
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        "Cookie": ada.cookie,
        "Origin": origin or product.base,
    }
    connection.request(
        "GET", f"/_event/?EIO=4&transport=websocket&token={uuid4()}", None, handshake
    )

    answer = connection.getresponse()
    connection.close()

    assert answer.status == status


@pytest.mark.parametrize(
    "odd", ['foo={"a":1}', "a[b]=1", 'x="unterminated', "na me=1", "=", "a,b=1"]
)
def test_cookies_of_others_on_the_host_shut_nobody_out(
    product: Product, ada: Person, odd: str
) -> None:
    assert fetch(f"{product.base}/settings", f"{odd}; {ada.cookie}")[0] == 200


def test_nobody_writes_into_the_log(product: Product) -> None:
    name = next(n for n in internals.handlers() if n.endswith("handle_frontend_exception"))
    tab = Tab(product.base)
    tab.call(name, info="INJECTED by nobody", component_stack="x")
    tab.close()

    assert "INJECTED by nobody" not in product.log.read_text()


def test_a_page_that_broke_says_so_in_one_line(product: Product, ada: Person) -> None:
    name = next(n for n in internals.handlers() if n.endswith("handle_frontend_exception"))
    tab = Tab(product.base, cookie=ada.cookie)
    tab.settled()
    tab.call(name, info="BROKEN\n2026-01-01T00:00:00Z [info] forged \x1b[31m", component_stack="x")
    tab.close()

    said = product.log.read_text()
    assert "BROKEN" in said
    assert "\x1b[31m" not in said
    assert not [line for line in said.splitlines() if line.startswith("2026-01-01T00:00:00Z")]


def test_the_cookies_secret_reaches_no_state_and_no_log(product: Product, ada: Person) -> None:
    secret = ada.cookie.partition("=")[2]
    tab = Tab(product.base, cookie=ada.cookie)
    seen = tab.settled()
    tab.close()

    assert len(secret) > 30
    assert secret not in seen
    assert secret not in product.log.read_text()


def fetch(url: str, cookie: str = "") -> tuple[int, dict[str, str], str]:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *_args: object) -> None:
            return None

    request = urllib.request.Request(url, headers={"Cookie": cookie} if cookie else {})
    try:
        with urllib.request.build_opener(Stay).open(request, timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, dict(error.headers), error.read().decode()


@pytest.mark.parametrize(
    ("path", "signed_in", "status", "target"),
    [
        ("/", False, 303, "/login"),
        ("/settings?x=1", False, 303, "/login?next=/settings%3Fx%3D1"),
        ("/login", False, 200, ""),
        ("/login", True, 303, "/"),
        ("/", True, 200, ""),
        ("/habits/anything", True, 200, ""),
        ("/nowhere", True, 404, ""),
        ("/api/v1/nowhere", False, 404, ""),
    ],
)
def test_who_sees_which_page(
    product: Product, ada: Person, path: str, signed_in: bool, status: int, target: str
) -> None:
    found = fetch(product.base + path, ada.cookie if signed_in else "")

    headers = {name.lower(): value for name, value in found[1].items()}
    assert (found[0], headers.get("location", "")) == (status, target)


def test_pages_run_only_our_own_scripts(product: Product) -> None:
    _, headers, page = fetch(product.base + "/login")
    headers = {name.lower(): value for name, value in headers.items()}
    scripts = next(
        part for part in headers["content-security-policy"].split("; ") if "script-src" in part
    )

    assert "unsafe" not in scripts
    assert headers["cache-control"] == "no-cache"
    assert headers["x-content-type-options"] == "nosniff"
    asset = re.search(r"/assets/[^\"']+\.js", page)
    assert asset is not None
    kept = {n.lower(): v for n, v in fetch(product.base + asset[0])[1].items()}
    assert "immutable" in kept["cache-control"]
