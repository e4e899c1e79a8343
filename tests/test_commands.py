"""The commands: what they do, what they say, and with which code they end."""

import io
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from random import Random

import pytest
from pydantic import ValidationError

from habit_app import cli
from habit_app.db import migrations
from habit_app.db.session import read_only
from habit_app.errors import NotFound
from habit_app.services.habits.lists import HabitQuery, list_habits
from habit_app.services.shared import viewers
from habit_app.serving import laptop, pages
from habit_app.settings import get_settings
from tests.loop_exports import random_habit, zip_of
from tests.makers import make_user

DONE, REFUSED, USAGE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command left behind."""

    code: int
    said: str
    complained: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command as `python -m habit_app` does."""

    def command(*arguments: str, stdin: str = "") -> Outcome:
        monkeypatch.setattr(sys, "argv", ["habit_app", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        with pytest.raises(SystemExit) as end:
            cli.main()
        code = end.value.code
        assert isinstance(code, int)
        said = capsys.readouterr()
        return Outcome(code, said.out, said.err)

    return command


def export_of(folder: Path, *, title: str = "Read") -> Path:
    path = folder / "loop.zip"
    path.write_bytes(
        zip_of([random_habit(Random(1), title, date(2026, 3, 4), 90)], date(2026, 3, 4))
    )
    return path


@pytest.mark.parametrize(
    "arguments",
    [[], ["serve"], ["web"], ["build"], ["seed"], ["import"], ["migrate"], ["user", "create"]],
)
def test_every_command_explains_itself(run: Run, arguments: list[str]) -> None:
    outcome = run(*arguments, "--help")

    assert outcome.code == DONE
    assert "Usage" in outcome.said


@pytest.mark.parametrize(
    "arguments", [["nothing"], ["import"], ["import", "gone.zip", "--user", "a@example.com"]]
)
def test_wrong_usage_is_code_two(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).code == USAGE


def test_an_account_is_made_with_a_password_from_standard_input(
    run: Run, sqlite_database: str
) -> None:
    outcome = run(
        "user", "create", "ada@example.com", "--admin", "--password-stdin", stdin="long enough 1\n"
    )

    assert outcome.code == DONE
    with read_only() as session:
        assert viewers.of_email(session, "ada@example.com").role == "admin"


def test_an_account_is_made_where_its_owner_lives(run: Run, sqlite_database: str) -> None:
    made = ("user", "create", "ada@example.com", "--password-stdin", "--timezone", "Asia/Calcutta")
    lost = ("user", "create", "bob@example.com", "--password-stdin", "--timezone", "Mars/Base")

    assert run(*made, stdin="long enough 1\n").code == DONE
    refused = run(*lost, stdin="long enough 1\n")

    assert refused.code == REFUSED
    assert "Choose an IANA time zone, such as Europe/Berlin." in refused.complained
    with read_only() as session:
        assert viewers.of_email(session, "ada@example.com").timezone == "Asia/Calcutta"
        with pytest.raises(NotFound):
            viewers.of_email(session, "bob@example.com")


def test_a_refusal_is_one_clear_line_and_code_one(run: Run, sqlite_database: str) -> None:
    make_user(email="ada@example.com")

    taken = run("user", "create", "ada@example.com", "--password-stdin", stdin="long enough 1\n")
    short = run("user", "create", "bob@example.com", "--password-stdin", stdin="x\n")

    assert (taken.code, short.code) == (REFUSED, REFUSED)
    for outcome in (taken, short):
        assert outcome.complained.startswith("Refused: ")
        assert "Traceback" not in outcome.complained


@pytest.mark.usefixtures("stopped_clock")
def test_a_loop_export_comes_in_with_one_command_and_again_changes_nothing(
    run: Run, database: str, tmp_path: Path
) -> None:
    viewer = make_user(email="ada@example.com")
    # A title that would be markup on the console, were it not taken as text.
    file = str(export_of(tmp_path, title="[/b] Read [red]"))

    planned = run("import", file, "--user", "ada@example.com", "--dry-run")
    done = run("import", file, "--user", "ada@example.com")
    again = run("import", file, "--user", "ada@example.com", "--today", "2026-03-04")

    assert (planned.code, done.code, again.code) == (DONE, DONE, DONE)
    assert "Nothing was written." in planned.said
    assert "create" in planned.said
    assert "Imported." in done.said
    assert "skip" in again.said
    with read_only() as session:
        found = list_habits(session, viewer=viewer, query=HabitQuery(status="all", limit=10))
    assert [habit.title for habit in found.items] == ["[/b] Read [red]"]


@pytest.mark.parametrize(
    ("user", "today", "payload"),
    [
        ("nobody@example.com", "", b"PK"),
        ("ada@example.com", "yesterday", b"PK"),
        ("ada@example.com", "", b"PK"),
        ("ada@example.com", "", b"not an export"),
        ("ada@example.com", "", b"\0" * (20 * 1024 * 1024 + 1)),
    ],
)
def test_what_cannot_be_imported_is_refused(
    run: Run, sqlite_database: str, tmp_path: Path, user: str, today: str, payload: bytes
) -> None:
    make_user(email="ada@example.com")
    file = tmp_path / "export"
    file.write_bytes(payload)

    outcome = run("import", str(file), "--user", user, *(["--today", today] if today else []))

    assert outcome.code == REFUSED
    assert outcome.complained.startswith("Refused: ")


def test_migrating_down_and_up_keeps_a_copy_of_the_file(
    run: Run, sqlite_database: str, sqlite_file: Path
) -> None:
    down = run("migrate", "down", "base")
    current = run("migrate", "current")
    up, again = run("migrate", "up"), run("migrate", "up")
    history = run("migrate", "history")

    assert [outcome.code for outcome in (down, current, up, again, history)] == [DONE] * 5
    assert f"at nothing, newest is {migrations.head()}" in current.said
    assert (up.said, again.said) == ("Migrated.\n", "Nothing to do.\n")
    assert migrations.head() in history.said
    assert len(list(sqlite_file.parent.glob("*.backup"))) == 1


def test_a_revision_that_is_not_there_is_refused(run: Run, sqlite_database: str) -> None:
    assert run("migrate", "up", "9999").code == REFUSED
    assert run("migrate", "down", "9999").code == REFUSED


def test_a_database_of_a_newer_version_is_left_alone(
    run: Run, sqlite_database: str, sqlite_file: Path
) -> None:
    with sqlite3.connect(sqlite_file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from_tomorrow'")
    connection.close()

    outcome = run("migrate", "up")

    assert outcome.code == REFUSED
    assert "from_tomorrow" in outcome.complained


def test_demo_data_are_made_once_and_never_beside_somebody(run: Run, sqlite_database: str) -> None:
    first, second = run("seed"), run("seed")

    assert (first.code, second.code) == (DONE, DONE)
    assert "Made a demo account" in first.said
    assert "nothing was made" in second.said
    with read_only() as session:
        viewer = viewers.of_email(session, laptop.DEMO_EMAIL)
        assert list_habits(session, viewer=viewer, query=HabitQuery(limit=100)).total == 8


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [("PORT", "eighty", "HABIT_PORT"), ("ENV", "production", "HABIT_SECRET_KEY")],
)
def test_unusable_settings_are_named_without_their_values(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str
) -> None:
    monkeypatch.setenv("HABIT_SECRET_KEY", "hush")
    monkeypatch.setenv(f"HABIT_{name}", value)
    get_settings.cache_clear()

    outcome = run("migrate", "current")
    with pytest.raises(ValidationError) as wrong:
        get_settings()

    assert outcome.code == REFUSED
    assert said in outcome.complained
    assert "hush" not in outcome.complained
    assert "hush" not in str(wrong.value)  # what a server's traceback would show


def test_a_database_that_is_away_is_said_in_a_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, sqlite_database: str, tmp_path: Path
) -> None:
    from tests.conftest import forget

    away = f"postgresql+psycopg2://nobody@/nothing?host={tmp_path}"
    monkeypatch.setenv("HABIT_DATABASE_URL", away)
    forget()

    outcome = run("migrate", "current")

    assert outcome.code == REFUSED
    assert outcome.complained.startswith("Refused: The database does not answer.")


def test_the_web_process_wants_built_pages(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(pages, "STAMP", tmp_path / "none")

    outcome = run("web")

    assert outcome.code == REFUSED
    assert "habit_app build" in outcome.complained
