"""The committed versions of the pages' packages: a build may choose others, never reword them.

Reflex writes its lock anew with every build, in another order and, as npm is set up, with the
address of a registry in each line. Left so, a fresh checkout would be dirty after its first
start, and its pages would count as changed.
"""

import json
from pathlib import Path
from typing import Any

Lock = dict[str, bytes]


def read(folder: Path) -> Lock:
    """The lock's files as they stand."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.json"))}


def settle(folder: Path, before: Lock, *, built: bool) -> bool:
    """Put the lock back, unless a build that went well chose other packages; say if it did."""
    if not before or (built and _chosen(read(folder)) != _chosen(before)):
        return True
    for name, content in before.items():
        (folder / name).write_bytes(content)
    return False


def _chosen(lock: Lock) -> dict[str, Any]:
    return {name: _without_address(json.loads(content)) for name, content in lock.items()}


def _without_address(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_address(part) for key, part in value.items() if key != "resolved"}
    return value
