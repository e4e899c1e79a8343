"""Reads the Dockerfile and carries its steps out in folders, where there is no Docker."""

import fnmatch
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from habit_app.serving.supervisor import ROOT

OUTSIDE = ("useradd", "chown", "apt-get", "rm -rf /var")
"""What a step does to the system itself; here there is none to change."""


@dataclass(slots=True)
class Stage:
    """What one FROM begins: its steps, each an instruction and the rest of its line."""

    name: str
    base: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def all_of(self, instruction: str) -> list[str]:
        return [rest for name, rest in self.steps if name == instruction]


def read() -> list[Stage]:
    stages: list[Stage] = []
    for line in _lines((ROOT / "Dockerfile").read_text()):
        instruction, _, rest = line.partition(" ")
        if instruction == "FROM":
            base, _, name = rest.partition(" AS ")
            stages.append(Stage(name, base))
        else:
            stages[-1].steps.append((instruction, rest.strip()))
    return stages


def _lines(text: str) -> Iterator[str]:
    plain = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    yield from filter(None, plain.replace("\\\n", " ").splitlines())


def context(target: Path) -> None:
    """Copy what Docker would be sent: the project without what .dockerignore names."""
    ignored = (ROOT / ".dockerignore").read_text().split()
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in listed.stdout.splitlines():
        parts = Path(name).parts
        if any(fnmatch.fnmatch(parts[0], each) for each in ignored):
            continue
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


class Image:
    """A stage carried out: its files in a folder, its environment as it was set."""

    def __init__(self, stage: Stage, folder: Path, sources: Path, others: dict[str, Path]) -> None:
        self.folder, self.sources, self.others = folder, sources, others
        self.environment: dict[str, str] = {}
        self.work = folder
        for instruction, rest in stage.steps:
            if instruction == "WORKDIR":
                self.work = self._inside(rest)
                self.work.mkdir(parents=True, exist_ok=True)
            elif instruction == "ENV":
                for name, _, value in (pair.partition("=") for pair in shlex.split(rest)):
                    self.environment[name] = value
            elif instruction == "COPY":
                self._copy(shlex.split(rest))
            elif instruction == "RUN":
                self._run(rest)

    def _inside(self, path: str) -> Path:
        return self.folder / path.lstrip("/") if path.startswith("/") else self.work / path

    def _copy(self, words: list[str]) -> None:
        source = self.sources
        if words[0].startswith("--from="):
            source = self.others[words.pop(0).removeprefix("--from=")]
        *names, target = words
        for name in names:
            found = source / name.lstrip("/") if name != "." else source
            place = self._inside(target)
            if found.is_dir():
                shutil.copytree(found, place, dirs_exist_ok=True)
            else:
                shutil.copy2(found, place / found.name if place.is_dir() else place)

    def _run(self, line: str) -> None:
        wanted = [part for part in line.split(" && ") if not part.strip().startswith(OUTSIDE)]
        command = " && ".join(wanted)
        for place in ("/pages", "/data"):
            command = command.replace(place, str(self.folder / place.lstrip("/")))
        subprocess.run(["sh", "-euc", command], cwd=self.work, env=self.settings(), check=True)

    def settings(self, **more: str) -> dict[str, str]:
        """The environment inside: what the image sets, and of this machine how to reach out."""
        names = (
            *("PATH", "HOME", "LANG", "SSL_CERT_FILE", "HTTPS_PROXY"),
            *("PIP_INDEX_URL", "PIP_FIND_LINKS", "PIP_CERT"),
            *("NPM_CONFIG_REGISTRY", "NODE_EXTRA_CA_CERTS"),
        )
        kept = {name: os.environ[name] for name in names if name in os.environ}
        return kept | self.environment | more
