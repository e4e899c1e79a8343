"""What people may say about a habit: one set of rules for REST bodies and page forms."""

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Literal, Self, TypeVar
from uuid import UUID
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from habit_app.domain.schedules import WEEKDAYS, RuleError
from habit_app.errors import FieldError, Invalid
from habit_app.text import letters

THOUSAND = 1000
COLORS = [
    "tomato",
    "red",
    "ruby",
    "crimson",
    "pink",
    "plum",
    "purple",
    "violet",
    "iris",
    "indigo",
    "blue",
    "cyan",
    "teal",
    "jade",
    "green",
    "grass",
    "brown",
    "bronze",
    "gold",
    "orange",
    "amber",
    "yellow",
    "lime",
    "mint",
    "sky",
    "gray",
]
CATEGORIES = [
    "Mindfulness",
    "Health",
    "Fitness",
    "Nutrition",
    "Sleep",
    "Learning",
    "Productivity",
    "Creativity",
    "Finance",
    "Home",
    "Social",
    "Other",
]
NO_ZONES = {"localtime", "posixrules", "Factory"}
"""Files that lie among those of zones and name none: this machine's own zone, placeholders."""
EARLIEST, LATEST = date(1970, 1, 1), date(2200, 12, 31)


class TimeOfDay(StrEnum):
    """When in the day a habit has its place; also the order of Today's groups."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    ANYTIME = "anytime"


def plain_line(text: str) -> str:
    """One line of text: trimmed, without letters that steer or hide (`text.letters`)."""
    if any(map(letters.is_unwanted, text)):
        raise ValueError("Control characters are not allowed.")
    return text.strip() if any(map(letters.is_seen, text)) else ""


def plain_text(text: str) -> str:
    """Text that may have several lines, but no other control characters."""
    text = text.replace("\r\n", "\n")
    plain_line(text.replace("\n", " ").replace("\t", " "))
    return text.strip()


def three_places(number: float) -> float:
    if abs(number * THOUSAND - round(number * THOUSAND)) > 1e-6 * max(1.0, abs(number)):
        raise ValueError("At most three decimal places are kept.")
    return number


def thousandths(number: float) -> int:
    """An amount as the database and the domain keep it."""
    return round(number * THOUSAND)


@cache
def zones() -> frozenset[str]:
    """The names of zones, also older ones such as Asia/Calcutta."""
    apart = ("posix/", "right/")
    return frozenset(
        name for name in available_timezones() - NO_ZONES if not name.startswith(apart)
    )


def known_zone(name: str) -> str:
    """Take the name of a zone."""
    if name not in zones():
        raise ValueError("Choose an IANA time zone, such as Europe/Berlin.")
    return name


def amount_of(value: int) -> float:
    """An amount as people write it; whole numbers stay whole."""
    whole, rest = divmod(value, THOUSAND)
    return value / THOUSAND if rest else whole


def _clock_time(text: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", text):
        raise ValueError("Write a time as HH:MM.")
    return text


def _known_color(name: str) -> str:
    if name not in COLORS:
        raise ValueError("Choose one of the Radix accent colours.")
    return name


def _within_reason(day: date) -> date:
    if not EARLIEST <= day <= LATEST:
        raise ValueError(f"Choose a day between {EARLIEST} and {LATEST}.")
    return day


def _in_order(days: list[str] | None) -> list[str] | None:
    """Weekdays from Monday on, each once; None for all seven."""
    chosen = [day for day in WEEKDAYS if day in (days or ())]
    return chosen if 0 < len(chosen) < len(WEEKDAYS) else None


def _distinct(times: list[str]) -> list[str]:
    return sorted(set(times))


Title = Annotated[str, AfterValidator(plain_line), Field(min_length=1, max_length=120)]
Line = Annotated[str, AfterValidator(plain_line)]
Clock = Annotated[str, AfterValidator(_clock_time)]
Amount = Annotated[
    float,
    Field(ge=0, le=1_000_000_000, strict=True, allow_inf_nan=False),
    AfterValidator(three_places),
]
Day = Annotated[date, AfterValidator(_within_reason)]
Note = Annotated[str, AfterValidator(plain_text), Field(max_length=1000)]
ClockTimes = Annotated[
    list[Clock],
    Field(max_length=10),
    AfterValidator(_distinct),
]
ReminderDays = Annotated[
    list[Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]],
    Field(min_length=1, max_length=7),
]
Frequency = Literal["daily", "weekly", "monthly"]


class Body(BaseModel):
    """A request body: fields that nobody knows are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class HabitDraft(Body):
    """All that a client may set of a habit."""

    title: Title
    description: Annotated[str, AfterValidator(plain_text), Field(max_length=2000)] | None = None
    category: Annotated[Line, Field(max_length=40)] | None = None
    color: Annotated[str, AfterValidator(_known_color)] = "jade"
    icon: Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")] = "sprout"
    kind: Literal["binary", "numeric"] = "binary"
    unit: Annotated[Line, Field(max_length=40)] | None = None
    target: Amount = 1
    direction: Literal["at_least", "at_most"] = "at_least"
    frequency: Frequency | None = None
    schedule: dict[str, Any] | None = None
    time_of_day: TimeOfDay = TimeOfDay.ANYTIME
    reminder_times: ClockTimes = []
    reminder_days: Annotated[ReminderDays | None, AfterValidator(_in_order)] = None
    start_date: Day | None = None
    end_date: Day | None = None
    after_habit_id: UUID | None = None

    @model_validator(mode="after")
    def _one_way_to_say_how_often(self) -> Self:
        if self.frequency is not None and self.schedule is not None:
            raise ValueError("Send a frequency or a schedule, not both.")
        return self


class HabitReplacement(HabitDraft):
    """All fields of a habit anew; what is asked changes from `valid_from` on."""

    valid_from: Day | None = None


class HabitPatch(HabitReplacement):
    """The fields to change; those not named stay as they are."""

    title: Title = ""


def refused(error: RuleError) -> Invalid:
    """A rule of the domain that the input breaks, as a refusal of its field."""
    return Invalid(
        error.message, error.code, errors=(FieldError(error.field, error.message, error.code),)
    )


Draft = TypeVar("Draft", bound=HabitDraft)


def read_form(model: type[Draft], raw: Mapping[str, Any]) -> Draft:
    """Check what a page sent, as the API checks a body."""
    try:
        return model.model_validate(dict(raw))
    except ValidationError as error:
        raise Invalid(
            "Some fields need another look.",
            errors=tuple(
                FieldError(
                    ".".join(str(part) for part in problem["loc"]) or "schedule",
                    problem["msg"].removeprefix("Value error, "),
                    problem["type"].replace("_", "-"),
                )
                for problem in error.errors(include_url=False)
            ),
        ) from None
