"""The fold by itself: ten years of daily entries, beside a plain loop over the same days.

`python -m benchmarks.domain` takes the best of many runs of both in turn, prints a table and writes
JSON.
"""

import json
import time
from datetime import date, timedelta

from benchmarks.api import RESULTS
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.evaluation import evaluate
from habit_app.domain.habits import Kind, Rules, Version
from habit_app.domain.schedules import Daily

START = date(2016, 1, 1)
DAYS = 3650
RUNS = 30


def main() -> None:
    days = [START + timedelta(days=offset) for offset in range(DAYS)]
    entries = [Entry(day, EntryStatus.DONE) for day in days]
    rules = Rules(Kind.BINARY, (Version(None, Daily(), 1000),), START)
    fold, floor = [], []
    for _ in range(RUNS):
        began = time.perf_counter()
        evaluate(rules, entries, days[-1])
        fold.append(time.perf_counter() - began)
        began = time.perf_counter()
        _plain(entries)
        floor.append(time.perf_counter() - began)
    best, plain = min(fold) * 1000, min(floor) * 1000
    print(f"{'fold of ten years':24}{best:8.2f} ms   (5 ms or less)")
    print(f"{'plain loop over them':24}{plain:8.2f} ms")
    print(f"{'fold / loop':24}{best / plain:8.1f}")
    RESULTS.mkdir(exist_ok=True)
    found = {"fold_ms": best, "loop_ms": plain, "ratio": best / plain}
    (RESULTS / "domain.json").write_text(json.dumps(found, indent=2))


def _plain(entries: list[Entry]) -> float:
    """Do as little as anything could that looks at every day."""
    score = 0.0
    for entry in entries:
        score = score * 0.948 + (entry.day.toordinal() % 2) * 0.052
    return score


if __name__ == "__main__":
    main()
