"""The `simulate` command: a crowd by chance, to look at pages with a trained model."""

from collections.abc import Iterator, Sequence
from datetime import timedelta

import polars as pl
import typer
from rich.progress import Progress

from habit_app import clock
from habit_app.domain.schedules import WEEKDAYS, Daily, Schedule, Weekdays
from habit_app.ml.crowd import START, simulate
from habit_app.services.demo import runs
from habit_app.services.demo.runs import Lived

HABITS = 3
EVERY_DAY = frozenset(range(7))


def run(*, people: int, days: int, seed: int) -> None:
    """Live through the days up to yesterday, and write them down as everybody's own."""
    units = simulate(people, HABITS, days, seed=seed).units
    shift = clock.utc_now().date() - timedelta(days=days) - START.astype(object)
    with Progress() as bar:
        task = bar.add_task("Adding people", total=people)
        added = runs.add_crowd(_lives(units, shift), lambda done: bar.update(task, completed=done))
    typer.echo(f"Added {added} people. Now: python -m habit_app train")


def _lives(units: pl.DataFrame, shift: timedelta) -> Iterator[Sequence[Lived]]:
    """Each person's habits, moved to end yesterday."""
    for person in units.partition_by("user", maintain_order=True):
        yield [_lived(habit, shift) for habit in person.partition_by("habit", maintain_order=True)]


def _lived(habit: pl.DataFrame, shift: timedelta) -> Lived:
    due = [day + shift for day in habit["first"]]
    kept = [day + shift for day in habit.filter("kept")["first"]]
    return Lived(_schedule({day.weekday() for day in due}), min(due), kept)


def _schedule(weekdays: set[int]) -> Schedule:
    if weekdays == EVERY_DAY:
        return Daily()
    return Weekdays(tuple(WEEKDAYS[weekday] for weekday in sorted(weekdays)))
