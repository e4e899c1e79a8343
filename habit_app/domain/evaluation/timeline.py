"""A habit's life on day ordinals: what was done, when nothing was asked, who judges which day."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from habit_app.domain.calendar import WeekStart, month_of, week_of
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.habits import ONE, Kind, Pause, Rules, Version
from habit_app.domain.schedules import WEEKDAYS as WEEKDAY_NAMES
from habit_app.domain.schedules import Daily, EveryNDays, PerWeek, Schedule, Weekdays

FOREVER = date.max.toordinal()
SLIP = 2 * ONE
"""What a slip weighs in thousandths: more than the one that a yes or no is judged by."""
RECENT_YEARS, RARE_YEARS = 10, 8


@dataclass(frozen=True, slots=True)
class Segment:
    """The days, both inclusive, that one version judges.

    `end` is the habit's own: up to there an open period looks ahead, whatever version follows.
    """

    first: int
    last: int
    version: Version
    end: int = FOREVER


@dataclass(frozen=True, slots=True)
class Timeline:
    """Days as numbers. `done` holds amounts in thousandths (a tick is one, a slip more).

    `slipped` are the days with a slip. `paused` and `skipped` are the days on which nothing is
    asked; a kept entry beats a pause, but an at-most habit inside one is always paused.
    """

    done: dict[int, int]
    skipped: set[int]
    refused: set[int]
    paused: set[int]
    slipped: set[int] = field(default_factory=set)

    def away(self, day: int) -> bool:
        return day in self.paused or day in self.skipped

    def shown(self, day: int) -> int:
        """The amount that a day shows: of a slip there is none."""
        return 0 if day in self.slipped else self.done.get(day, 0)


def lay_out(rules: Rules, entries: Iterable[Entry], first: int, last: int) -> Timeline:
    """Sort entries and pauses into a timeline that reaches from `first` to `last`.

    A slip counts where the version of its day says to avoid; elsewhere the day was not kept.
    """
    done: dict[int, int] = {}
    skipped: set[int] = set()
    refused: set[int] = set()
    slipped: set[int] = set()
    for entry in entries:
        if entry.status is EntryStatus.DONE:
            done[entry.day.toordinal()] = ONE if entry.value is None else entry.value
        elif entry.status is EntryStatus.SKIP:
            skipped.add(entry.day.toordinal())
        elif entry.status is EntryStatus.SLIP and rules.is_avoided(entry.day):
            done[entry.day.toordinal()] = SLIP
            slipped.add(entry.day.toordinal())
        elif entry.status in {EntryStatus.NO, EntryStatus.SLIP}:
            refused.add(entry.day.toordinal())
    paused: set[int] = set()
    for pause_first, pause_last in spans(rules.pauses):
        paused.update(range(max(pause_first, first), min(pause_last, last) + 1))
    for day in [day for day in paused if day in done]:
        version = rules.version_on(date.fromordinal(day))
        if version.at_most:
            del done[day]
            slipped.discard(day)
        elif _beats_pause(rules, version, done[day]):
            paused.discard(day)
    return Timeline(done, skipped, refused, paused, slipped)


def _beats_pause(rules: Rules, version: Version, value: int) -> bool:
    if rules.kind is Kind.BINARY:
        return True
    return value > 0 if rules.is_sum(version) else value >= version.target


def spans(pauses: Sequence[Pause]) -> list[tuple[int, int]]:
    """Return pauses as ordinals, overlapping and adjacent ones as one, oldest first."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(
        (pause.first.toordinal(), pause.last.toordinal() if pause.last else FOREVER)
        for pause in pauses
    ):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def effective_start(rules: Rules, entries: Iterable[Entry]) -> int:
    """The earlier of the start date and the first kept or partial entry."""
    for entry in entries:
        if entry.day >= rules.start:
            break
        if entry.status is EntryStatus.DONE and _begins(rules, entry):
            return entry.day.toordinal()
    return rules.start.toordinal()


def _begins(rules: Rules, entry: Entry) -> bool:
    if rules.kind is Kind.BINARY or entry.value is None:
        return True
    version = rules.version_on(entry.day)
    return entry.value <= version.target if version.at_most else entry.value > 0


def segments(rules: Rules, start: int) -> list[Segment]:
    """Return who judges which days, from the effective start to the end of the habit."""
    end = rules.end.toordinal() if rules.end else FOREVER
    begins = [
        version.valid_from.toordinal() if version.valid_from else 0 for version in rules.versions
    ]
    begins[0] = 0
    found = []
    for place, version in enumerate(rules.versions):
        first = max(begins[place], start)
        last = min(begins[place + 1] - 1 if place + 1 < len(begins) else FOREVER, end)
        if first <= last:
            found.append(Segment(first, last, version, end))
    return found


def spells(rules: Rules, start: int) -> list[Segment]:
    """Return the segments, those of neighbouring quotas of one unit as one.

    A week or month in which a quota changes stays one. Such a segment names its first version;
    which one is valid on a day the rules say.
    """
    found: list[Segment] = []
    for segment in segments(rules, start):
        before = found[-1].version if found else None
        if before and before.unit == segment.version.unit != "day":
            found[-1] = replace(found[-1], last=segment.last)
        else:
            found.append(segment)
    return found


def judge_to_come(rules: Rules, segment: Segment, available: Sequence[int]) -> Version:
    """Return which version will judge a week or month that has had no available day yet."""
    if available:
        version = rules.version_on(date.fromordinal(available[0]))
        if version.unit == segment.version.unit:
            return version
    return segment.version


def due_days(schedule: Schedule, first: int, last: int) -> Iterable[int]:
    """Return the due days of a schedule with fixed days, oldest first."""
    if isinstance(schedule, Daily):
        return range(first, last + 1)
    if isinstance(schedule, EveryNDays):
        anchor = schedule.anchor.toordinal()
        return range(first + (anchor - first) % schedule.n, last + 1, schedule.n)
    if isinstance(schedule, Weekdays):
        due = {(WEEKDAY_NAMES.index(name) + 1) % 7 for name in schedule.days}
        return (day for day in range(first, last + 1) if day % 7 in due)
    return (
        day
        for day in range(first, last + 1)
        if schedule.is_due(date.fromordinal(day))  # type: ignore[union-attr]
    )


def period_of(day: int, schedule: Schedule, week_start: WeekStart) -> tuple[int, int]:
    """Return the first and last day of the quota's period that holds `day`."""
    on = date.fromordinal(day)
    first, last = week_of(on, week_start) if isinstance(schedule, PerWeek) else month_of(on)
    return first.toordinal(), last.toordinal()


def kept_ends(first: int, today: date) -> Iterator[int]:
    """Yield the month ends from `first` to yesterday at which a checkpoint pays.

    A change of an old day folds all days since in any case, so the days before it need to be
    near only in proportion: each month of this year and the last, each December of the last ten
    years, and of each eighth year before.
    """
    year, last = date.fromordinal(first).year, today.toordinal() - 1
    while year <= today.year:
        months = (12,) if year < today.year - 1 else range(1, 13)
        if year > today.year - RECENT_YEARS or year % RARE_YEARS == 0:
            for month in months:
                end = month_of(date(year, month, 1))[1].toordinal()
                if first <= end <= last:
                    yield end
        year += 1
