"""The pages' packages are those of reflex.lock, whatever was published since."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from habit_app.serving import pages, pinning

NEWER = 1000
"""What a later patch release is counted on by: within every range that is asked for."""
INSTALL = """
import json, sys
from reflex.utils import frontend_skeleton, js_runtimes
from rxconfig import config
frontend_skeleton.initialize_package_json()
js_runtimes.install_frontend_packages(set(json.loads(sys.argv[1])), config)
"""


def lock() -> dict[str, dict[str, Any]]:
    packages: dict[str, dict[str, Any]] = json.loads(
        (pages.LOCK / "package-lock.json").read_text()
    )["packages"]
    return packages


def releases() -> dict[str, dict[str, Any]]:
    """What a registry knows: of each package the locked releases, and a later one."""
    known: dict[str, dict[str, Any]] = {}
    for place, package in lock().items():
        if place:
            name = place.rpartition("node_modules/")[2]
            offered = known.setdefault(name, {})
            major, minor, patch = package["version"].partition("-")[0].split(".")
            later = f"{major}.{minor}.{int(patch) + NEWER}"
            for version in (package["version"], later):
                dist = {"tarball": "http://127.0.0.1:1/none.tgz", "integrity": "sha512-bmV3"}
                if version == package["version"]:
                    dist["integrity"] = package["integrity"]
                offered[version] = package | {"name": name, "version": version, "dist": dist}
    return known


@contextmanager
def registry() -> Iterator[tuple[str, list[str]]]:
    """A registry in which every package has a later release; and what it was asked."""
    known, asked = releases(), list[str]()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = unquote(self.path.lstrip("/"))
            asked.append(name)
            versions = known.get(name, {})
            latest = {"latest": next(reversed(versions), "")}
            body = json.dumps({"name": name, "dist-tags": latest, "versions": versions}).encode()
            self.send_response(200 if versions else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", asked
        finally:
            server.shutdown()
            thread.join()


def install(folder: Path, address: str) -> dict[str, Any]:
    """Let Reflex install as a build does, without the files themselves; return what it chose."""
    beside = Path(sys.executable).parent
    wanted = lock()[""]["dependencies"]
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            INSTALL,
            json.dumps([f"{name}@{version.lstrip('^')}" for name, version in wanted.items()]),
        ],
        cwd=folder,
        env={
            **os.environ,
            **pages.BUILD_ENVIRONMENT,
            "PATH": f"{beside}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(pages.ROOT),
            "REFLEX_DIR": str(folder / "reflex"),
            "HABIT_DATA_DIR": str(folder),
            "NPM_CONFIG_REGISTRY": address,
            "NPM_CONFIG_CACHE": str(folder / "cache"),
            "NPM_CONFIG_PACKAGE_LOCK_ONLY": "true",
            "NPM_CONFIG_AUDIT": "false",
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return pinning._chosen(pinning.read(folder / "reflex.lock"))


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "reflex.lock").mkdir()
    (tmp_path / ".web").mkdir()
    for name, content in pinning.read(pages.LOCK).items():
        (tmp_path / "reflex.lock" / name).write_bytes(content)
    return tmp_path


def test_a_build_takes_what_is_locked_though_all_of_it_is_out_of_date(checkout: Path) -> None:
    with registry() as (address, asked):
        chosen = install(checkout, address)

    assert asked, "the registry that offers something newer was not asked"
    assert chosen == pinning._chosen(pinning.read(pages.LOCK))


def test_without_the_lock_it_would_take_what_is_new(checkout: Path) -> None:
    """The red half: the registry does offer something else."""
    (checkout / "reflex.lock" / "package-lock.json").unlink()
    with registry() as (address, _):
        chosen = install(checkout, address)

    versions = [
        each["version"]
        for each in chosen["package-lock.json"]["packages"].values()
        if "version" in each
    ]
    assert any(int(version.rpartition(".")[2]) >= NEWER for version in versions)
