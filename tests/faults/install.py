"""An install of a company: web, two workers, two beats, kept alive as an orchestrator would."""

import os
import signal
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from habit_app.db import migrations
from habit_app.serving import supervisor
from habit_app.serving.supervisor import Child
from habit_app.settings import Settings
from tests.conftest import inside
from tests.servers import postgres, product, redis, smtp
from tests.servers.ports import free_port
from tests.servers.smtp import Mailbox


@dataclass(slots=True)
class Install:
    """Everything that may be killed, by its name."""

    base: str
    database: postgres.Server
    broker: redis.Server
    mailbox: Mailbox
    children: dict[str, Child]
    over: threading.Event = field(default_factory=threading.Event)

    def keep_alive(self) -> None:
        while not self.over.wait(0.2):
            for child in self.children.values():
                child.look_after()

    def kill(self, kind: str) -> None:
        """Kill every process of a kind, with all that it started."""
        for name, child in self.children.items():
            if name.startswith(kind) and child.process:
                os.killpg(child.process.pid, signal.SIGKILL)

    def stop(self) -> None:
        self.over.set()
        for child in self.children.values():
            child.stop()
        for child in self.children.values():
            child.wait(time.monotonic() + 20)


def mail_settings(box: Mailbox) -> dict[str, str]:
    return {
        "HABIT_SMTP_HOST": "127.0.0.1",
        "HABIT_SMTP_PORT": str(box.port),
        "HABIT_SMTP_USER": smtp.USER,
        "HABIT_SMTP_PASSWORD": smtp.PASSWORD,
        "HABIT_SMTP_TLS": "none",
        "HABIT_SMTP_FROM": "SmartHabit <habits@example.org>",
    }


@contextmanager
def running(folder: Path) -> Iterator[Install]:
    """Start it on a PostgreSQL, a Redis and a mail server of its own."""
    product.built()
    with ExitStack() as stack:
        database = stack.enter_context(postgres.running(folder))
        broker = stack.enter_context(redis.running(folder))
        box = stack.enter_context(smtp.running())
        port = free_port()
        settings = mail_settings(box) | {
            "HABIT_DATABASE_URL": database.url,
            "HABIT_REDIS_URL": broker.url,
            "HABIT_DATA_DIR": str(folder),
            "HABIT_RATE_CHECKIN": "1000000/hour",
            "HABIT_RATE_OTHER": "1000000/hour",
            "HABIT_DEMO": "false",
        }
        stack.enter_context(inside(**settings))
        migrations.upgrade()
        environment = supervisor.web_environment(port) | settings | {"HABIT_ENV": "laptop"}
        here = Install(
            f"http://127.0.0.1:{port}", database, broker, box, _children(port, environment)
        )
        keeper = threading.Thread(target=here.keep_alive)
        keeper.start()
        stack.callback(keeper.join)
        stack.callback(here.stop)
        until(lambda: is_ready(here.base), 60)
        yield here


def _children(port: int, environment: Mapping[str, str]) -> dict[str, Child]:
    web = supervisor.web_command(Settings(env="laptop", web_workers=1), port)
    commands = {"web": web} | {
        f"{word}{number}": supervisor.background_command(word)
        for word in ("worker", "beat")
        for number in (1, 2)
    }
    return {name: Child(name, command, environment) for name, command in commands.items()}


def is_ready(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/health/ready", timeout=3) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def until(true: Callable[[], object], seconds: float) -> None:
    """Wait until something is so; raise when it does not come."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            raise AssertionError(f"It was not so after {seconds} s.")
        time.sleep(0.1)
