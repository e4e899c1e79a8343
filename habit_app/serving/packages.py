"""Whether the pinned packages are closed: nothing that one of them needs is missing or too old.

Installing resolves nothing (`--no-deps`), so that it cannot depend on what was published since.
In return this looks once, after installing, at what pip would have looked at.
"""

import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
Environment = Mapping[str, str]
Pins = Mapping[str, str]
Reader = Callable[[str], Iterable[str] | None]
"""Answers what a package needs, or None where that cannot be read."""


def here() -> dict[str, str]:
    """What the markers of requirements are judged by: this interpreter and this system."""
    return {key: str(value) for key, value in default_environment().items()}


def pins(files: Iterable[Path], environment: Environment) -> dict[str, str]:
    """The version of each package that the lock files name for this environment."""
    found: dict[str, str] = {}
    for path in files:
        for line in path.read_text().splitlines():
            if not line or line.startswith((" ", "#")):
                continue
            pinned = Requirement(line.rstrip("\\ "))
            if _applies(pinned, environment, ()):
                found[canonicalize_name(pinned.name)] = next(iter(pinned.specifier)).version
    return found


def asked_for(files: Iterable[Path]) -> Iterator[Requirement]:
    """What `pyproject.toml` asks for in these lock files: requirements-dev.txt is its group dev."""
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text())
    groups = {"": asked["project"]["dependencies"], **asked["dependency-groups"]}
    for path in files:
        yield from map(Requirement, groups[path.stem.partition("-")[2]])


def gaps(
    asked: Iterable[Requirement], locked: Pins, read: Reader, environment: Environment
) -> list[str]:
    """What is needed, by the project or by a pinned package, and not pinned so; a line for each.

    Extras count where somebody asks for them, as in `granian[reload]`.
    """
    found: list[str] = []
    waiting = [("pyproject.toml", need) for need in asked]
    waiting += [("the lock", Requirement(name)) for name in locked]
    seen: set[tuple[str, str]] = set()
    while waiting:
        who, need = waiting.pop()
        name = canonicalize_name(need.name)
        if name not in locked:
            found.append(f"{who} needs {need}, which is not pinned.")
            continue
        if not need.specifier.contains(locked[name], prereleases=True):
            found.append(f"{who} needs {need}, pinned is {locked[name]}.")
        for extra in {"", *need.extras}:
            if (name, extra) in seen:
                continue
            seen.add((name, extra))
            for line in read(name) or ():
                more = Requirement(line)
                if _applies(more, environment, {extra}):
                    waiting.append((f"{name} {locked[name]}", more))
    return sorted(set(found))


def _applies(need: Requirement, environment: Environment, extras: Iterable[str]) -> bool:
    if need.marker is None:
        return True
    return any(need.marker.evaluate({**environment, "extra": extra}) for extra in extras or ("",))


def needs(name: str) -> Iterable[str] | None:
    """What an installed package says that it needs."""
    try:
        return metadata.requires(name) or ()
    except metadata.PackageNotFoundError:
        return None


def strays(locked: Pins) -> list[str]:
    """What is installed in another version than the pinned one, or not at all."""
    found: list[str] = []
    for name, version in locked.items():
        try:
            installed = metadata.version(name)
        except metadata.PackageNotFoundError:
            installed = "missing"
        if installed != version:
            found.append(f"{name} {version} is pinned, installed is {installed}.")
    return found


def main(names: list[str]) -> int:
    files = [ROOT / name for name in names]
    environment = here()
    locked = pins(files, environment)
    found = strays(locked) + gaps(asked_for(files), locked, needs, environment)
    if found:
        sys.stderr.write("\n".join(("The installed packages do not fit together:", *found, "")))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
