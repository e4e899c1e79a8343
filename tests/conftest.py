"""What every test stands on: its own database, a stopped clock where wanted, no outside."""

import os
import shutil
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import time_machine
from fastapi import FastAPI
from filelock import FileLock
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from sqlalchemy import event
from starlette.testclient import TestClient

from habit_app import revisions
from habit_app.db import migrations, session
from habit_app.services.accounts import passwords
from habit_app.services.shared import rate_limits, tokens
from habit_app.settings import get_settings
from habit_app.worker import training_process
from habit_app.worker.app import AREAS
from tests import moment
from tests.faults import table
from tests.servers import engines, listener, postgres, smtp
from tests.servers.listener import Listener
from tests.servers.smtp import Mailbox

moment.begin()

# How fast the machine is decides about no test.
hypothesis_settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("any machine")

for area in AREAS:
    import_module(area)  # as a worker does when it starts

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True, scope="session")
def _no_outside() -> Iterator[None]:
    """Refuse every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in LOOPBACK:
            raise AssertionError(f"A test wanted to reach {address[0]}.")
        connect(self, address)

    patch = pytest.MonkeyPatch()
    patch.setattr(socket.socket, "connect", guarded)
    yield
    patch.undo()


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of this test run, the same for all of its parallel workers."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own


@pytest.fixture(autouse=True, scope="session")
def _engines_stay() -> Iterator[None]:
    """Compile each SQL statement once, not once per test (`engines.kept` says how)."""
    with engines.kept():
        yield


@pytest.fixture(scope="session")
def postgres_url(shared_folder: Path) -> str:
    """A migrated PostgreSQL database of this worker; it waits for no disk."""
    with FileLock(shared_folder / "postgres.lock"):
        url = postgres.new_database(postgres.server_url(shared_folder))
    with inside(HABIT_DATABASE_URL=url, HABIT_DATA_DIR=str(shared_folder)):
        migrations.upgrade()
        engines.hurry_postgresql()
    return url


@pytest.fixture(scope="session")
def sqlite_template(own_folder: Path) -> Path:
    """A migrated SQLite file, to be copied."""
    path = own_folder / "template.sqlite3"
    with inside(HABIT_DATABASE_URL=f"sqlite:///{path}", HABIT_DATA_DIR=str(own_folder)):
        migrations.upgrade()
    return path


@pytest.fixture(scope="session")
def own_folder(shared_folder: Path) -> Path:
    """A folder of this worker."""
    folder = shared_folder / os.environ.get("PYTEST_XDIST_WORKER", "main")
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def sqlite_file(sqlite_template: Path, own_folder: Path) -> Path:
    """A new copy of the template, alone in its folder, where the copy of the last test was."""
    path = own_folder / "sqlite" / "test.sqlite3"
    shutil.rmtree(path.parent, ignore_errors=True)
    path.parent.mkdir(mode=0o700)
    shutil.copy(sqlite_template, path)
    return path


@contextmanager
def inside(**values: str) -> Iterator[None]:
    """Act as an installation with these settings, which remembers nothing of another."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values, HABIT_ENV="test")
    forget()
    try:
        yield
    finally:
        if session.get_engine().dialect.name == "sqlite":  # the file is going to be another one
            session.get_engine().dispose()
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        forget()


def forget() -> None:
    for remembered in (
        get_settings,
        session.get_engine,
        tokens.key_for,
        rate_limits._counters,
        rate_limits._item,
        revisions._teller,
    ):
        remembered.cache_clear()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> str:
    """An empty, migrated database; the test runs on both kinds."""
    kind: str = request.getfixturevalue(f"{request.param}_database")
    return kind


@pytest.fixture
def sqlite_database(sqlite_file: Path, tmp_path: Path) -> Iterator[str]:
    with inside(HABIT_DATABASE_URL=f"sqlite:///{sqlite_file}", HABIT_DATA_DIR=str(tmp_path)):
        yield "sqlite"


@pytest.fixture
def postgresql_database(postgres_url: str, tmp_path: Path) -> Iterator[str]:
    with inside(HABIT_DATABASE_URL=postgres_url, HABIT_DATA_DIR=str(tmp_path)):
        engines.empty_postgresql()
        yield "postgresql"


@pytest.fixture(autouse=True, scope="session")
def _cheap_passwords() -> None:
    """bcrypt at its cheapest: its cost is not what most tests are about."""
    passwords.SCHEME = passwords.SCHEME.using(rounds=4)


@pytest.fixture(autouse=True)
def _no_training(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rounds of the beat train nothing: that is a process of its own, with a clock of its own."""
    if "trains" not in request.keywords:
        monkeypatch.setattr(training_process, "train", lambda _progress, **_asked: {})


@pytest.fixture
def stopped_clock() -> Iterator[time_machine.Traveller]:
    """Noon of 4 March 2026 in UTC, a Wednesday, until the test moves it."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def statements() -> Callable[[], Any]:
    """Count the SQL statements of a block."""

    @contextmanager
    def counted() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            seen.append(statement)

        engine = session.get_engine()
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return counted


@pytest.fixture
def api(database: str) -> Iterator[TestClient]:
    """The REST API on both databases."""
    yield from _client()


@pytest.fixture
def sqlite_api(sqlite_database: str) -> Iterator[TestClient]:
    """The REST API where the kind of database makes no difference."""
    yield from _client()


def _client() -> Iterator[TestClient]:
    with TestClient(_app(), raise_server_exceptions=False) as client:
        yield client


@lru_cache(maxsize=1)
def _app() -> FastAPI:
    """One app for all tests: it holds nothing but its routes, which its first request builds."""
    from habit_app.api.app import create_api

    return create_api()


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A real mail server that the product knows of."""
    with smtp.running() as box:
        settings = {
            "HOST": "127.0.0.1",
            "PORT": str(box.port),
            "USER": smtp.USER,
            "PASSWORD": smtp.PASSWORD,
            "TLS": "none",
            "FROM": "SmartHabit <habits@example.org>",
        }
        for name, value in settings.items():
            monkeypatch.setenv(f"HABIT_SMTP_{name}", value)
        forget()
        yield box
    monkeypatch.undo()
    forget()


@pytest.fixture
def server() -> Iterator[Listener]:
    """Somebody's server, which channels may call where `permission` is given."""
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long tests first, in the random order they have: no worker waits for another's in the end."""
    long = ("browser", "no_cover")
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in long))


def pytest_report_header() -> str:
    return moment.named()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what the fault tests measured."""
    for line in table.lines():
        terminalreporter.write_line(line)
