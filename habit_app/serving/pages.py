"""Building the pages, once for each state of their sources."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / ".web"
STAMP = WEB / "build" / "sources.sha256"
SOURCES = (
    "habit_app/ui",
    "habit_app/text",
    "habit_app/domain/schedules.py",
    "habit_app/services/views.py",
    "habit_app/habit_app.py",
    "assets",
    "reflex.lock",
    "rxconfig.py",
    "requirements.txt",
)
QUIET = {
    "REFLEX_USE_NPM": "1",
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
    "NODE_OPTIONS": "--use-system-ca",  # where a proxy's certificate is known to the system only
}


def are_built() -> bool:
    """Whether the pages that lie there were built from the sources that lie here."""
    return STAMP.exists() and STAMP.read_text() == fingerprint()


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
    """Export the pages; a build that fails or is cut short is never taken for a whole one."""
    STAMP.unlink(missing_ok=True)
    shutil.rmtree(WEB / "public", ignore_errors=True)  # Reflex keeps copies by their dates
    wanted = fingerprint()
    beside = Path(sys.executable).parent
    environment = {**os.environ, **QUIET, "PATH": f"{beside}{os.pathsep}{os.environ['PATH']}"}
    if not (beside / "node").exists():
        raise FileNotFoundError("Node is missing: install requirements-build.txt first.")
    log = WEB.parent / ".web-build.log"
    with log.open("w") as output:
        done = subprocess.run(  # noqa: S603 - our own command
            [beside / "reflex", "export", "--frontend-only", "--no-zip"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode != 0 or not (WEB / "build" / "client" / "index.html").exists():
        raise RuntimeError(f"The pages could not be built:\n{log.read_text()[-3000:]}")
    log.unlink()
    STAMP.write_text(wanted)
