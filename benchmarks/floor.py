"""The floor: a bare FastAPI app with one statement per request, no sign-in and no rules."""

import json
import os
import sqlite3
import threading
from collections.abc import Callable

import psycopg2.pool
from fastapi import FastAPI
from sqlalchemy.engine import URL, make_url

Run = Callable[[str, tuple[int, ...]], object]
UPSERT = (
    "INSERT INTO floor (habit, day, value) VALUES ({0}, {0}, {0}) "
    "ON CONFLICT (habit, day) DO UPDATE SET value = excluded.value"
)
READ = "SELECT value FROM floor WHERE habit = {0} AND day = {0}"
TABLE = "CREATE TABLE IF NOT EXISTS floor (habit int, day int, value int, PRIMARY KEY (habit, day))"


def build() -> FastAPI:
    """One upsert and one primary-key read, on the same server and driver as the product."""
    url = make_url(os.environ["HABIT_DATABASE_URL"])
    return _app(*(_sqlite(url.database or "") if "sqlite" in url.drivername else _postgres(url)))


def _app(run: Run, mark: str) -> FastAPI:
    app = FastAPI()
    run(TABLE, ())

    @app.post("/write/{habit}")
    def write(habit: int, body: dict[str, int]) -> dict[str, int]:
        run(UPSERT.format(mark), (habit, 1, body["value"]))
        return body

    @app.get("/read/{habit}")
    def read(habit: int) -> dict[str, object]:
        return {"row": run(READ.format(mark), (habit, 1))}

    return app


def _sqlite(path: str) -> tuple[Run, str]:
    local, lock = threading.local(), threading.Lock()

    def run(statement: str, values: tuple[int, ...]) -> object:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(path, timeout=10)
            local.connection.execute("PRAGMA journal_mode=WAL")
            local.connection.execute("PRAGMA synchronous=NORMAL")
        if statement.startswith("SELECT"):
            return local.connection.execute(statement, values).fetchone()
        with lock, local.connection:
            local.connection.execute(statement, values)
        return None

    return run, "?"


def _postgres(url: URL) -> tuple[Run, str]:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    pool = psycopg2.pool.ThreadedConnectionPool(1, 40, address)

    def run(statement: str, values: tuple[int, ...]) -> object:
        connection = pool.getconn()
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchone() if statement.startswith("SELECT") else None
        finally:
            pool.putconn(connection)

    return run, "%s"


if __name__ == "__main__":
    print(json.dumps(build().openapi()["paths"], indent=1))
