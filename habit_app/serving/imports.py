"""The `import` command: a file in, a table of what became of it out."""

from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table
from rich.text import Text

from habit_app.db.session import read_only
from habit_app.errors import invalid_field
from habit_app.integrations.importers.detection import LARGEST
from habit_app.services.imports import imports
from habit_app.services.imports.reports import ImportReport
from habit_app.services.shared import viewers


def run(file: Path, *, email: str, dry_run: bool, today: str) -> None:
    """Read, show progress, and report per habit."""
    console = Console()
    with read_only() as session:
        viewer = viewers.of_email(session, email)
    day = _day(today) if today else viewer.today()
    with file.open("rb") as source:
        payload = source.read(LARGEST + 1)
    with console.status(f"Reading {file.name}"):
        history = imports.read(payload, today=day)
    with Progress(console=console) as bar:
        task = bar.add_task("Importing", total=len(history.habits) + 1)

        def progress(done: int, of: int) -> None:
            bar.update(task, completed=done, total=of)

        if dry_run:
            report = imports.preview(viewer, history, today=day, progress=progress)
        else:
            report = imports.bring_in(viewer, history, today=day, progress=progress).report
        bar.update(task, completed=len(history.habits) + 1)
    _show(console, report)
    console.print("Nothing was written." if dry_run else "Imported.")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise invalid_field("today", "Write the day as YYYY-MM-DD.", "not-a-day") from None


def _show(console: Console, report: ImportReport) -> None:
    """A title is a stranger's text: as Text its brackets are not taken for markup."""
    table = Table("Habit", "Action", "Entries", "Kept here", "Strength", "Left out")
    for habit in report.habits:
        left_out = [f"{item.count} {item.reason.replace('-', ' ')}" for item in habit.dropped]
        strength = "" if habit.strength is None else f"{habit.strength:.4f}"
        table.add_row(
            Text(habit.title),
            habit.action,
            str(habit.entries),
            str(habit.kept),
            strength,
            ", ".join(left_out),
        )
    console.print(table)
    for error in report.errors:
        console.print(Text(f"{error.title}: {error.message}", "red"))
