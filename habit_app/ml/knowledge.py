"""What was known of a habit's units, and when: the first word, and what was recorded later.

A statement is late once the unit that it is about was over. Each day with such statements may
change what units came to, for the looks after it; the domain judges them anew, near those days.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from habit_app.domain.calendar import ONE_DAY
from habit_app.domain.entries import Entry
from habit_app.domain.evaluation.days import lookback
from habit_app.domain.evaluation.due_units import decided
from habit_app.domain.evaluation.history import Unit
from habit_app.domain.evaluation.timeline import effective_start
from habit_app.domain.habits import Kind, Rules
from habit_app.domain.schedules import Rolling

REACH = 62
"""Days after a tick of a rolling schedule on which it may count."""

Outcomes = dict[date, Unit]
"""Units by their first day."""


@dataclass(frozen=True, slots=True)
class Said:
    """A statement with the habit day on which it was recorded: a check-in if it has a minute."""

    on: date
    day: date
    entry: Entry | None
    minute: int | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """From the day after `on` a unit was known to be kept or not; None: to be no unit."""

    on: date
    kept: bool | None


@dataclass(frozen=True, slots=True)
class Known:
    """A habit's units as they are known now, as they first were, and what changed in between."""

    now: Outcomes
    first: Outcomes
    latest: Outcomes
    changes: dict[date, list[Change]]


def entries_of(said: Iterable[Said]) -> list[Entry]:
    """What each day holds after these statements."""
    found = {one.day: one.entry for one in said}
    return [entry for _, entry in sorted(found.items()) if entry]


def known_of(rules: Rules, said: Sequence[Said], as_of: date) -> Known:
    """Judge a habit's units with all that was said, and with what was known at each time.

    Under a rolling schedule a later tick can cover a day that was missed. What a look knows of such
    a day is what it came to when it was over; the label is what the domain says now.
    """
    now = _by_first(decided(rules, entries_of(said), as_of))
    ends = _ends(now.values())
    late = [one for one in said if one.on > ends.get(one.day, one.day)]
    if any(isinstance(version.schedule, Rolling) for version in rules.versions):
        if not late and rules.kind is Kind.NUMERIC:
            return Known(now, now, now, {})
        whole = _start(rules, said), as_of
        first = _day_by_day(rules, said, as_of, whole)
        return _with_changes(rules, said, as_of, late, Known(now, first, dict(first), {}))
    if not late:
        return Known(now, now, now, {})
    on_time = entries_of(one for one in said if one.on <= ends.get(one.day, one.day))
    first = _by_first(decided(rules, on_time, as_of))
    return _with_changes(rules, said, as_of, late, Known(now, first, dict(first), {}))


def _with_changes(
    rules: Rules, said: Sequence[Said], as_of: date, late: Sequence[Said], known: Known
) -> Known:
    """Go through the days with late statements, oldest first, and judge what is near."""
    for on in sorted({one.on for one in late}):
        days = [one.day for one in late if one.on == on]
        low, high = min(days), max(days)
        if low < rules.start:
            high = max(high, rules.start)  # the habit began earlier, or later, than it seemed
        until = [one for one in said if one.on <= on]
        anew = _judged_again(rules, until, as_of, (low, high))
        low, high = _window(rules, low, high)
        places = {
            first for first, unit in known.latest.items() if unit.last >= low and first <= high
        }
        for first in sorted(places | anew.keys()):
            unit, before = anew.get(first), known.latest.get(first)
            if (unit or before).last >= on or (unit and unit.kept) is (before and before.kept):  # type: ignore[union-attr]
                continue
            known.changes.setdefault(first, []).append(Change(on, unit.kept if unit else None))
            if unit:
                known.latest[first] = unit
            else:
                del known.latest[first]
    return known


def _window(rules: Rules, low: date, high: date) -> tuple[date, date]:
    if any(isinstance(version.schedule, Rolling) for version in rules.versions):
        return low, high + timedelta(days=REACH)
    return low, high


def _judged_again(
    rules: Rules, said: Sequence[Said], as_of: date, days: tuple[date, date]
) -> Outcomes:
    """The units that touch some days, by what was said until then."""
    low, high = _window(rules, *days)
    if any(isinstance(version.schedule, Rolling) for version in rules.versions):
        return _day_by_day(rules, said, as_of, (low, min(high, as_of)), all_known=True)
    entries = entries_of(said)
    start = date.fromordinal(effective_start(rules, entries))
    today = min(as_of, high + timedelta(days=REACH))
    if rules.version_on(today).unit != rules.version_on(as_of).unit:
        today = as_of
    found = decided(rules, entries, today, since=low, start=start)
    return _by_first(unit for unit in found if unit.last >= low and unit.first <= high)


def _day_by_day(
    rules: Rules,
    said: Sequence[Said],
    as_of: date,
    days: tuple[date, date],
    *,
    all_known: bool = False,
) -> Outcomes:
    """What each unit came to when it was over, by statements about the days until then.

    Those that were recorded until then, unless `all_known`.
    """
    found: Outcomes = {}
    kind, reach = rules.version_on(as_of).unit, timedelta(days=2 * max(lookback(rules), 31))
    day, last = days
    while day <= last:
        near = entries_of(
            one for one in said if day - reach <= one.day <= day and (all_known or one.on <= day)
        )
        if rules.version_on(day).unit == kind:
            begun = date.fromordinal(min(effective_start(rules, near), rules.start.toordinal()))
            turned = min(day + ONE_DAY, as_of)
            units = decided(rules, near, turned, since=day, start=begun)
            found |= _by_first(unit for unit in units if unit.first <= day <= unit.last)
        day += ONE_DAY
    return found


def _start(rules: Rules, said: Sequence[Said]) -> date:
    return min([rules.start, *(one.day for one in said)])


def _by_first(units: Iterable[Unit]) -> Outcomes:
    return {unit.first: unit for unit in units}


def _ends(units: Iterable[Unit]) -> dict[date, date]:
    """The last day of the week or month that holds a day; of other days it is the day itself."""
    return {
        unit.first + timedelta(days=day): unit.last
        for unit in units
        if unit.first < unit.last
        for day in range((unit.last - unit.first).days)
    }
