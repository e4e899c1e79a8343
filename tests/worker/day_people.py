"""The people of a simulated day: what they wish, what they did before, and each morning."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from benchmarks.reset_mix import ZONES
from habit_app import clock
from habit_app.db.session import unit_of_work
from habit_app.db.tables import Entry as EntryRow
from habit_app.db.tables import Habit, HabitVersion, Pause, User
from habit_app.db.tables.habits import FROM_EVER
from habit_app.domain.calendar import WeekStart
from habit_app.domain.checkins import Said, Statement
from habit_app.domain.entries import Entry, EntryStatus
from habit_app.domain.habits import Direction, Kind, Rules, Version
from habit_app.domain.habits import Pause as Break
from habit_app.domain.schedules import Daily, Schedule, Weekdays, schedule_dict
from habit_app.services.accounts import registration
from habit_app.services.checkins import checkins
from habit_app.services.checkins.statements import Checkin
from habit_app.services.evaluation import evaluations
from habit_app.services.reminders import reminders
from habit_app.services.shared import viewers
from habit_app.services.shared.viewers import Viewer

HISTORY = 60
STEADY, SHAKY = "1", "0011"
"""What was kept, from yesterday backwards, again and again."""
MORNING = time(6)
"""When those act who do something each day."""
QUIET: Mapping[str, Any] = MappingProxyType({"nudges_enabled": False})
NO_REPORT: Mapping[str, Any] = MappingProxyType({**QUIET, "weekly_report": False})


@dataclass(frozen=True, slots=True)
class Scene:
    """A way to live, and what its author expects to be said about it."""

    name: str
    times: tuple[str, ...] = ()
    user: Mapping[str, Any] = field(default_factory=lambda: QUIET)
    channel: Mapping[str, Any] = field(default_factory=dict)
    schedule: Schedule = field(default_factory=Daily)
    limit: bool = False
    amount: int | None = None
    does: Said | int | None = None
    """What is said of each day at six: a word, or an amount in thousandths."""
    time_of_day: str = "anytime"
    past: str = STEADY
    paused: bool = False
    archived: bool = False
    nudged_at: time | None = None
    silent: bool = False
    """Whether nothing is to be said of the habit."""
    reported: bool = True
    mailed: bool = True


SCENES = (
    Scene("reminded twice a day", ("08:00", "20:35")),
    Scene("kept before the reminder", ("09:10",), does=Said.DONE),
    Scene("skipped before it", ("09:10",), does=Said.SKIP),
    Scene("said no before it", ("09:10",), does=Said.NO),
    Scene("half of it done", ("09:10",), amount=20_000, does=10_000),
    Scene("at weekends only", ("12:00",), schedule=Weekdays(("sat", "sun"))),
    Scene("paused", ("12:00",), paused=True, silent=True),
    Scene("archived", ("12:00",), NO_REPORT, archived=True, silent=True, reported=False),
    Scene("not more than", ("18:05",), limit=True, amount=2000),
    Scene("nudged in the evening", (), {}, past=SHAKY, time_of_day="evening", nudged_at=time(18)),
    Scene("nudged in the morning", (), {}, past=SHAKY, time_of_day="morning", nudged_at=time(7)),
    Scene(
        "kept before the nudge",
        (),
        {},
        past=SHAKY,
        time_of_day="evening",
        does=Said.DONE,
    ),
    Scene("a reminder instead", ("18:30",), {}, past=SHAKY, time_of_day="evening"),
    Scene("wants no nudges", (), past=SHAKY, time_of_day="evening"),
    Scene(
        "quiet when it would come",
        (),
        {"quiet_from": "12:00", "quiet_to": "19:30"},
        past=SHAKY,
        time_of_day="evening",
    ),
    Scene("no report", ("10:00",), NO_REPORT, reported=False),
    Scene("not confirmed", ("10:00",), {**QUIET, "email_confirmed_at": None}, mailed=False),
    Scene("mail off", ("10:00",), channel={"enabled": False}),
    Scene("mail quiet", ("10:00", "13:00"), channel={"quiet_from": "09:00", "quiet_to": "11:00"}),
    Scene("days from three", ("01:30", "21:00"), {**QUIET, "day_start": 180}),
    Scene("weeks from Sunday", ("11:05",), {**QUIET, "week_start": "sunday", "locale": "de"}),
    Scene("disabled", ("11:05",), {**QUIET, "is_active": False}, silent=True, reported=False),
    Scene("leaving", ("11:05",), {**QUIET, "delete_after": True}, silent=True, reported=False),
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with one habit."""

    viewer: Viewer
    habit_id: UUID
    scene: Scene
    rules: Rules

    def wall(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo(self.viewer.timezone)).replace(tzinfo=None)

    def at(self, day: date, clock_time: time) -> datetime:
        """The instant of a local time; no clock changes on these days."""
        zone = ZoneInfo(self.viewer.timezone)
        return datetime.combine(day, clock_time, zone).astimezone(UTC)

    def acts(self) -> None:
        """Say of today what is said each morning."""
        does = self.scene.does
        if does is None:
            return
        statement = Statement(value=does) if isinstance(does, int) else Statement(said=does)
        with unit_of_work() as session:
            checkin = Checkin(statement)
            checkins.check_in(session, viewer=self.viewer, habit_id=self.habit_id, checkin=checkin)


def make_people(count: int) -> list[Person]:
    """People of all scenes in all zones, each with two months behind them."""
    people = []
    for number in range(count):
        with unit_of_work() as session:
            zone, scene = ZONES[number % len(ZONES)], SCENES[number % len(SCENES)]
            now = clock.utc_now()
            wishes = {"email_confirmed_at": now, **scene.user}
            if "delete_after" in wishes:
                wishes["delete_after"] = now + timedelta(days=7)
            email = f"person{number}@example.com"
            user = User(
                email=email,
                email_key=email,
                password_hash="none",
                full_name="Ada",
                timezone=zone,
                **wishes,
            )
            session.add(user)
            session.flush()
            mail = registration.make_mail(user.id)
            for name, value in scene.channel.items():
                setattr(mail, name, value)
            session.add(mail)
            viewer = viewers.of_user(user)
            rules = _rules(scene, viewer)
            habit_id = _store(session, viewer, scene, rules)
            session.flush()
            reminders.reschedule(session, owner_id=user.id)
        people.append(Person(viewer, habit_id, scene, rules))
    return people


def _rules(scene: Scene, viewer: Viewer) -> Rules:
    direction = Direction.AT_MOST if scene.limit else Direction.AT_LEAST
    version = Version(None, scene.schedule, scene.amount or 1000, direction)
    kind = Kind.NUMERIC if scene.amount else Kind.BINARY
    today = viewer.today()
    return Rules(
        kind,
        (version,),
        today - timedelta(days=HISTORY),
        week_start=WeekStart(viewer.week_start),
        pauses=(Break(today, None),) if scene.paused or scene.archived else (),
    )


def past_of(scene: Scene, today: date) -> list[Entry]:
    """The days that were kept, oldest first; yesterday is the first of the pattern."""
    back = [n for n in range(1, HISTORY + 1) if scene.past[(n - 1) % len(scene.past)] == "1"]
    days = [today - timedelta(days=n) for n in reversed(back)]
    return [Entry(day, EntryStatus.DONE, scene.amount) for day in days]


def _store(session: Any, viewer: Viewer, scene: Scene, rules: Rules) -> UUID:
    today, entries = viewer.today(), past_of(scene, viewer.today())
    habit = Habit(
        owner_id=viewer.id,
        title="Read",
        kind=str(rules.kind),
        unit="pages" if scene.amount else None,
        time_of_day=scene.time_of_day,
        reminder_times=list(scene.times),
        start_date=rules.start,
        archived_at=clock.utc_now() if scene.archived else None,
        **evaluations.columns_of(evaluations.assess(rules, entries, today, None)),
    )
    session.add(habit)
    session.flush()
    version = rules.versions[0]
    session.add(
        HabitVersion(
            habit_id=habit.id,
            valid_from=FROM_EVER,
            schedule=schedule_dict(version.schedule),
            target=version.target,
            direction=str(version.direction),
        )
    )
    if scene.paused or scene.archived:
        kind = "archive" if scene.archived else "pause"
        session.add(Pause(owner_id=viewer.id, habit_id=habit.id, kind=kind, first_day=today))
    session.add_all(_entries(habit.id, entries))
    return habit.id


def _entries(habit_id: UUID, entries: Iterable[Entry]) -> Iterable[EntryRow]:
    for entry in entries:
        row = EntryRow(habit_id=habit_id, day=entry.day, status=str(entry.status), source="api")
        row.value = entry.value
        yield row
