"""`python -m habit_app`: the commands of operators and of the curious."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from habit_app.errors import AppError

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

EXIT_REFUSED = 1

app = typer.Typer(
    name="habit_app",
    help="SmartHabit: knows which habit you are about to skip, and says so in time.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
migrate = typer.Typer(help="Bring the database to this version, and back.", no_args_is_help=True)
users = typer.Typer(help="User accounts.", no_args_is_help=True)
app.add_typer(migrate, name="migrate")
app.add_typer(users, name="user")


@app.command()
def serve(
    reload: Annotated[
        bool, typer.Option("--reload", help="Start again when the sources change.")
    ] = False,
) -> None:
    """Run everything for one laptop: pages, database, demo data."""
    from habit_app.serving import laptop  # noqa: PLC0415 - each command loads what it needs

    laptop.serve(reload=reload)


@app.command()
def web() -> None:
    """Run only the web process, on a database that is migrated already."""
    import os  # noqa: PLC0415 - as above

    from habit_app.serving import pages, supervisor  # noqa: PLC0415 - as above
    from habit_app.settings import get_settings  # noqa: PLC0415 - as above

    pages.require()
    settings = get_settings()
    command = supervisor.web_command(settings, settings.port)
    os.chdir(supervisor.ROOT)
    os.execve(command[0], command, supervisor.web_environment(settings.port))  # noqa: S606


@app.command()
def worker() -> None:
    """Run a worker: mails, reminders, new days, reports. As many as you like, on any machine."""
    from habit_app.worker import processes  # noqa: PLC0415 - as above

    raise SystemExit(processes.work())


@app.command()
def beat() -> None:
    """Run the clock of the workers. One is enough; a second does no harm."""
    from habit_app.worker import processes  # noqa: PLC0415 - as above

    processes.keep_time()


@app.command()
def build() -> None:
    """Build the pages, if they have changed."""
    from habit_app.serving import pages  # noqa: PLC0415 - as above

    if pages.are_built():
        typer.echo("The pages are built.")
    else:
        pages.build()
        typer.echo("Built the pages.")


@app.command()
def seed() -> None:
    """Make the demo account, in a database without users."""
    from habit_app.serving import laptop  # noqa: PLC0415 - as above

    if not laptop.seed_demo():
        typer.echo("There are users already; nothing was made.")


@app.command()
def train(
    dry_run: Annotated[bool, typer.Option(help="Only say what would come of it.")] = False,
    lines: Annotated[bool, typer.Option(help="Tell it line by line, for programs.")] = False,
) -> None:
    """Learn to predict skips from what people recorded here; the best that passes is used."""
    from habit_app.serving import training  # noqa: PLC0415 - as above

    training.run(dry_run=dry_run, lines=lines)


@app.command()
def simulate(
    people: Annotated[int, typer.Option(min=1, max=5000)] = 300,
    days: Annotated[int, typer.Option(min=30, max=400)] = 180,
    seed: Annotated[int, typer.Option(help="The same seed makes the same people.")] = 1,
) -> None:
    """Add a crowd of simulated people, to look at a trained model; never in production."""
    from habit_app.serving import crowd  # noqa: PLC0415 - as above

    crowd.run(people=people, days=days, seed=seed)


@app.command(name="import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    user: Annotated[str, typer.Option(help="E-mail address of the owner.")],
    dry_run: Annotated[bool, typer.Option(help="Only say what would be done.")] = False,
    today: Annotated[
        str, typer.Option(help="Take this day (YYYY-MM-DD) for today; later entries are dropped.")
    ] = "",
) -> None:
    """Bring in the history of another tracker: a Loop Habit Tracker zip or .db file."""
    from habit_app.serving import imports  # noqa: PLC0415 - as above

    imports.run(file, email=user, dry_run=dry_run, today=today)


@migrate.command("up")
def migrate_up(revision: Annotated[str, typer.Argument(help="Where to stop.")] = "head") -> None:
    """Migrate up; a SQLite file is copied first."""
    from habit_app.db import migrations  # noqa: PLC0415 - as above

    typer.echo("Migrated." if migrations.upgrade(revision) else "Nothing to do.")


@migrate.command("down")
def migrate_down(
    revision: Annotated[str, typer.Argument(help="Where to stop; `base` for nothing at all.")],
) -> None:
    """Migrate down to a revision; a SQLite file is copied first."""
    from habit_app.db import migrations  # noqa: PLC0415 - as above

    migrations.downgrade(revision)
    typer.echo("Migrated.")


@migrate.command("current")
def migrate_current() -> None:
    """Say where the database is."""
    from habit_app.db import migrations  # noqa: PLC0415 - as above

    typer.echo(f"at {migrations.current() or 'nothing'}, newest is {migrations.head()}")


@migrate.command("history")
def migrate_history() -> None:
    """List the revisions, newest first."""
    from habit_app.db import migrations  # noqa: PLC0415 - as above

    for line in migrations.history():
        typer.echo(line)


@users.command("create")
def create_user(
    email: str,
    name: Annotated[str, typer.Option(help="How the user is called.")] = "",
    admin: Annotated[bool, typer.Option("--admin", help="Let the user administer.")] = False,
    timezone: Annotated[
        str | None, typer.Option(help="Where the user lives, such as Europe/Berlin.")
    ] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Make an account."""
    from habit_app.db.session import unit_of_work  # noqa: PLC0415 - as above
    from habit_app.services.accounts import registration  # noqa: PLC0415 - as above

    password = (
        sys.stdin.readline().rstrip("\n")
        if password_stdin
        else typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    )
    wanted = registration.SignUp(email, password, name or email.partition("@")[0], timezone)
    with unit_of_work() as session:
        role = "admin" if admin else "user"
        registration.create_user(session, wanted=wanted, role=role)
    typer.echo(f"Made {role} {email}.")


@users.command("invite")
def invite_user() -> None:
    """Print a link for one person to sign up with, where that takes an invitation."""
    from habit_app.db.session import unit_of_work  # noqa: PLC0415 - as above
    from habit_app.services.accounts import registration  # noqa: PLC0415 - as above

    with unit_of_work() as session:
        link = registration.invite(session)
    typer.echo(f"{link}\nIt works once, within seven days.")


@users.command("deactivate")
def deactivate_user(email: str) -> None:
    """Refuse a user everywhere from now on."""
    _set_active(email, active=False)
    typer.echo(f"{email} is refused from now on.")


@users.command("activate")
def activate_user(email: str) -> None:
    """Let a user in again."""
    _set_active(email, active=True)
    typer.echo(f"{email} may sign in again.")


def _set_active(email: str, *, active: bool) -> None:
    from habit_app.db.session import unit_of_work  # noqa: PLC0415 - as above
    from habit_app.services.accounts import registration  # noqa: PLC0415 - as above

    with unit_of_work() as session:
        registration.set_active(session, email=email, active=active)


def main() -> None:
    """Run a command; a refusal is one clear line and exit code 1."""
    from pydantic import ValidationError  # noqa: PLC0415 - as above
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415 - as above

    try:
        app()
    except AppError as refusal:
        _refuse(refusal.message, (f"{error.field}: {error.message}" for error in refusal.errors))
    except ValidationError as wrong:
        _refuse("The settings cannot be used.", map(_setting, wrong.errors(include_input=False)))
    except OperationalError as away:
        _refuse("The database does not answer.", str(away.orig).strip().splitlines()[:1])


def _refuse(sentence: str, reasons: Iterable[str]) -> NoReturn:
    typer.echo(f"Refused: {sentence}", err=True)
    for reason in reasons:
        if not reason.endswith(sentence):
            typer.echo(f"  {reason}", err=True)
    raise SystemExit(EXIT_REFUSED) from None


def _setting(error: "ErrorDetails") -> str:
    name = "_".join(str(part) for part in error["loc"]).upper()
    return f"HABIT_{name}: {error['msg']}" if name else error["msg"]
