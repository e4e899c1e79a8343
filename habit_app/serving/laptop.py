"""Everything between `make run` and a page in the browser."""

import os
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass

from habit_app import logs
from habit_app.serving import pages
from habit_app.serving.reloading import Reloading
from habit_app.serving.supervisor import (
    Child,
    background_command,
    free_port,
    supervise,
    web_command,
    web_environment,
)
from habit_app.settings import Settings, get_settings

DEMO_EMAIL, DEMO_PASSWORD = "demo@example.com", "Demo123!"
EVERYWHERE = {"127.0.0.1", "0.0.0.0", "::", "::1"}  # noqa: S104 - to be named, not to be bound


def tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def serve(*, reload: bool = False) -> None:
    """Run the whole product until Ctrl-C."""
    began = time.monotonic()
    settings = get_settings()
    logs.configure()
    prepare(settings)
    port = free_port(settings.host, settings.port)
    if port != settings.port:
        tell(f"Port {settings.port} is taken; using {port}. HABIT_PORT chooses another.")
    host = "localhost" if settings.host in EVERYWHERE else settings.host
    web = Child("The web process", web_command(settings, port), web_environment(port))
    behind = [
        Child(
            f"The {word}",
            background_command(word),
            {**os.environ, "HABIT_PORT": str(port)},
            waits=True,
        )
        for word in ("worker", "beat")
    ]
    greeting = Greeting(f"http://{host}:{port}", settings.with_demo, began)
    if reload:
        supervise([web, *behind], when_up=greeting, each_round=Reloading(web, tell))
    else:
        supervise([web, *behind], when_up=greeting)
    tell("Stopped.")


def prepare(settings: Settings) -> None:
    """Build what is not built, migrate what is not migrated, seed what is empty."""
    if not pages.are_built():
        tell("Building the pages (about half a minute, only when they have changed) ...")
        pages.build()
    from habit_app.db import migrations  # noqa: PLC0415 - after the message, it takes a moment

    if migrations.upgrade(on_copy=lambda copy: tell(f"Copied the database to {copy.name}.")):
        tell("Migrated the database.")
    if settings.with_demo:
        seed_demo()


def seed_demo() -> bool:
    """Make the demo user with their history, in a database without any users."""
    from habit_app.db.session import unit_of_work  # noqa: PLC0415 - as above
    from habit_app.services.demo import demo  # noqa: PLC0415 - as above

    with unit_of_work() as session:
        made = demo.fill_if_empty(session, email=DEMO_EMAIL, password=DEMO_PASSWORD)
    if made:
        tell("Made a demo account with half a year of history.")
    return made


@dataclass(slots=True)
class Greeting:
    """Says where the pages are, as soon as they really answer."""

    url: str
    demo: bool
    began: float

    def __call__(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/health", timeout=2):  # noqa: S310 - our own
                pass
        except (urllib.error.URLError, OSError):
            return False
        tell(f"\nSmartHabit is ready at {self.url} ({time.monotonic() - self.began:.1f} s)")
        if self.demo:
            tell(f"Sign in as {DEMO_EMAIL} / {DEMO_PASSWORD}, or create an account.")
        tell("Stop with Ctrl-C.\n")
        return True
