"""Building the pages, once for each state of their sources."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from habit_app.errors import Unavailable
from habit_app.serving import pinning

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / ".web"
CLIENT = WEB / "build" / "client"
STAMP = WEB / "build" / "sources.sha256"
LOCK = ROOT / "reflex.lock"
BUILD_LOG = ROOT / ".web-build.log"
UNFINISHED = ROOT / ".web-build.unfinished"
TURN = ROOT / ".web-build.turn"
SOURCES = (
    "habit_app/ui",
    "habit_app/text",
    "habit_app/domain/badges.py",
    "habit_app/domain/schedules.py",
    "habit_app/services/habits/drafts.py",
    "habit_app/services/habits/views.py",
    "habit_app/services/today/views.py",
    "habit_app/habit_app.py",
    "assets",
    "reflex.lock",
    "rxconfig.py",
    "requirements.txt",
)
BUILD_ENVIRONMENT = {
    "REFLEX_USE_NPM": "1",
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
    "NODE_USE_SYSTEM_CA": "1",  # Node brings authorities of its own and ignores the machine's
    "NPM_CONFIG_FETCH_RETRIES": "3",  # Reflex's own file says none
    "NPM_CONFIG_OMIT_LOCKFILE_REGISTRY_RESOLVED": "true",  # no host in the committed lock
}


def are_built() -> bool:
    """Whether the pages that lie there were built from the sources that lie here."""
    return STAMP.exists() and STAMP.read_text() == fingerprint()


def require() -> None:
    """Refuse to serve without a whole build; an image has no other sources to compare it with."""
    if not STAMP.exists():
        raise Unavailable(
            "The pages are not built: run `python -m habit_app build`.", "pages-not-built"
        )


def fingerprint() -> str:
    """One number for all that the pages are made of."""
    digest = hashlib.sha256()
    for path in sorted(_files()):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for name in SOURCES:
        source = ROOT / name
        if source.is_file():
            yield source
        for path in source.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts and "external" not in path.parts:
                yield path


def build() -> None:
    """Export the pages; a build that fails or is cut short is never taken for a whole one.

    Of two that want to build at once the second waits, and finds it done.
    """
    beside = Path(sys.executable).parent
    if not (beside / "node").exists():
        raise Unavailable("Node is missing: install requirements-build.txt first.", "no-node")
    with TURN.open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if not are_built():
            _build(beside)


def _build(beside: Path) -> None:
    if UNFINISHED.exists():  # half-installed packages count as installed with Reflex
        shutil.rmtree(WEB, ignore_errors=True)
    UNFINISHED.touch()
    STAMP.unlink(missing_ok=True)
    shutil.rmtree(WEB / "public", ignore_errors=True)  # Reflex copies only newer files
    wanted, pinned, built = fingerprint(), pinning.read(LOCK), False
    try:
        built = _export(beside)
    finally:
        chose_others = pinning.settle(LOCK, pinned, built=built)
    UNFINISHED.unlink()
    if not built:
        raise Unavailable(
            f"The pages could not be built; {BUILD_LOG.name} has all of it:\n"
            f"{_complaint(BUILD_LOG)}",
            "pages-not-built",
        )
    BUILD_LOG.unlink()
    STAMP.write_text(fingerprint() if chose_others else wanted)


def _export(beside: Path) -> bool:
    with BUILD_LOG.open("w") as output:
        done = subprocess.run(  # noqa: S603 - our own command
            [beside / "reflex", "export", "--frontend-only", "--no-zip"],
            cwd=ROOT,
            env=_environment(beside),
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    return done.returncode == 0 and (CLIENT / "index.html").exists()


def _environment(beside: Path) -> dict[str, str]:
    """What the build sees: our Node first, and the package registry that this machine uses.

    Left alone, Reflex times public registries and overrules what npm is set to.
    """
    environment = {
        **BUILD_ENVIRONMENT,
        **os.environ,
        "PATH": f"{beside}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    }
    asked = subprocess.run(  # noqa: S603 - our own command
        [beside / "npm", "config", "get", "registry"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode == 0 and (registry := asked.stdout.strip()).startswith("http"):
        environment["NPM_CONFIG_REGISTRY"] = registry
    return environment


def _complaint(log: Path) -> str:
    """The lines that say why: npm's errors where there are any, else the last ones."""
    lines = log.read_text(errors="replace").splitlines()
    errors = [line for line in lines if line.startswith(("npm error", "Error", "error"))]
    return "\n".join((errors or lines)[-12:])
