"""When a habit is due: the seven schedules, read from and written to their plain form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias

from habit_app.domain.calendar import days_in_month

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class RuleError(ValueError):
    """Something that was asked for breaks a rule: in which field, and which rule."""

    def __init__(self, field: str, message: str, code: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message
        self.code = code


@dataclass(frozen=True, slots=True)
class Daily:
    """Every day."""

    def is_due(self, day: date) -> bool:  # noqa: ARG002 - every day is
        return True


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Fixed days of the week."""

    days: tuple[str, ...]

    def is_due(self, day: date) -> bool:
        return WEEKDAYS[day.weekday()] in self.days


@dataclass(frozen=True, slots=True)
class EveryNDays:
    """Every n-th day, counted from the anchor in both directions."""

    n: int
    anchor: date

    def is_due(self, day: date) -> bool:
        return (day - self.anchor).days % self.n == 0


@dataclass(frozen=True, slots=True)
class MonthDays:
    """Fixed days of the month; those that a short month lacks fall on its last day."""

    days: tuple[int, ...]

    def is_due(self, day: date) -> bool:
        if day.day in self.days:
            return True
        return day.day == days_in_month(day) and self.days[-1] > day.day


@dataclass(frozen=True, slots=True)
class PerWeek:
    """A quota per calendar week: so many days, or (None) a sum."""

    times: int | None


@dataclass(frozen=True, slots=True)
class PerMonth:
    """A quota per calendar month: so many days, or (None) a sum."""

    times: int | None


@dataclass(frozen=True, slots=True)
class Rolling:
    """So many times in any so many days."""

    times: int
    days: int


FixedDays: TypeAlias = Daily | Weekdays | EveryNDays | MonthDays
Quota: TypeAlias = PerWeek | PerMonth
Schedule: TypeAlias = FixedDays | Quota | Rolling

TYPES: dict[str, type[Schedule]] = {
    "daily": Daily,
    "weekdays": Weekdays,
    "every_n_days": EveryNDays,
    "month_days": MonthDays,
    "per_week": PerWeek,
    "per_month": PerMonth,
    "rolling": Rolling,
}
_NAMES = {kind: name for name, kind in TYPES.items()}


def parse_schedule(raw: Mapping[str, Any], *, start: date) -> Schedule:
    """Read a schedule from its plain form; anything that it should not hold is refused."""
    name = raw.get("type")
    if not isinstance(name, str) or name not in TYPES:
        raise RuleError("schedule.type", f"Choose one of {', '.join(TYPES)}.", "unknown-schedule")
    readers: dict[str, Callable[[], Schedule]] = {
        "daily": Daily,
        "weekdays": lambda: Weekdays(_weekdays(raw)),
        "every_n_days": lambda: EveryNDays(_whole(raw, "n", 2, 365), _anchor(raw, start)),
        "month_days": lambda: MonthDays(_month_days(raw)),
        "per_week": lambda: PerWeek(_times(raw, 7)),
        "per_month": lambda: PerMonth(_times(raw, 31)),
        "rolling": lambda: _rolling(raw),
    }
    known = {"type", *TYPES[name].__dataclass_fields__}
    if unknown := sorted(set(raw) - known):
        raise RuleError(
            f"schedule.{unknown[0]}", f"A {name} schedule has no such field.", "unknown-field"
        )
    return readers[name]()


def schedule_dict(schedule: Schedule) -> dict[str, Any]:
    """Write a schedule in its plain form, the inverse of `parse_schedule`."""
    plain: dict[str, Any] = {"type": _NAMES[type(schedule)]}
    for name in schedule.__dataclass_fields__:
        value = getattr(schedule, name)
        if value is not None:
            plain[name] = (
                list(value)
                if isinstance(value, tuple)
                else value.isoformat()
                if isinstance(value, date)
                else value
            )
    return plain


def frequency_of(schedule: Schedule) -> str:
    """Name the plain frequency of a schedule; `other` where none fits."""
    plain = {Daily: "daily", PerWeek: "weekly", PerMonth: "monthly"}
    return plain.get(type(schedule), "other")


def streak_unit(schedule: Schedule) -> str:
    """Name what a streak of this schedule counts."""
    return {PerWeek: "week", PerMonth: "month"}.get(type(schedule), "day")


def _whole(raw: Mapping[str, Any], name: str, least: int, most: int) -> int:
    value = raw.get(name)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise RuleError(
            f"schedule.{name}", f"A whole number from {least} to {most}.", "out-of-range"
        )
    return value


def _times(raw: Mapping[str, Any], most: int) -> int | None:
    return None if raw.get("times") is None else _whole(raw, "times", 1, most)


def _rolling(raw: Mapping[str, Any]) -> Rolling:
    times, days = _whole(raw, "times", 1, 365), _whole(raw, "days", 2, 365)
    if times > days:
        raise RuleError("schedule.times", "Not more times than days.", "out-of-range")
    return Rolling(times, days)


def _weekdays(raw: Mapping[str, Any]) -> tuple[str, ...]:
    days = raw.get("days")
    if not isinstance(days, list) or not days or any(day not in WEEKDAYS for day in days):
        raise RuleError("schedule.days", f"Some of {', '.join(WEEKDAYS)}.", "out-of-range")
    return tuple(day for day in WEEKDAYS if day in days)


def _month_days(raw: Mapping[str, Any]) -> tuple[int, ...]:
    days = raw.get("days")
    if not isinstance(days, list) or not days:
        raise RuleError("schedule.days", "Some days from 1 to 31.", "out-of-range")
    return tuple(sorted({_whole({"days": day}, "days", 1, 31) for day in days}))


def _anchor(raw: Mapping[str, Any], start: date) -> date:
    value = raw.get("anchor")
    if value is None:
        return start
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise RuleError("schedule.anchor", "A day as YYYY-MM-DD.", "not-a-day") from None
