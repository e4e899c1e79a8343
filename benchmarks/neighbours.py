"""One account at its worst beside somebody else's Today, and a batch against single check-ins.

`python -m benchmarks.neighbours` measures Today alone and while another account asks for long
histories, old weeks and back-dated batches, twelve requests at a time, with the limits that an
installation has; then 500 check-ins by one request and by 500. Prints a table, writes JSON.
"""

import asyncio
import json
import os
import statistics
import tempfile
import time
from collections import Counter
from datetime import date, timedelta
from typing import Any

from benchmarks.api import RESULTS, http, server
from benchmarks.sign_in import SECONDS, ask, read
from habit_app import clock
from habit_app.db import migrations
from habit_app.db.session import get_engine
from habit_app.services.shared.tokens import key_for
from habit_app.services.shared.viewers import Viewer
from habit_app.settings import get_settings
from tests.makers import bearer, make_habit, make_user

AT_ONCE = 12
ROLLING = {"schedule": {"type": "rolling", "times": 300, "days": 365}, "start_date": "1970-01-01"}
V1 = "/api/v1"


def token_of(viewer: Viewer) -> str:
    return bearer(viewer)["Authorization"].split()[1]


def today_of(viewer: Viewer) -> bytes:
    return http("GET", f"{V1}/today", token_of(viewer))


def worst(viewer: Viewer) -> list[bytes]:
    """What costs most, of seven habits that go back to 1970."""
    token, found = token_of(viewer), []
    for place, habit in enumerate(make_habit(viewer, **ROLLING) for _ in range(7)):
        days = [str(date(1970, 2, 1) + timedelta(days=place * 20 + day)) for day in range(20)]
        items = [{"habit_id": str(habit.id), "day": day} for day in days]
        found += [
            http("GET", f"{V1}/habits/{habit.id}/stats", token),
            http("GET", f"{V1}/insights/weekly?week=1979-12-31", token),
            http("POST", f"{V1}/checkins/batch", token, {"items": items}),
            http("PATCH", f"{V1}/users/me", token, {"week_start": ("sunday", "monday")[place % 2]}),
        ]
    return found


async def attack(port: int, requests: list[bytes], until: float, heard: Counter[str]) -> None:
    waiting = iter(requests * 10_000)

    async def go_on() -> None:
        for request in waiting:
            if time.perf_counter() > until:
                return
            heard[await ask(port, request)] += 1

    await asyncio.gather(*(go_on() for _ in range(AT_ONCE)))


async def beside(port: int, request: bytes, requests: list[bytes]) -> tuple[list[float], Any]:
    until, heard = time.perf_counter() + SECONDS * 2, Counter[str]()
    attacking = asyncio.create_task(attack(port, requests, until, heard))
    reading = asyncio.create_task(read(port, request, until))
    times = await reading
    await attacking
    return times, dict(heard)


async def batch_and_singles(port: int, token: str, items: list[dict[str, str]]) -> list[float]:
    whole = [http("POST", f"{V1}/checkins/batch", token, {"items": items})]
    single = [
        http("POST", f"{V1}/habits/{item['habit_id']}/checkin", token, {"day": item["day"]})
        for item in items
    ]
    times = []
    for requests in (whole, single):
        began = time.perf_counter()
        for request in requests:
            assert await ask(port, request) in {"200", "201"}
        times.append(time.perf_counter() - began)
    return times


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        environment = {
            "HABIT_ENV": "test",
            "HABIT_DATA_DIR": name,
            "HABIT_DATABASE_URL": f"sqlite:///{name}/bench.sqlite3",
            "HABIT_RATE_CHECKIN": "100000/minute",
        }
        os.environ.update(environment)
        for remembered in (get_settings, get_engine, key_for):
            remembered.cache_clear()
        migrations.upgrade()
        hostile, busy = make_user(), make_user()
        calm, beset = make_user(), make_user()  # each with the limits of one person
        for neighbour in (calm, beset):
            make_habit(neighbour)
        start = str(clock.utc_now().date() - timedelta(days=120))
        ids = [str(make_habit(busy, start_date=start).id) for _ in range(5)]
        days = [str(clock.utc_now().date() - timedelta(days=back)) for back in range(100)]
        items = [{"habit_id": key, "day": day} for key in ids for day in days]
        with server("habit_app.api.app:create_api", environment) as port:
            requests, token = worst(hostile), token_of(busy)
            alone, _ = asyncio.run(beside(port, today_of(calm), []))
            slowed, heard = asyncio.run(beside(port, today_of(beset), requests))
            whole, single = asyncio.run(batch_and_singles(port, token, items))
    found = {
        "today alone, median ms": round(statistics.median(alone) * 1000, 1),
        "today beside, median ms": round(statistics.median(slowed) * 1000, 1),
        "slower by": round(statistics.median(slowed) / statistics.median(alone), 2),
        "p95 alone, ms": round(statistics.quantiles(alone, n=20)[-1] * 1000, 1),
        "p95 beside, ms": round(statistics.quantiles(slowed, n=20)[-1] * 1000, 1),
        "answers to the other": json.dumps(heard),
        "500 check-ins, one request, s": round(whole, 2),
        "500 check-ins, 500 requests, s": round(single, 2),
        "a batch takes of that": round(whole / single, 3),
        "load of the machine": round(os.getloadavg()[0], 1),
    }
    for what, value in found.items():
        print(f"{what:<36}{value:>8}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "neighbours.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
