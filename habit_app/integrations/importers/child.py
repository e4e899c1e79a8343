"""The process that reads one file: its limits first, then the file, then one answer.

`python -m habit_app.integrations.importers.child TODAY CPU_SECONDS MEMORY_BYTES`, the file on
standard input. The first line of the answer says what the rest is. It imports little: whoever
sends a file waits for its start.
"""

import json
import resource
import sys
import traceback
from contextlib import suppress
from datetime import date
from pathlib import Path

from habit_app.errors import AppError
from habit_app.integrations.importers import detection, wire
from habit_app.integrations.importers.wire import CRASHED, NO_MEMORY, READ, REFUSED

MOST_OF_A_TRACE = 4_000
"""Letters: of a traceback that are handed back, the last ones."""
OWN_SIZE = Path("/proc/self/statm")


def limit(cpu_seconds: int, memory: int) -> None:
    """Bound this process for good; where a system knows no such bound, the others hold.

    Memory is what comes on top of Python itself. macOS refuses that bound; its parent's clock
    ends a process there that asks for too much.
    """
    _bound(resource.RLIMIT_CORE, 0, 0)
    _bound(resource.RLIMIT_CPU, cpu_seconds, cpu_seconds + 1)
    if OWN_SIZE.exists():
        own = int(OWN_SIZE.read_text().split()[0]) * resource.getpagesize()
        _bound(resource.RLIMIT_AS, own + memory, own + memory)


def _bound(what: int, soft: int, hard: int) -> None:
    with suppress(OSError, ValueError):
        resource.setrlimit(what, (soft, hard))


def answer(payload: bytes, today: date) -> bytes:
    """What the file holds, or why nothing of it is taken."""
    try:
        return READ + b"\n" + wire.packed(detection.read(payload, today=today))
    except AppError as refusal:
        return REFUSED + b"\n" + json.dumps([refusal.kind, refusal.message, refusal.code]).encode()
    except MemoryError:
        return NO_MEMORY
    except Exception:  # noqa: BLE001 - the parent logs it: this process has no log
        trace = traceback.format_exc()[-MOST_OF_A_TRACE:]
        return CRASHED + b"\n" + trace.encode("utf-8", "replace")


def main() -> None:
    """Read the file that the parent sends, and answer."""
    today, cpu_seconds, memory = sys.argv[1:]
    limit(int(cpu_seconds), int(memory))
    try:
        sys.stdout.buffer.write(answer(sys.stdin.buffer.read(), date.fromisoformat(today)))
    except MemoryError:
        sys.stdout.buffer.write(NO_MEMORY)


if __name__ == "__main__":
    main()
