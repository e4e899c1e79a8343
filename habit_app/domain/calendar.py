"""Days, weeks and months as a person lives them."""

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


class WeekStart(StrEnum):
    """The day a user's week begins on."""

    MONDAY = "monday"
    SUNDAY = "sunday"
    SATURDAY = "saturday"


_FIRST_WEEKDAY = {WeekStart.MONDAY: 0, WeekStart.SUNDAY: 6, WeekStart.SATURDAY: 5}


def habit_day(instant: datetime, timezone: str, day_start: int = 0) -> date:
    """Return the day that an instant counts for.

    The local wall clock is read first and `day_start` (minutes after midnight) taken from it
    then, so that the nights on which clocks change are right.
    """
    wall = instant.astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
    return (wall - timedelta(minutes=day_start)).date()


def open_day(instant: datetime, timezone: str, day_start: int, lived_through: date | None) -> date:
    """Return the habit day that is open: never earlier than a day with something recorded on it."""
    day = habit_day(instant, timezone, day_start)
    return max(day, lived_through) if lived_through else day


def local_instant(day: date, minute: int, timezone: str) -> datetime | None:
    """Return the instant (UTC) of a local time, for reminders.

    A time that does not exist moves to the next that does; one that exists twice means the
    first. None for a date that the zone skipped altogether.
    """
    zone = ZoneInfo(timezone)
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001
    for later in range(24 * 60):
        candidate = wall + timedelta(minutes=later)
        instant = candidate.replace(tzinfo=zone).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == candidate:
            return instant if candidate.date() == day else None
    return None


def next_turn(day: date, timezone: str, day_start: int) -> datetime:
    """Return the instant (UTC) at which the habit day after `day` begins."""
    instant = None
    while instant is None:
        day += ONE_DAY
        instant = local_instant(day, day_start, timezone)
    return instant


def week_of(day: date, week_start: WeekStart) -> tuple[date, date]:
    """Return the first and the last day of the user's week that holds `day`."""
    first = day - timedelta(days=(day.weekday() - _FIRST_WEEKDAY[week_start]) % 7)
    return first, first + timedelta(days=6)


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of the calendar month that holds `day`."""
    return day.replace(day=1), day.replace(day=days_in_month(day))


def days_in_month(day: date) -> int:
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return (following - ONE_DAY).day
