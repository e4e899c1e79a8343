"""The features of one look at a time, in plain Python: slow, and easy to see to be right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from statistics import fmean

from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.evaluation.due_units import DueUnit, Outcome, decided, next_due
from habit_app.domain.evaluation.history import Unit
from habit_app.domain.habits import Kind
from habit_app.domain.risk import Factor, rule, start_rate
from habit_app.domain.schedules import Rolling
from habit_app.ml.units import HabitLog, Logged

ONE_DAY = timedelta(days=1)


def recorded_on(one: Logged) -> date:
    return one.day if one.source == "import" else one.recorded_at.date()


def entries_before(log: HabitLog, look: date) -> list[Entry]:
    latest = {}
    for one in sorted(log.statements, key=lambda one: one.recorded_at):
        if recorded_on(one) < look:
            latest[one.day] = one
    return [
        Entry(day, EntryStatus(one.status), one.value)
        for day, one in sorted(latest.items())
        if one.status != "clear"
    ]


def past_of(log: HabitLog, look: date) -> list[Unit]:
    """The units that were over before a look, as they were known then."""
    entries = entries_before(log, look)
    rolling = any(isinstance(one.schedule, Rolling) for one in log.rules.versions)
    if not rolling or log.rules.kind is Kind.NUMERIC:
        found = decided(log.rules, entries, log.as_of)
        return [unit for unit in found if unit.last < look]
    units = {}
    day = min([log.rules.start, *(entry.day for entry in entries)])
    kind = log.rules.version_on(log.as_of).unit
    while day < look:
        until = [entry for entry in entries if entry.day <= day]
        if log.rules.version_on(day).unit == kind:
            for unit in decided(log.rules, until, day + ONE_DAY):
                if unit.first == day:
                    units[day] = unit
        day += ONE_DAY
    return list(units.values())


@dataclass(frozen=True)
class Seen:
    """A person's habits at one look."""

    own: list[Unit]
    others: list[list[Unit]]


def expected(
    logs: Sequence[HabitLog], log: HabitLog, unit: DueUnit, look: date
) -> dict[str, float]:
    own = past_of(log, look)
    kept = [float(unit.kept) for unit in own]
    others = [
        one
        for other in logs
        if other.habit != log.habit and not other.rules.versions[0].at_most
        for one in past_of(other, look)
    ]
    p0 = start_rate(others=(sum(one.kept for one in others), len(others)), installation=(99, 6, 10))
    risk = rule([Outcome(one.first, one.kept) for one in own], unit, p0)
    effects = {reason.factor: reason.effect for reason in risk.reasons}
    found = {
        "n": len(own),
        "p0": p0,
        "quota": -effects.get(Factor.QUOTA_LEFT, 0.0),
        "rule": -sum(value for factor, value in effects.items() if factor != Factor.QUOTA_LEFT),
        "rate": (sum(kept) + 2 * p0) / (len(kept) + 2),
        "others_n": len(since(others, look, 7)),
        **clock(log, look),
        **runs(own, kept, look),
        **weekday(own, unit),
        **link(logs, log, look),
    }
    if day := since(others, look, 1):
        found["others_1"] = fmean(one.kept for one in day)
    if week := since(others, look, 7):
        found["others_7"] = fmean(one.kept for one in week)
    return found


def since(units: Sequence[Unit], look: date, days: int) -> list[Unit]:
    return [one for one in units if one.last >= look - timedelta(days=days)]


def runs(own: Sequence[Unit], kept: Sequence[float], look: date) -> dict[str, float]:
    if not own:
        return {}
    found = {f"lag{back}": kept[-back] for back in (1, 2, 3) if len(kept) >= back}
    found |= {f"e{size}": ewma(kept, size) for size in (3, 7, 21)}
    found |= {f"m{size}": fmean(kept[-size:]) for size in (7, 28)}
    found |= {"gap": (look - own[-1].first).days, "age": (look - own[0].first).days}
    found["strength"] = ewma(kept, 13) * (1 - 0.5 ** (len(kept) / 13))
    since_begin = own[-1].first - timedelta(days=28)
    found["density"] = sum(one.first > since_begin for one in own)
    found |= {"kept_streak": streak(kept, 1), "skip_streak": streak(kept, 0)}
    if last := [one.last for one in own if one.kept]:
        found["since_kept"] = (look - last[-1]).days
    return found


def ewma(values: Sequence[float], half_life: int) -> float:
    weights = [0.5 ** (age / half_life) for age in range(len(values))]
    newest_first = values[::-1]
    total = sum(w * v for w, v in zip(weights, newest_first, strict=True))
    return float(total / sum(weights))


def streak(kept: Sequence[float], outcome: int) -> int:
    length = 0
    for one in reversed(kept):
        if one != outcome:
            break
        length += 1
    return length


def weekday(own: Sequence[Unit], unit: DueUnit) -> dict[str, float]:
    if unit.unit != "day":
        return {}
    same = [float(one.kept) for one in own if one.first.weekday() == unit.first.weekday()]
    found: dict[str, float] = {"weekday": unit.first.weekday(), "weekday_n": len(same)}
    return found | ({"weekday_last": same[-1], "weekday_e3": ewma(same, 3)} if same else {})


def clock(log: HabitLog, look: date) -> dict[str, float]:
    """The hours of check-ins that were made on their own day; the days since the last of any."""
    done = [one for one in log.statements if one.status == "done" and recorded_on(one) < look]
    found: dict[str, float] = {}
    if before := [one.day for one in done if one.day < look]:
        found["since_check_in"] = (look - max(before)).days
    minutes: list[float] = []
    for unit in past_of(log, look):
        within = [one for one in done if unit.first <= one.day <= unit.last]
        at = {
            one.day: one.local_minute
            for one in sorted(within, key=lambda one: one.recorded_at)
            if one.source != "import" and recorded_on(one) == one.day
        }
        if at:
            minutes.append(at[max(at)])
    if minutes:
        usual = ewma(minutes, 7)
        squares = ewma([one * one for one in minutes], 7)
        found |= {"usual_minute": usual, "minute_spread": sqrt(max(squares - usual * usual, 0))}
    return found


def link(logs: Sequence[HabitLog], log: HabitLog, look: date) -> dict[str, float]:
    if log.link is None:
        return {}
    found: dict[str, float] = {"link": log.link}
    for other in logs:
        is_before = other.chain == log.chain and other.link == log.link - 1
        if is_before and (past := past_of(other, look)):
            found["link_kept"] = float(past[-1].kept)
    return found


def quota_at(log: HabitLog, look: date) -> DueUnit | None:
    return next_due(log.rules, entries_before(log, look), look)
