"""Reading a stranger's file in a process of its own, which is ended when it costs too much.

Readers bound their work themselves; this holds where one of them is wrong. Nothing that such a
process does slows, fills or ends the one that asked, and it is given none of its secrets.
"""

import json
import logging
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import habit_app
from habit_app.errors import AppError, Invalid, TooLarge, Unavailable
from habit_app.integrations.importers import wire
from habit_app.integrations.importers.history import ImportedHistory, unreadable
from habit_app.integrations.importers.wire import CRASHED, NO_MEMORY, READ, REFUSED

logger = logging.getLogger(__name__)

MIB = 1024 * 1024
ROOT = Path(habit_app.__file__).parent.parent
PROGRAM = ("-m", "habit_app.integrations.importers.child")
PLACES = 3
"""Files: that one of our processes has read at the same time; two may be one person's."""
PLACE_TIMEOUT = 10.0
"""Seconds: that one waits until fewer are read."""
PASSED_ON = ("PATH", "LANG", "TMPDIR")
PASSED_ON_FAMILIES = ("PYTHON", "LC_", "LD_", "DYLD_", "COVERAGE_")
"""What Python needs to start, and nothing of the installation's."""

_places = threading.BoundedSemaphore(PLACES)


@dataclass(frozen=True, slots=True)
class Budget:
    """What reading one file may cost.

    Computing is what counts; the clock is twice as patient, because a busy machine is no fault
    of the file. Memory in bytes, beside Python itself: so much, and so many times the file's own
    size, which is copied more than once on its way to SQLite. The answer in bytes.
    """

    seconds: float = 40.0
    cpu_seconds: int = 20
    memory: int = 384 * MIB
    memory_per_byte: int = 4
    answer: int = 64 * MIB


BUDGET = Budget()


def read(payload: bytes, *, today: date) -> ImportedHistory:
    """Read a file of any known tracker, or refuse it by what it is or by what it would cost."""
    if not _places.acquire(timeout=PLACE_TIMEOUT):
        raise Unavailable("Too many files are being read just now.", "busy")
    try:
        return _understood(*_ask(payload, today, BUDGET))
    finally:
        _places.release()


def _ask(payload: bytes, today: date, budget: Budget) -> tuple[bytes, int]:
    """Return the child's answer and how it ended.

    The clock runs beside the pipes and not in them: a child that reads or writes nothing, or
    for ever, is ended all the same.
    """
    memory = budget.memory + budget.memory_per_byte * len(payload)
    limits = (str(budget.cpu_seconds), str(memory))
    late = threading.Event()
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, *PROGRAM, str(today), *limits],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a stranger's file writes into no log of ours
        cwd=ROOT,
        env=_environment(),
    ) as child:
        clock = threading.Timer(budget.seconds, _end, (child, late))
        clock.start()
        try:
            said = _exchange(child, payload, budget.answer)
            child.wait()
        finally:
            clock.cancel()
            child.kill()
    if late.is_set():
        raise _too_slow()
    return said, child.returncode


def _environment() -> dict[str, str]:
    return {
        name: value
        for name, value in os.environ.items()
        if name in PASSED_ON or name.startswith(PASSED_ON_FAMILIES)
    }


def _end(child: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    child.kill()


def _exchange(child: subprocess.Popen[bytes], payload: bytes, most: int) -> bytes:
    """Send the file, and take an answer of at most so many bytes."""
    assert child.stdin is not None  # noqa: S101 - for the type checker
    assert child.stdout is not None  # noqa: S101
    with suppress(BrokenPipeError):  # it ended early; how, its answer or its status says
        try:
            child.stdin.write(payload)
        finally:
            child.stdin.close()
    said = child.stdout.read(most + 1)
    if len(said) > most:
        raise _too_heavy()
    return said


def _understood(said: bytes, ended: int) -> ImportedHistory:
    kind, _, rest = said.partition(b"\n")
    if ended == -signal.SIGXCPU:
        raise _too_slow()
    if kind == NO_MEMORY or ended == -signal.SIGKILL:  # the latter by the system, when short of it
        raise _too_heavy()
    try:
        if ended == 0 and kind == READ:
            return wire.unpacked(rest)
        if ended == 0 and kind == REFUSED:
            raise _refusal(*json.loads(rest))
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError):
        kind = b"nonsense"
    trace = rest.decode("utf-8", "replace") if kind == CRASHED else ""
    logger.error("A reader of imports failed (status %s, said %r): %s", ended, kind[:20], trace)
    raise unreadable("This file cannot be read.")


def _refusal(kind: str, message: str, code: str) -> AppError:
    """What the child refused, as a refusal of our own; only of the two kinds that it may say."""
    return (TooLarge if kind == TooLarge.kind else Invalid)(str(message), str(code))


def _too_slow() -> Invalid:
    message = f"Reading this file takes more than {BUDGET.cpu_seconds} seconds of computing."
    return Invalid(message, "import-too-slow")


def _too_heavy() -> TooLarge:
    message = f"Reading this file takes more than {BUDGET.memory // MIB} MiB of memory."
    return TooLarge(message, "import-too-heavy")
