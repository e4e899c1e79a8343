"""Training in a process of its own, so that reminders never wait for it."""

import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from habit_app.errors import Invalid

STEPS = ("reading", "features", "scorecard", "rounds", "trees")
"""What a training does, one after the other; each counts alike in how far it is."""
COMMAND = [sys.executable, "-m", "habit_app", "train", "--lines"]


def train(progress: Callable[[int, int], None], *, was_asked: bool) -> dict[str, Any]:
    """Train, telling how far it is; return what came of it.

    Where there is too little to learn from, whoever asked is refused; the weekly round is done.
    """
    progress(0, 100 * len(STEPS))
    found: dict[str, Any] = {}
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            for line in process.stdout or ():
                told = _read(line)
                if "step" in told:
                    progress(_done(told["step"], told["share"]), 100 * len(STEPS))
                elif told:
                    found = told
        except BaseException:
            process.kill()  # nobody waits for it any more: the lease is lost, or the worker ends
            raise
    if process.returncode:
        message = f"Training ended with {process.returncode}; its log says why."
        raise RuntimeError(message)
    if "refused" in found and was_asked:
        raise Invalid(found["refused"], "too-little-data")
    return found


def _read(line: str) -> dict[str, Any]:
    """What a line tells; nothing where somebody else wrote it, such as SQLAlchemy."""
    try:
        told = json.loads(line)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _done(step: str, share: float) -> int:
    """Hundredths of steps."""
    before = STEPS.index(step) if step in STEPS else 0
    return round(100 * (before + min(share, 1.0)))
