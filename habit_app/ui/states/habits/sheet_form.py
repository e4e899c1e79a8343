"""What the fields of the habit sheet hold, and what they say to the use-cases.

Both ways are texts by name, as a browser's form has them. The draft and the domain are the
judges; nothing is refused here.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from habit_app import text
from habit_app.domain.habits import ONE, Direction, Kind, check_rules
from habit_app.domain.schedules import EveryNDays, Schedule, parse_schedule
from habit_app.errors import AppError
from habit_app.services.habits.drafts import thousandths
from habit_app.services.habits.views import HabitDetail
from habit_app.services.habits.wording import habit_in_words

Form = dict[str, str]
FIELD_OF = {
    "schedule.n": "n",
    "schedule.times": "times",
    "schedule.anchor": "anchor",
    "after_habit_id": "after",
}
"""Fields of the sheet that have another name in refusals."""
DAYS_OF = {"weekdays": "weekdays", "month_days": "month_days", "rolling": "window"}
FIELDS_WITH_ERRORS = frozenset(
    {"title", "target", "unit", "schedule", "times", "n", "anchor", "weekdays", "month_days"}
    | {"window", "reminder_times", "category", "description", "start_date", "end_date", "after"}
    | {"valid_from"}
)
"""Fields that say beside themselves what is wrong with them."""
PLAIN_FIELDS = ("title", "color", "icon", "time_of_day")


def blank(today: date) -> Form:
    """A sheet that nobody has written on."""
    return {
        "title": "",
        "kind": "binary",
        "target": "1",
        "unit": "",
        "direction": "at_least",
        "aim": "at_least",
        "schedule": "daily",
        "quota": "sum",
        "times": "3",
        "n": "2",
        "anchor": today.isoformat(),
        "weekdays": "mon,wed,fri",
        "month_days": "1, 15",
        "window": "7",
        "time_of_day": "anytime",
        "reminder_times": "",
        "reminder_days": "",
        "color": "jade",
        "icon": "sprout",
        "category": "",
        "description": "",
        "start_date": today.isoformat(),
        "end_date": "",
        "after": "",
        "valid_from": today.isoformat(),
    }


READ_LENGTHS = dict.fromkeys(blank(date.min), 400) | {"description": 4000}
"""Characters: how much of each field is read; more than is allowed, so that it can be refused."""
UNOPENED = dict.fromkeys(blank(date.min), "")
"""A sheet that was not opened yet."""


def of_habit(habit: HabitDetail, today: date) -> Form:
    """The sheet as a habit fills it, with what is asked today."""
    return blank(today) | {
        "title": habit.title,
        "kind": habit.kind,
        "target": str(habit.target),
        "unit": habit.unit or "",
        "direction": habit.direction,
        "aim": habit.direction,
        **_schedule_fields(habit.schedule),
        "time_of_day": habit.time_of_day,
        "reminder_times": ",".join(habit.reminder_times),
        "reminder_days": ",".join(habit.reminder_days or ()),
        "color": habit.color,
        "icon": habit.icon,
        "category": habit.category or "",
        "description": habit.description or "",
        "start_date": habit.start_date.isoformat(),
        "end_date": habit.end_date.isoformat() if habit.end_date else "",
        "after": str(habit.after_habit_id or ""),
    }


def _schedule_fields(plain: Mapping[str, Any]) -> Form:
    name = plain["type"]
    found: Form = {"schedule": name}
    found |= {key: str(plain[key]) for key in ("times", "n", "anchor") if key in plain}
    if name in {"per_week", "per_month"}:
        found["quota"] = "days" if "times" in plain else "sum"
    if name in DAYS_OF:
        days = plain["days"]
        separator = "," if name == "weekdays" else ", "
        listed = separator.join(map(str, days)) if isinstance(days, list) else str(days)
        found[DAYS_OF[name]] = listed
    return found


def answers(form: Form, kind: str) -> dict[str, Any]:
    """What a form says, as a draft wants it. A form without a kind may not change kind and unit."""
    said: dict[str, Any] = {name: form[name] for name in PLAIN_FIELDS if name in form}
    said |= {name: form.get(name) or None for name in ("category", "description", "end_date")}
    said |= {name: form[name] for name in ("start_date", "valid_from") if form.get(name)}
    said["reminder_times"] = [time for time in form.get("reminder_times", "").split(",") if time]
    said["reminder_days"] = [day for day in form.get("reminder_days", "").split(",") if day] or None
    said["schedule"] = schedule_of(form, kind)
    if "after" in form:
        said["after_habit_id"] = form["after"] or None
    if "kind" in form:
        unit = form.get("unit", "") if kind == "numeric" else ""
        said |= {"kind": form["kind"], "unit": unit or None}
    said["direction"] = _direction(form, kind)
    return said | {"target": 1 if kind == "binary" else _number(form.get("target", ""))}


def schedule_of(form: Form, kind: str) -> dict[str, Any]:
    """The schedule in its plain form, as the fields of its type say it."""
    name = form.get("schedule", "daily")
    plain: dict[str, Any] = {"type": name}
    if name == "weekdays":
        plain["days"] = [day for day in form.get("weekdays", "").split(",") if day]
    elif name == "every_n_days":
        plain |= {"n": _whole(form.get("n", ""))}
        if form.get("anchor"):
            plain["anchor"] = form["anchor"]
    elif name == "month_days":
        parts = form.get("month_days", "").replace(";", ",").split(",")
        plain["days"] = [_whole(part) for part in parts if part.strip()]
    elif name in {"per_week", "per_month"}:
        if kind == "binary" or form.get("quota") == "days":
            plain["times"] = _whole(form.get("times", "")) or None
    elif name == "rolling":
        times = _whole(form.get("times", "")) if kind == "binary" else 1
        plain |= {"times": times, "days": _whole(form.get("window", ""))}
    return plain


def read_schedule(form: Form, kind: str, today: date) -> Schedule:
    """Read the schedule as the domain judges it: RuleError says what is wrong with it."""
    schedule = parse_schedule(schedule_of(form, kind), start=_day(form.get("start_date"), today))
    avoided = kind == "binary" and _direction(form, kind) == Direction.AT_MOST
    check_rules(Kind(kind), schedule, ONE, Direction.AT_MOST if avoided else Direction.AT_LEAST)
    return schedule


def in_words(form: Form, kind: str, *, language: str, today: date) -> str:
    """The sentence that a form comes to; RuleError where it comes to none."""
    schedule = read_schedule(form, kind, today)
    target = _number(form.get("target", ""))
    is_amount = isinstance(target, float) and 0 <= target < 1e9  # noqa: PLR2004
    words = habit_in_words(
        schedule,
        kind=kind if is_amount else "binary",  # of an amount that cannot be read only how often
        target=thousandths(target) / ONE if is_amount else 0,
        unit=form.get("unit", "").strip() or None,
        direction=_direction(form, kind) if kind == "binary" or is_amount else "at_least",
        language=language,
        today=today,
    )
    if isinstance(schedule, EveryNDays):
        return f"{words}. {_in_between(schedule.n, language)}"
    return words


def _in_between(n: int, language: str) -> str:
    """What a habit of every n days does not count, and the rhythm that counts it."""
    rolling = text.say(language, "sheet.rolling")
    return text.say(language, "sheet.in_between", rolling=rolling, n=n)


def problems(refusal: AppError, form: Form, language: str) -> Form:
    """What is wrong with which field, in the reader's language; `form` for the whole of it."""
    if not refusal.errors:
        known = text.knows(language, f"errors.{refusal.code}")
        key = f"errors.{refusal.code}" if known else ""
        return {"form": text.say(language, key) if key else refusal.message}
    found: Form = {}
    for error in refusal.errors:
        name = field_of(error.field, form.get("schedule", ""))
        place = name if name in FIELDS_WITH_ERRORS else "form"
        found.setdefault(place, sentence(name, error.code, error.message, language))
    return found


def field_of(name: str, schedule: str) -> str:
    """The sheet's field that a refusal means."""
    if name == "schedule.days":
        return DAYS_OF.get(schedule, "schedule")
    return FIELD_OF.get(name, name.partition(".")[0])


def sentence(name: str, code: str, message: str, language: str) -> str:
    """Say what is wrong; a refusal's own second sentence, such as a chain's path, is kept."""
    for key in (f"{name}.{code}", f"code.{code}", f"field.{name}"):
        if text.knows(language, f"problem.{key}"):
            return text.say(language, f"problem.{key}", detail=message.partition(". ")[2])
    return message


def _direction(form: Form, kind: str) -> str:
    """Which way it goes; amounts have a field of their own for it."""
    return form.get("aim" if kind == "binary" else "direction", "at_least")


def _whole(value: str) -> Any:
    value = value.strip()
    return int(value) if value.isascii() and value.isdigit() else value


def _number(value: str) -> Any:
    """An amount as the sheet sends it; what its field could not read stays a text."""
    return float(value) if re.fullmatch(r"[0-9]+(\.[0-9]+)?", value) else value


def _day(value: str | None, otherwise: date) -> date:
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return otherwise
