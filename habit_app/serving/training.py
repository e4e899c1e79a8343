"""The command that trains: what it shows to people, and to the worker that started it."""

import json
import time
from dataclasses import asdict
from typing import Any

import typer
from rich.console import Console
from rich.table import Table

from habit_app.errors import Invalid
from habit_app.ml.training import Trained
from habit_app.worker import training

EVERY = 0.5
"""Seconds between two lines on how far it is."""


def run(*, dry_run: bool, lines: bool) -> None:
    """Train, and say what came of it: as a table, or line by line as JSON."""
    try:
        outcome = training.run(dry_run=dry_run, progress=_Lines() if lines else _Shown())
    except Invalid as refusal:
        if not lines:
            raise
        typer.echo(json.dumps({"refused": refusal.message}))
        return
    if lines:
        typer.echo(json.dumps({"stage": outcome.stage, "version": outcome.version}))
        return
    console = Console()
    console.print(_table(outcome.learned))
    for candidate in outcome.learned.candidates:
        for failure in candidate.failures:
            told = asdict(failure)
            console.print(
                f"{candidate.stage} does not pass: {told['rule']} {told['detail']}".rstrip()
                + f" ({told['found']:.4g}, bound {told['bound']:.4g})"
            )
    kept = "" if outcome.version is None else f", as version {outcome.version}"
    console.print(
        f"What foretells: {outcome.stage}{kept}."
        if not dry_run
        else f"What would foretell: {outcome.stage}. Nothing was written."
    )


class _Lines:
    """Tells the worker how far it is, not more often than it wants to know."""

    def __init__(self) -> None:
        self._told = 0.0

    def __call__(self, step: str, share: float) -> None:
        now = time.monotonic()
        if now - self._told >= EVERY:
            self._told = now
            typer.echo(json.dumps({"step": step, "share": round(share, 3)}))


class _Shown:
    """Tells somebody at a terminal which step it is at."""

    def __init__(self) -> None:
        self._step = ""

    def __call__(self, step: str, _share: float) -> None:
        if step != self._step:
            self._step = step
            typer.echo(f"{step} ...", err=True)


def _table(learned: Trained) -> Table:
    """Each stage and baseline on the newest window."""
    window: dict[str, Any] = learned.card["judged_on"]
    title = f"{window['rows']} units of {window['people']} people, from {window['from']} on"
    table = Table("", "log-loss", "Brier", "AUC", "ECE", title=title)
    for name, figures in learned.card["baselines"].items():
        shown = (figures.get(key) for key in ("log_loss", "brier", "auc", "ece"))
        table.add_row(str(name), *("-" if value is None else f"{value:.4f}" for value in shown))
    return table
