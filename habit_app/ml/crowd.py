"""People by chance whose true chances are known: habits with moods, seasons, weekdays and give-up.

Log-odds of a day being done are the sum of what the habit is, what its person is, the weekday,
moods that last some days, momentum, a habit forming or fading, and holidays. The parameters are
those of a published comparison; nothing here says anything about real people.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from habit_app.ml.units import as_units

Numbers = NDArray[np.float64]
START = np.datetime64("2025-01-06")
SOME_DAYS, FORMING = 3, 0.4
ARCHIVED_AFTER, GONE = 14, 0.02
"""Skips in a row after which a habit is put away, and the chance of a day of those who left."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """The units of a crowd, each with the chance that it really had of being kept."""

    units: pl.DataFrame
    true: pl.DataFrame


def simulate(people: int = 2000, habits: int = 3, days: int = 180, *, seed: int = 1) -> Crowd:
    """Live through the days, all habits side by side."""
    draw, count = np.random.default_rng(seed), people * habits
    person = np.repeat(np.arange(people), habits)
    steady, due = _steady(draw, people, person, days), _due(draw, count, days)
    begin = draw.integers(0, max(1, days // 2), count)
    forming = _forming(draw, count, days, begin)
    away = _holidays(draw, people, days)[person]
    mood, life = draw.normal(0, 0.8, count), draw.normal(0, 0.95, people)
    last, streak, skips = np.full(count, 0.5), np.zeros(count), np.zeros(count)
    rate, gone, found = np.full(count, 0.6), np.zeros(count, bool), []
    for day in range(days):
        mood = 0.9 * mood + draw.normal(0, 0.35, count)
        life = 0.85 * life + draw.normal(0, 0.5, people)
        here = due[:, day] & (begin <= day) & (skips < ARCHIVED_AFTER)
        gone |= here & (draw.random(count) < 0.003 * (1 + 3 * (1 - rate)))
        log_odds = steady[:, day] + mood + life[person] + forming[:, day] - 2.5 * away[:, day]
        log_odds += 0.6 * (last - 0.5) + 0.15 * np.log1p(streak)
        chance = np.where(gone, GONE, 1 / (1 + np.exp(-log_odds)))
        kept = draw.random(count) < chance
        which = np.flatnonzero(here)
        found.append((which, np.full(len(which), day), kept[which], chance[which]))
        last = np.where(here, kept, last)
        streak = np.where(here, np.where(kept, streak + 1, 0), streak)
        skips = np.where(here, np.where(kept, 0, skips + 1), skips)
        rate = np.where(here, 0.9 * rate + 0.1 * kept, rate)
    habit, day_of, kept, chance = (np.concatenate(part) for part in zip(*found, strict=True))
    rows = pl.DataFrame(
        {"user": person[habit], "habit": habit, "first": START + day_of, "kept": kept, "p": chance}
    ).with_columns(pl.col("first").cast(pl.Date))
    rows = rows.sort("user", "habit", "first")
    return Crowd(as_units(rows.drop("p")), rows.select("habit", "first", chance="p"))


def _steady(
    draw: np.random.Generator, people: int, person: NDArray[np.int64], days: int
) -> Numbers:
    """What does not change: habit, person, and the weekday of both."""
    count = len(person)
    base = draw.normal(0.7, 0.9, count) + draw.normal(0, 0.7, people)[person]
    weekday = draw.normal(0, 0.35, (count, 7))
    weekday[:, 5:] += draw.normal(0, 0.5, people)[person][:, None]
    found: Numbers = base[:, None] + weekday[:, np.arange(days) % 7]
    return found


def _due(draw: np.random.Generator, count: int, days: int) -> NDArray[np.bool_]:
    """Daily, on weekdays, or on three days of the week by chance."""
    kind = draw.choice(["daily", "weekdays", "three days"], count, p=[0.6, 0.15, 0.25])
    week = np.ones((count, 7), dtype=bool)
    week[kind == "weekdays", 5:] = False
    three = draw.random((count, 7)).argsort(axis=1) < SOME_DAYS
    week[kind == "three days"] = three[kind == "three days"]
    found: NDArray[np.bool_] = week[:, np.arange(days) % 7]
    return found


def _forming(draw: np.random.Generator, count: int, days: int, begin: NDArray[np.int64]) -> Numbers:
    """Some habits form, towards a level of their own; the others fade slowly."""
    age = np.maximum(np.arange(days)[None, :] - begin[:, None], 0)
    height = draw.uniform(0.3, 1.2, count)
    slowness = np.exp(draw.normal(np.log(30), 0.6, count))
    growing = height[:, None] * (1 - np.exp(-age / slowness[:, None]))
    fading = -draw.uniform(0, 0.008, count)[:, None] * age
    found: Numbers = np.where((draw.random(count) < FORMING)[:, None], growing, fading)
    return found


def _holidays(draw: np.random.Generator, people: int, days: int) -> NDArray[np.bool_]:
    away = np.zeros((people, days), dtype=bool)
    for one, times in enumerate(draw.poisson(1, people)):
        for _ in range(times):
            begin = draw.integers(0, days)
            away[one, begin : begin + draw.integers(5, 15)] = True
    return away
