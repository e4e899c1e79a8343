"""Building the pages: once for each state of their sources, and never by halves."""

import ast
import json
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from habit_app.errors import Unavailable
from habit_app.serving import pages, pinning

LOCK = {"dependencies": {"react": "^19.3.1", "isbot": "^5.2.2"}, "name": "reflex"}


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tiny checkout with an interpreter's folder of its own."""
    root = pages.ROOT
    for name in ("ROOT", "WEB", "CLIENT", "STAMP", "LOCK", "BUILD_LOG", "UNFINISHED", "TURN"):
        inside = getattr(pages, name).relative_to(root)
        monkeypatch.setattr(pages, name, tmp_path / inside)
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "style.css").write_text("a{}")
    pages.LOCK.mkdir()
    (pages.LOCK / "package.json").write_text(json.dumps(LOCK))
    (tmp_path / "bin").mkdir()
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))
    tool(tmp_path, "node", "")
    tool(tmp_path, "npm", "echo https://packages.example.com/npm/")
    return tmp_path


def tool(checkout: Path, name: str, script: str) -> None:
    path = checkout / "bin" / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def exports(checkout: Path, *more: str) -> None:
    done = ("mkdir -p .web/build/client", "echo page > .web/build/client/index.html")
    tool(checkout, "reflex", "\n".join((*done, *more)))


def test_pages_count_as_built_until_a_source_changes(checkout: Path) -> None:
    exports(checkout)
    assert not pages.are_built()

    pages.build()
    built = pages.are_built()
    (checkout / "assets" / "style.css").write_text("b{}")

    assert built
    assert not pages.are_built()


def test_what_pages_and_components_import_is_one_of_their_sources() -> None:
    root = Path(__file__).parents[2]
    drawn = [
        path
        for name in ("pages", "components")
        for path in (root / "habit_app/ui" / name).rglob("*.py")
    ]
    imported = {
        name
        for path in drawn
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("habit_app.")
        for name in _module_files(root, node)
    }

    assert len(imported) > len(pages.SOURCES)
    assert {name for name in imported if not name.startswith(pages.SOURCES)} == set()


def _module_files(root: Path, node: ast.ImportFrom) -> set[str]:
    """The files that an import names: a module, or modules of a package."""
    base = (node.module or "").replace(".", "/")
    if (root / f"{base}.py").exists():
        return {f"{base}.py"}
    return {
        f"{base}/{name}" if (root / base / name).exists() else f"{base}/__init__.py"
        for name in (f"{alias.name}.py" for alias in node.names)
    }


def test_a_build_that_fails_says_why_and_is_not_taken_for_one(checkout: Path) -> None:
    exports(checkout)
    pages.build()
    tool(checkout, "reflex", "echo chatter; echo npm error no such package; exit 1")
    (checkout / "assets" / "style.css").write_text("b{}")

    with pytest.raises(Unavailable, match="npm error no such package") as refusal:
        pages.build()

    assert "chatter" not in refusal.value.message
    assert not pages.are_built()
    assert "chatter" in pages.BUILD_LOG.read_text()


def test_going_back_to_the_sources_of_before_does_not_trust_what_failed_since(
    checkout: Path,
) -> None:
    exports(checkout)
    pages.build()
    tool(checkout, "reflex", "rm -r .web/build/client; exit 1")
    (checkout / "assets" / "style.css").write_text("b{}")
    with pytest.raises(Unavailable):
        pages.build()

    (checkout / "assets" / "style.css").write_text("a{}")

    assert not pages.are_built()


def test_after_a_build_that_was_cut_short_everything_is_made_anew(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exports(checkout, "mkdir -p .web/node_modules/half")

    def interrupted(_log: Path) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(pages, "_export", interrupted)
        with pytest.raises(KeyboardInterrupt):
            pages.build()
    (pages.WEB / "node_modules" / "torn").mkdir(parents=True)

    pages.build()

    assert pages.are_built()
    assert not (pages.WEB / "node_modules" / "torn").exists()


def test_a_build_that_failed_by_itself_keeps_what_is_installed(checkout: Path) -> None:
    tool(checkout, "reflex", "mkdir -p .web/node_modules/whole; exit 1")
    with pytest.raises(Unavailable):
        pages.build()
    exports(checkout)

    pages.build()

    assert (pages.WEB / "node_modules" / "whole").exists()


def test_two_at_once_build_once(checkout: Path) -> None:
    exports(checkout, "sleep 0.3", "echo built >> times")

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: pages.build(), range(2)))

    assert (checkout / "times").read_text() == "built\n"


def test_an_export_without_pages_is_no_build(checkout: Path) -> None:
    tool(checkout, "reflex", "true")

    with pytest.raises(Unavailable):
        pages.build()
    with pytest.raises(Unavailable):
        pages.require()


def test_without_node_it_says_what_to_install(checkout: Path) -> None:
    (checkout / "bin" / "node").unlink()

    with pytest.raises(Unavailable, match="requirements-build"):
        pages.build()


def test_the_build_asks_the_registry_that_npm_is_set_to(checkout: Path) -> None:
    exports(checkout, "echo $NPM_CONFIG_REGISTRY $NODE_USE_SYSTEM_CA > seen", "command -v node")

    pages.build()

    assert (checkout / "seen").read_text() == "https://packages.example.com/npm/ 1\n"


def test_a_lock_that_was_only_reworded_is_put_back(checkout: Path) -> None:
    before = (pages.LOCK / "package.json").read_bytes()
    reworded = {key: LOCK[key] for key in reversed(LOCK)}
    exports(checkout, f"echo '{json.dumps(reworded, indent=1)}' > reflex.lock/package.json")

    pages.build()

    assert (pages.LOCK / "package.json").read_bytes() == before
    assert pages.are_built()


def test_other_packages_are_kept_and_the_pages_count_as_built(checkout: Path) -> None:
    chosen = LOCK | {"dependencies": {"react": "^20"}}
    exports(checkout, f"echo '{json.dumps(chosen)}' > reflex.lock/package.json")

    pages.build()

    assert json.loads((pages.LOCK / "package.json").read_text()) == chosen
    assert pages.are_built()


def test_a_build_that_failed_chooses_nothing(checkout: Path) -> None:
    tool(checkout, "reflex", "echo '{}' > reflex.lock/package.json; exit 1")

    with pytest.raises(Unavailable):
        pages.build()

    assert json.loads((pages.LOCK / "package.json").read_text()) == LOCK


def test_addresses_in_a_lock_choose_nothing(tmp_path: Path) -> None:
    plain = {"packages": {"node_modules/react": {"version": "19.3.1"}}}
    told = {"packages": {"node_modules/react": {"version": "19.3.1", "resolved": "https://x"}}}
    (tmp_path / "package-lock.json").write_text(json.dumps(plain))
    before = pinning.read(tmp_path)
    (tmp_path / "package-lock.json").write_text(json.dumps(told))

    assert pinning.settle(tmp_path, before, built=True) is False
    assert pinning.read(tmp_path) == before
