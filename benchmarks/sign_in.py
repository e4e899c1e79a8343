"""A burst of sign-ins beside everything else: bcrypt must not starve other requests.

`python -m benchmarks.sign_in` measures reads of Today alone and while twenty people sign in at
once, again and again, in one run of one worker; prints a table and writes JSON.
"""

import asyncio
import json
import os
import statistics
import tempfile
import time

from benchmarks.api import RESULTS, http, server
from habit_app.db import migrations
from habit_app.db.session import get_engine
from habit_app.services.shared.tokens import key_for
from habit_app.settings import get_settings
from tests.makers import PASSWORD, bearer, make_habit, make_user

AT_ONCE = 20
READERS = 2
SECONDS = 6.0


async def ask(port: int, request: bytes) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
    await reader.readexactly(length)
    writer.close()
    return head.split(b" ", 2)[1].decode()


async def read(port: int, request: bytes, until: float) -> list[float]:
    times = []
    while time.perf_counter() < until:
        began = time.perf_counter()
        assert await ask(port, request) == "200"
        times.append(time.perf_counter() - began)
        await asyncio.sleep(0.02)
    return times


async def burst(port: int, sign_ins: list[bytes], until: float) -> int:
    done = 0
    while time.perf_counter() < until:
        answers = await asyncio.gather(*(ask(port, request) for request in sign_ins))
        assert set(answers) == {"200"}
        done += len(answers)
    return done


async def both(port: int, request: bytes, sign_ins: list[bytes]) -> tuple[list[float], int]:
    """Read for some seconds, with sign-ins beside it where there are any."""
    until = time.perf_counter() + SECONDS
    readers = [asyncio.create_task(read(port, request, until)) for _ in range(READERS)]
    done = await burst(port, sign_ins, until) if sign_ins else 0
    return [moment for reader in readers for moment in await reader], done


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        environment = {
            "HABIT_ENV": "test",
            "HABIT_DATA_DIR": name,
            "HABIT_DATABASE_URL": f"sqlite:///{name}/bench.sqlite3",
            **{f"HABIT_RATE_{kind}": "100000/minute" for kind in ("SIGN_IN_ADDRESS", "OTHER")},
        }
        os.environ.update(environment)
        for remembered in (get_settings, get_engine, key_for):
            remembered.cache_clear()
        migrations.upgrade()
        people = [make_user() for _ in range(AT_ONCE)]
        make_habit(people[0])
        request = http("GET", "/api/v1/today", bearer(people[0])["Authorization"].split()[1])
        bodies = [{"email": viewer.email, "password": PASSWORD} for viewer in people]
        sign_ins = [http("POST", "/api/v1/auth/login", body=body) for body in bodies]
        environment["HABIT_RATE_SIGN_IN"] = "100000/minute"
        with server("habit_app.api.app:create_api", environment) as port:
            alone, _ = asyncio.run(both(port, request, []))
            beside, done = asyncio.run(both(port, request, sign_ins))
    found = {
        "today alone, median ms": round(statistics.median(alone) * 1000, 1),
        "today beside sign-ins, median ms": round(statistics.median(beside) * 1000, 1),
        "slower by": round(statistics.median(beside) / statistics.median(alone), 2),
        "p95 alone, ms": round(statistics.quantiles(alone, n=20)[-1] * 1000, 1),
        "p95 beside, ms": round(statistics.quantiles(beside, n=20)[-1] * 1000, 1),
        "sign-ins a second": round(done / SECONDS, 1),
    }
    for what, value in found.items():
        print(f"{what:<36}{value:>8}")
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / "sign_in.json").write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
