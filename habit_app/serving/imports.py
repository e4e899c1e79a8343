"""The `import` command: a file in, a table of what became of it out."""

from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from habit_app.db.session import read_only, unit_of_work
from habit_app.errors import invalid_field
from habit_app.integrations.importers.detection import LARGEST
from habit_app.services import accounts, imports


def run(file: Path, *, email: str, dry_run: bool, today: str) -> None:
    """Read, show progress, and report per habit."""
    console = Console()
    with read_only() as session:
        viewer = accounts.find_viewer_by_email(session, email)
    day = _day(today) if today else viewer.today()
    with file.open("rb") as source:
        payload = source.read(LARGEST + 1)
    with console.status(f"Reading {file.name}"):
        history = imports.read(payload, today=day)
    with Progress(console=console) as bar, unit_of_work() as session:
        task = bar.add_task("Importing", total=len(history.habits))
        done = imports.run(
            session,
            viewer=viewer,
            payload=payload,
            history=history,
            dry_run=dry_run,
            today=day,
            progress=lambda number, of: bar.update(task, completed=number, total=of),
        )
        bar.update(task, completed=len(history.habits))
    _show(console, done, dry_run=dry_run)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise invalid_field("today", "Write the day as YYYY-MM-DD.", "not-a-day") from None


def _show(console: Console, done: imports.ImportView, *, dry_run: bool) -> None:
    table = Table("Habit", "Action", "Entries", "Kept here", "Strength", "Left out")
    for habit in done.report["habits"]:
        left_out = ", ".join(f"{item['count']} {item['reason']}" for item in habit["dropped"])
        strength = "" if habit["strength"] is None else f"{habit['strength']:.4f}"
        # A title is a stranger's text: as Text its brackets are not taken for markup.
        table.add_row(
            Text(habit["title"]),
            habit["action"],
            str(habit["entries"]),
            str(habit["kept"]),
            strength,
            Text(left_out),
        )
    console.print(table)
    for error in done.report["errors"]:
        console.print(Text(str(error), "red"))
    console.print("Nothing was written." if dry_run else "Imported.")
