"""Installing does not depend on what was published since the lock was made."""

import base64
import hashlib
import os
import re
import shlex
import subprocess
import sys
import venv
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

from habit_app.serving.packages import ROOT
from tests.serving import dockerfile

OLDEST = "pip==23.0 --hash=sha256:b5f88adff801f5ef052bcdef3daa31b55eb67b0fccd6d0106c206fa248e0463c"
"""What Python 3.11 brought on the oldest systems that are supported."""
SAFE = {"--no-deps", "--require-hashes"}


def recipe() -> list[str]:
    """The options of pip install in the Makefile."""
    line = re.search(r"\nPIP := \S+ -m pip install (.+)\n", (ROOT / "Makefile").read_text())
    assert line
    return shlex.split(line[1])


@dataclass
class Index:
    """A package index in a folder, as pip finds it behind file:."""

    folder: Path

    def publish(self, name: str, version: str, *needs: str) -> str:
        """Offer a tiny wheel; return its line for a lock."""
        place = self.folder / name
        place.mkdir(parents=True, exist_ok=True)
        wheel = place / f"{name}-{version}-py3-none-any.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            record = []
            for inside, content in _files(name, version, needs).items():
                archive.writestr(inside, content)
                digest = base64.urlsafe_b64encode(hashlib.sha256(content.encode()).digest())
                record.append(f"{inside},sha256={digest.decode().rstrip('=')},{len(content)}")
            listed = f"{name}-{version}.dist-info/RECORD"
            archive.writestr(listed, "\n".join((*record, f"{listed},,", "")))
        links = [f'<a href="{each.name}">{each.name}</a>' for each in sorted(place.glob("*.whl"))]
        (place / "index.html").write_text("\n".join(("<!doctype html>", *links)))
        return f"{name}=={version} --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}"


def _files(name: str, version: str, needs: tuple[str, ...]) -> dict[str, str]:
    about = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    about += ["Provides-Extra: reload"] if any("extra" in need for need in needs) else []
    about += [f"Requires-Dist: {need}" for need in needs]
    kind = ["Wheel-Version: 1.0", "Generator: tests", "Root-Is-Purelib: true", "Tag: py3-none-any"]
    return {
        f"{name}.py": f"version = {version!r}\n",
        f"{name}-{version}.dist-info/METADATA": "\n".join((*about, "")),
        f"{name}-{version}.dist-info/WHEEL": "\n".join((*kind, "")),
    }


@dataclass
class Machine:
    """A virtual environment with the oldest pip that its Python knows."""

    python: Path
    pip: list[str]
    index: Index

    def install(self, lock: Path, *options: str) -> subprocess.CompletedProcess[str]:
        asked = ["install", *options, "--index-url", self.index.folder.as_uri()]
        return subprocess.run(
            [str(self.python), *self.pip, *asked, "-r", str(lock)],
            env={"PATH": os.environ["PATH"], "PIP_CONFIG_FILE": os.devnull},
            capture_output=True,
            text=True,
            check=False,
        )

    def has(self, name: str) -> str:
        asked = [str(self.python), "-c", f"import {name}; print({name}.version)"]
        done = subprocess.run(asked, capture_output=True, text=True, check=True)
        return done.stdout.strip()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Python 3.12 brought a newer pip, and none before it runs there."""
    old = sys.version_info < (3, 12)
    venv.create(tmp_path / "venv", with_pip=not old)
    python = tmp_path / "venv" / "bin" / "python"
    return Machine(python, [str(oldest_pip())] if old else ["-m", "pip"], Index(tmp_path / "index"))


def oldest_pip() -> Path:
    """The oldest supported pip, which runs from its wheel; fetched once and kept."""
    kept = ROOT / ".cache" / "pip"
    kept.mkdir(parents=True, exist_ok=True)
    lock = kept / "requirements.txt"
    with FileLock(kept / "turn.lock"):
        if not list(kept.glob("pip-*.whl")):
            lock.write_text(OLDEST)
            fetch = ["-m", "pip", "download", "-q", "--require-hashes", "--no-deps"]
            subprocess.run([sys.executable, *fetch, "-d", kept, "-r", lock], check=True)
    return next(kept.glob("pip-*.whl")) / "pip"


@pytest.fixture
def lock(machine: Machine, tmp_path: Path) -> Path:
    """Complete when made; then something newer came out of what is asked for by range."""
    index = machine.index
    needs = ('watcher>=1; extra == "reload"',)
    lines = [
        index.publish("frame", "1.0", "server[reload]>=1.5"),
        index.publish("server", "2.0", *needs),
        index.publish("watcher", "1.0"),
    ]
    index.publish("server", "2.1", *needs)
    path = tmp_path / "requirements.txt"
    path.write_text("\n".join(lines))
    return path


def test_the_oldest_pip_installs_the_lock_whatever_was_published_since(
    machine: Machine, lock: Path
) -> None:
    done = machine.install(lock, *recipe())

    assert done.returncode == 0, done.stderr
    assert [machine.has(name) for name in ("frame", "server", "watcher")] == ["1.0", "2.0", "1.0"]


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="the pip of this Python knows better")
def test_that_pip_fails_where_it_resolves(machine: Machine, lock: Path) -> None:
    """The red half: without it the test above would prove nothing."""
    done = machine.install(lock, *(option for option in recipe() if option != "--no-deps"))

    assert done.returncode != 0
    assert "server[reload]>=1.5" in done.stderr


def test_a_file_that_is_not_the_locked_one_is_refused(machine: Machine, lock: Path) -> None:
    machine.index.publish("watcher", "1.0", "another>=1")

    assert machine.install(lock, *recipe()).returncode != 0


def test_every_recipe_installs_without_resolving() -> None:
    image = [step for stage in dockerfile.read() for step in stage.all_of("RUN")]
    installing = [step for step in image if "pip install" in step]

    assert set(recipe()) >= SAFE
    assert len(installing) == 2
    for step in installing:
        assert set(shlex.split(step)) >= SAFE
    for path in (ROOT / ".ci/run", *(ROOT / ".github/workflows").iterdir()):
        assert not re.search(r"(pip|uv|npm) (install|sync|add)", path.read_text()), path.name


def test_every_recipe_looks_whether_the_packages_fit_together() -> None:
    makefile = (ROOT / "Makefile").read_text()
    checked = re.findall(r"habit_app\.serving\.packages (.+)", makefile)
    files = ["requirements.txt", "requirements-build.txt", "requirements-dev.txt"]

    assert [line.split() for line in checked] == [files[:2], files]
    for stage, expected in zip(dockerfile.read(), (files[:2], files[:1]), strict=True):
        steps = " ".join(stage.all_of("RUN"))
        found = re.search(r"habit_app\.serving\.packages ([a-z. -]+)", steps)
        assert found
        assert found[1].split() == expected


def test_what_others_publish_under_a_name_is_named_by_its_content() -> None:
    """A tag moves to whatever comes out; a digest or a commit does not."""
    for stage in dockerfile.read():
        assert re.fullmatch(r"\S+@sha256:[0-9a-f]{64}", stage.base), stage.base
    for path in (ROOT / ".github/workflows").iterdir():
        for used in re.findall(r"uses: (\S+)", path.read_text()):
            assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", used), used
