"""Documents keep their word: what they name is there, and what is there they name."""

import re
import tomllib
from collections import Counter
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import Index, UniqueConstraint
from typer.main import get_command

from habit_app.api.app import create_api
from habit_app.cli import app
from habit_app.db.tables import metadata
from habit_app.settings import Settings

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
MAKEFILE = (ROOT / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z0-9]+):.*## ", MAKEFILE, re.MULTILINE))
SETTINGS = {f"HABIT_{name.upper()}" for name in Settings.model_fields}
OF_TESTS = {"HABIT_TEST_DATABASE_URL"}


def text(name: str) -> str:
    return (ROOT / name).read_text()


def commands() -> dict[str, set[str]]:
    """Each command with the words that may follow it."""
    found = get_command(app)
    return {
        name: set(getattr(command, "commands", {}))
        for name, command in getattr(found, "commands", {}).items()
    }


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", path.read_text())

    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_commands_that_are_named_exist(path: Path) -> None:
    said = path.read_text()
    known = commands()

    assert set(re.findall(r"\bmake ([a-z0-9]+)", _code(said))) <= TARGETS
    for name, after in re.findall(r"-m habit_app ([a-z]+)(?: ([a-z]+))?", said):
        assert name in known, name
        assert not known[name] or not after or after in known[name], f"{name} {after}"


def _code(said: str) -> str:
    """What stands in code: fenced blocks and back-quoted words."""
    fenced = re.findall(r"```.*?```", said, re.DOTALL)
    return "\n".join([*fenced, *(f"{word} " for word in re.findall(r"`([^`\n]+)`", said))])


def test_every_target_says_what_it_does_and_is_phony() -> None:
    phony = set(re.search(r"^\.PHONY: (.*)$", MAKEFILE, re.MULTILINE)[1].split())  # type: ignore[index]

    assert phony == TARGETS


@pytest.mark.parametrize(
    "path", [".env.example", "docker-compose.yml", "Dockerfile", "docs/deployment.md", "README.md"]
)
def test_settings_that_are_named_exist(path: str) -> None:
    assert set(re.findall(r"\bHABIT_[A-Z_]+[A-Z]\b", text(path))) <= SETTINGS | OF_TESTS


def test_the_database_page_names_each_table_and_each_index() -> None:
    page = text("docs/database.md")
    rows = re.findall(r"^\| (.*?) \|", page, re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row)}
    indexes = {
        str(thing.name)
        for table in metadata.tables.values()
        for thing in [*table.indexes, *table.constraints]
        if isinstance(thing, Index | UniqueConstraint)
    }
    primary = {str(table.primary_key.name) for table in metadata.tables.values()}

    assert set(metadata.tables) <= named
    assert indexes <= named
    assert named <= set(metadata.tables) | indexes | primary


def test_the_api_page_names_paths_that_exist() -> None:
    served = {re.sub(r"\{\w+\}", "{}", path) for path in create_api().openapi()["paths"]}
    curled = set(re.findall(r"\$API(/[\w/$]+)", text("docs/api.md")))

    assert curled
    for path in curled:
        assert "/api/v1" + re.sub(r"\$\w+", "{}", path) in served, path


def test_the_api_page_names_every_type_of_problem() -> None:
    raised = re.compile(
        r"(?:NotFound|Conflict|NotAllowed|SignInNeeded|Malformed|TooLarge|Unavailable)"
        r"\([^()]*(?:\([^()]*\)[^()]*)*\"([a-z]+(?:-[a-z]+)+)\"\s*\)"
    )
    of_commands = {"user-not-found", "no-demo"}
    folders = ("services", "api", "integrations")
    sources = [path for name in folders for path in (ROOT / "habit_app" / name).rglob("*.py")]
    codes = {code for path in sources for code in raised.findall(path.read_text())} - of_commands
    table = text("docs/api.md").partition("## Problem types")[2].partition("\n## ")[0]

    assert len(codes) > 15
    assert codes <= set(re.findall(r"`([a-z-]+)`", table))


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-build.txt", "requirements-dev.txt"]
)
def test_every_package_is_pinned_with_hashes(name: str) -> None:
    packages = re.split(r"\n(?=\S)", text(name).strip())

    assert packages
    for package in packages:
        assert re.match(r"[a-z0-9._-]+(\[[\w,-]+\])?==\S+", package), package.splitlines()[0]
        assert "--hash=sha256:" in package, package.splitlines()[0]


def test_what_is_asked_for_is_what_is_pinned() -> None:
    project = tomllib.loads(text("pyproject.toml"))
    asked = {
        "requirements.txt": project["project"]["dependencies"],
        "requirements-build.txt": project["dependency-groups"]["build"],
        "requirements-dev.txt": project["dependency-groups"]["dev"],
    }

    for name, packages in asked.items():
        pinned = set(re.findall(r"^([a-z0-9._-]+)(?:\[.*\])?==", text(name), re.MULTILINE))
        wanted = {re.split(r"[\[=<>~ ]", package)[0] for package in packages}
        assert wanted <= pinned, name


def test_the_image_does_not_run_as_root_and_tells_how_it_is() -> None:
    last_stage = text("Dockerfile").rpartition("\nFROM ")[2]

    assert re.search(r"^USER (?!root|0)", last_stage, re.MULTILINE)
    assert "HEALTHCHECK" in last_stage
    assert "requirements-build" not in last_stage


def test_what_compose_demands_is_asked_for_and_no_secret_is_suggested() -> None:
    demanded = set(re.findall(r"\$\{(\w+):\?", text("docker-compose.yml")))
    example = dict(re.findall(r"^(\w+)=(.*)$", text(".env.example"), re.MULTILINE))

    assert demanded
    assert {name: example.get(name) for name in demanded} == dict.fromkeys(demanded, "")


def test_the_license_is_apache_2() -> None:
    license_text = text("LICENSE")

    assert "Version 2.0, January 2004" in license_text
    assert "END OF TERMS AND CONDITIONS" in license_text


def test_every_test_that_the_page_on_security_names_is_there() -> None:
    named = set(re.findall(r"`(test_[a-z_0-9]+)`", text("docs/security.md")))
    there = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text())
    }

    assert len(named) > 30
    assert named - there == set()


def test_the_rooms_of_the_services_stand_in_one_order() -> None:
    contracts = tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]["contracts"]
    kept = next(each["layers"] for each in contracts if each.get("exhaustive"))
    said = text("ARCHITECTURE.md").partition("top first: ")[2].partition(". ")[0]

    assert [re.findall(r"\w+", layer) for layer in said.split("→")] == [
        re.findall(r"\w+", layer) for layer in kept
    ]


def test_no_word_comes_twice_in_the_glossary() -> None:
    words = re.findall(r"^\| (.+?) \|", text("docs/glossary.md"), re.MULTILINE)
    terms = [word for word in words if word not in {"word", "---"}]

    assert len(terms) > 30
    assert [word for word, times in Counter(terms).items() if times > 1] == []


def test_the_words_of_the_glossary_are_those_of_the_code() -> None:
    named = re.findall(r"\| `([\w.]+)` \|", (ROOT / "docs" / "glossary.md").read_text())
    assert len(named) > 30
    for name in named:
        module, _, last = f"habit_app.{name}".rpartition(".")
        if last[0].isupper():
            assert hasattr(import_module(module), last), name
        else:
            assert find_spec(f"habit_app.{name}") is not None, name
