"""The product as production runs it: built pages, granian, one port, its own data."""

import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from filelock import FileLock

from habit_app.serving import pages, supervisor
from habit_app.settings import Settings
from tests.servers.ports import free_port

WORK = """
import sys
from datetime import timedelta
from importlib import import_module
import time_machine
from habit_app import clock
from habit_app.db.session import unit_of_work
from habit_app.jobs import ask
from habit_app.services.jobs import runner
from habit_app.worker.app import AREAS
for area in AREAS:
    import_module(area)
with time_machine.travel(clock.utc_now() + timedelta(minutes=int(sys.argv[1]))):
    with unit_of_work() as session:
        ask(session, "notifications.deliver")
    runner.run_due()
"""


@dataclass(frozen=True, slots=True)
class Product:
    """A running install."""

    base: str
    log: Path
    environment: dict[str, str]

    @property
    def settings(self) -> dict[str, str]:
        return {key: value for key, value in self.environment.items() if key.startswith("HABIT_")}

    def work(self, minutes: int = 0) -> None:
        """Let a worker do and tell what is due now, or is going to be after so many minutes."""
        subprocess.run(
            [sys.executable, "-c", WORK, str(minutes)],
            cwd=supervisor.ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
        )

    def command(self, *words: str) -> None:
        """Run a command of the installation beside it."""
        subprocess.run(
            [sys.executable, "-m", "habit_app", *words],
            cwd=supervisor.ROOT,
            env=self.environment,
            check=True,
            capture_output=True,
        )


def built() -> None:
    """Build the pages, unless they are built; two parallel workers build them once."""
    with FileLock(supervisor.ROOT / ".web-build.lock"):
        if not pages.are_built():
            pages.build()


@contextmanager
def running(
    folder: Path, more: Mapping[str, str] = MappingProxyType({}), *, with_worker: bool = False
) -> Iterator[Product]:
    """Build what is not built, migrate, start, and stop again; `more` are settings."""
    built()
    port = free_port()
    environment = supervisor.web_environment(port) | {
        "HABIT_ENV": "laptop",
        "HABIT_DEMO": "false",
        "HABIT_RATE_SIGN_UP": "1000/hour",
        "HABIT_RATE_VISIT": "10000/hour",
        "HABIT_RATE_EVENT": "100000/minute",
        "HABIT_ALLOW_PRIVATE_TARGETS": "true",  # servers that listen for channels run here
        "HABIT_DATA_DIR": str(folder),
        "HABIT_DATABASE_URL": f"sqlite:///{folder / 'product.sqlite3'}",
        **more,
    }
    workers, redis_url = int(more.get("HABIT_WEB_WORKERS", "1")), more.get("HABIT_REDIS_URL", "")
    settings = Settings(env="laptop", web_workers=workers, redis_url=redis_url)
    product = Product(f"http://127.0.0.1:{port}", folder / f"web-{port}.log", environment)
    product.command("migrate", "up")
    web = supervisor.web_command(settings, port)
    commands = [web, supervisor.background_command("worker")] if with_worker else [web]
    with product.log.open("w") as output:
        processes = [
            subprocess.Popen(
                command,
                cwd=supervisor.ROOT,
                env=environment,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            for command in commands
        ]
    try:
        _wait(product)
        yield product
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


def _wait(product: Product) -> None:
    for _ in range(2400):
        try:
            with urllib.request.urlopen(f"{product.base}/health/db", timeout=10):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"The product did not come up:\n{product.log.read_text()}")
