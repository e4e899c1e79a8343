"""What a simulated day should say, worked out by the scenes alone: no scheduler is asked."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b

from tests.worker.day_people import MORNING, Person

STEP = timedelta(minutes=15)
HALF_HOUR, HOUR, DAY = timedelta(minutes=30), timedelta(hours=1), timedelta(days=1)
FIRST_WEEKDAY = {"monday": 0, "saturday": 5, "sunday": 6}
REPORT = time(7)
PLANNED = time(0, 30)
"""When the nudges of a day are planned; rounds come each half hour."""

Told = tuple[str, str, datetime | date]
"""Whose address, of what kind, and when or of which week."""


def reminders(person: Person, first: datetime, last: datetime) -> Iterator[datetime]:
    """The reminders that are to be said from `first` to `last`."""
    for day in days(person, first, last):
        for text in person.scene.times:
            at = person.at(day, time.fromisoformat(text))
            if first <= at <= last and is_open(person, at):
                yield at


def days(person: Person, first: datetime, last: datetime) -> Iterator[date]:
    day = person.wall(first).date()
    while day <= person.wall(last).date():
        yield day
        day += DAY


def is_open(person: Person, at: datetime) -> bool:
    """Whether the habit still waits to be kept at that time."""
    scene = person.scene
    if scene.silent or (scene.does is not None and scene.name != "half of it done"):
        return False
    start = timedelta(minutes=person.viewer.day_start)
    weekday = (person.wall(at) - start).strftime("%a").lower()
    return weekday in getattr(scene.schedule, "days", (weekday,))


def nudges(person: Person, first: datetime, last: datetime) -> Iterator[tuple[date, datetime]]:
    """The nudges that are to be planned, with their days."""
    if person.scene.nudged_at is None:
        return
    for day in days(person, first, last):
        at = person.at(day, person.scene.nudged_at)
        planned = max(person.at(day, PLANNED), first)
        planned += (datetime.min.replace(tzinfo=UTC) - planned) % HALF_HOUR
        if planned <= at <= last:
            yield day, at


def is_held_out(person: Person, day: date, share: float) -> bool:
    """The documented draw: a hash of user, habit and day."""
    text = f"held-out/{person.viewer.id}/{person.habit_id}/{day}"
    number = int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big")
    return number / 2**64 < share


def weeks(person: Person, first: datetime, last: datetime) -> set[date]:
    """The weeks that are to be reported on: where a round falls into the day after seven."""
    if not person.scene.reported:
        return set()
    found, now = set(), first + (datetime.min.replace(tzinfo=UTC) - first) % HOUR
    while now <= last:
        wall = person.wall(now)
        since = (wall.weekday() - FIRST_WEEKDAY[person.viewer.week_start]) % 7
        begins = person.at(wall.date() - since * DAY, REPORT)
        if begins <= now < begins + DAY:
            found.add(wall.date() - (since + 7) * DAY)
        now += HOUR
    return found


def said(people: Iterable[Person], first: datetime, last: datetime, share: float) -> Counter[Told]:
    """Everything that is to stand in an inbox."""
    return Counter(
        (person.viewer.email, kind, when)
        for person in people
        for kind, when in _said(person, first, last, share)
    )


def _said(
    person: Person, first: datetime, last: datetime, share: float
) -> Iterator[tuple[str, datetime | date]]:
    yield from (("reminder", at) for at in reminders(person, first, last))
    for day, at in nudges(person, first, last):
        if not is_held_out(person, day, share):
            yield "nudge", at
    yield from (("report", week) for week in weeks(person, first, last))


def is_mailed(person: Person, kind: str, when: datetime | date) -> bool:
    """Whether what is said goes out as mail, too. A report does not ask the channel."""
    if not person.scene.mailed:
        return False
    if kind == "report" or not isinstance(when, datetime):
        return True
    channel = person.scene.channel
    sent = person.wall(when + (datetime.min.replace(tzinfo=UTC) - when) % STEP)
    quiet = "quiet_from" in channel and (
        channel["quiet_from"] <= f"{sent:%H:%M}" < channel["quiet_to"]
    )
    return channel.get("enabled", True) and not quiet


def wakes(person: Person, before: datetime, now: datetime) -> bool:
    """Whether six in the morning comes between two steps."""
    return before < person.at(person.wall(now).date(), MORNING) <= now
