"""The habit sheet's fields: there and back without loss, refusals beside the right one."""

from datetime import date
from typing import Any

import pytest

from habit_app import text
from habit_app.db.session import unit_of_work
from habit_app.errors import AppError
from habit_app.services.habits import changes, habits
from habit_app.services.habits.drafts import CATEGORIES, HabitDraft, HabitPatch, read_form
from habit_app.services.shared.viewers import Viewer
from habit_app.text import LANGUAGES, catalogue
from habit_app.ui.look.templates import TEMPLATES
from habit_app.ui.look.theme import ICONS, OFFERED_COLORS
from habit_app.ui.reflex.arguments import as_fields, as_id, as_place
from habit_app.ui.states.habits import sheet_form
from tests.makers import make_habit, make_user

TODAY = date(2026, 3, 4)
DRAFT_SUM = {"type": "rolling", "times": 1, "days": 9}
DRAFTS: list[dict[str, Any]] = [
    {},
    {"schedule": {"type": "weekdays", "days": ["tue", "sun"]}, "category": "Health"},
    {"direction": "at_most", "schedule": {"type": "weekdays", "days": ["fri"]}},
    {"schedule": {"type": "every_n_days", "n": 3, "anchor": "2026-01-02"}},
    {"schedule": {"type": "month_days", "days": [1, 31]}, "end_date": "2027-01-01"},
    {"schedule": {"type": "per_week", "times": 2}, "description": "Why\nnot"},
    {"schedule": {"type": "per_month", "times": 20}, "reminder_times": ["07:00", "20:15"]},
    {"reminder_times": ["20:00"], "reminder_days": ["wed", "sun"]},
    {"schedule": {"type": "rolling", "times": 5, "days": 10}},
    {"kind": "numeric", "target": 1.5, "unit": "l", "direction": "at_most"},
    {"kind": "numeric", "target": 15, "unit": "km", "schedule": {"type": "per_week"}},
    {"kind": "numeric", "target": 5, "schedule": {"type": "per_month", "times": 3}},
    {"kind": "numeric", "target": 12345.678, "schedule": DRAFT_SUM},
]


@pytest.mark.usefixtures("sqlite_database", "stopped_clock")
@pytest.mark.parametrize("draft", DRAFTS)
def test_a_habit_comes_back_from_its_sheet_as_it_was(draft: dict[str, Any]) -> None:
    viewer = make_user()
    habit = make_habit(viewer, **draft)
    form = sheet_form.of_habit(habit, TODAY)
    answers = sheet_form.answers(form, habit.kind)

    read_form(HabitPatch, answers)
    answers.pop("valid_from")
    again = make_habit(viewer, **answers)

    for name in ("title", "kind", "target", "unit", "direction", "schedule", "reminder_times"):
        assert getattr(again, name) == getattr(habit, name), name
    assert again.reminder_days == habit.reminder_days
    for name in ("category", "description", "start_date", "end_date", "color", "icon"):
        assert getattr(again, name) == getattr(habit, name), name


@pytest.mark.parametrize(
    ("language", "note"),
    [
        ("en", "Days in between do not count. If any day will do, choose “Some times in any few"),
        ("de", "Tage dazwischen zählen nicht. Wenn jeder Tag recht ist, wähle „Einige Male in je"),
    ],
)
def test_every_few_days_says_beforehand_that_days_in_between_do_not_count(
    language: str, note: str
) -> None:
    def words(**schedule: str) -> str:
        form = sheet_form.blank(TODAY) | schedule
        return sheet_form.in_words(form, "binary", language=language, today=TODAY)

    said = words(schedule="every_n_days", n="2")
    other = text.say(language, "sheet.rolling")
    assert note in said
    assert other in said
    assert ("once in any 2 days" if language == "en" else "einmal in je 2 Tagen") in said
    assert note not in words(schedule="rolling", times="1", window="2")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.name)
def test_every_template_makes_a_habit(language: str, template: Any) -> None:
    form = sheet_form.blank(TODAY) | template.answers(language)
    answers = sheet_form.answers(form, form["kind"])
    answers.pop("valid_from")

    draft = read_form(HabitDraft, answers)
    changes.asked_by(draft, kind=draft.kind, start=TODAY)
    assert form["icon"] in ICONS
    assert form["color"] in OFFERED_COLORS


REFUSED: list[tuple[dict[str, str], str, str, str]] = [
    ({"title": " "}, "title", "Please give it a name.", "Bitte gib ihr einen Namen."),
    ({"title": "x" * 121}, "title", "This is too long.", "Das ist zu lang."),
    (
        {"schedule": "every_n_days", "n": "1"},
        "n",
        "A whole number from 2 to 365.",
        "Eine ganze Zahl von 2 bis 365.",
    ),
    (
        {"schedule": "rolling", "times": "3", "window": "x"},
        "window",
        "A whole number from 2 to 365.",
        "Eine ganze Zahl von 2 bis 365.",
    ),
    (
        {"schedule": "per_week", "times": ""},
        "times",
        "Say how many times.",
        "Sag, wie viele Male.",
    ),
    (
        {"schedule": "per_week", "times": "9"},
        "times",
        "A whole number of times that fits.",
        "Eine ganze Zahl, die hineinpasst.",
    ),
    (
        {"schedule": "weekdays", "weekdays": ""},
        "weekdays",
        "Choose one day at least.",
        "Wähle mindestens einen Tag.",
    ),
    (
        {"schedule": "month_days", "month_days": "1, 32"},
        "month_days",
        "Whole numbers from 1 to 31, with commas between them.",
        "Ganze Zahlen von 1 bis 31, mit Kommas dazwischen.",
    ),
    (
        {"schedule": "every_n_days", "anchor": "soon"},
        "anchor",
        "A day, please.",
        "Bitte einen Tag.",
    ),
    (
        {"kind": "numeric", "target": "many"},
        "target",
        "An amount from zero on, with at most three decimal places.",
        "Eine Menge ab null, mit höchstens drei Nachkommastellen.",
    ),
    (
        {"kind": "numeric", "target": "0"},
        "target",
        "A target to reach is above zero.",
        "Ein Ziel, das zu erreichen ist, liegt über null.",
    ),
    (
        {"reminder_times": "25:00"},
        "reminder_times",
        "At most ten times, each as hours and minutes.",
        "Höchstens zehn Zeiten, jede mit Stunde und Minute.",
    ),
    (
        {"reminder_times": ",".join(f"10:{minute}" for minute in range(10, 21))},
        "reminder_times",
        "Ten reminders are the most.",
        "Zehn Erinnerungen sind das Höchste.",
    ),
    (
        {"start_date": "2026-03-04", "end_date": "2026-03-01"},
        "end_date",
        "A habit cannot end before it starts.",
        "Eine Gewohnheit kann nicht enden, bevor sie beginnt.",
    ),
    (
        {"start_date": "3026-03-04"},
        "start_date",
        "A day between 1970 and 2200, please.",
        "Bitte einen Tag zwischen 1970 und 2200.",
    ),
    (
        {"category": "x" * 41},
        "category",
        "This is too long.",
        "Das ist zu lang.",
    ),
]


@pytest.mark.usefixtures("sqlite_database", "stopped_clock")
@pytest.mark.parametrize(("said", "name", "english", "german"), REFUSED)
def test_a_refusal_is_said_beside_its_field(
    said: dict[str, str], name: str, english: str, german: str
) -> None:
    form = sheet_form.blank(TODAY) | {"title": "Read"} | said
    answers = sheet_form.answers(form, form["kind"])
    answers.pop("valid_from")
    viewer = make_user()

    with pytest.raises(AppError) as caught:
        make_habit_of(viewer, answers)

    assert sheet_form.problems(caught.value, form, "en") == {name: english}
    assert sheet_form.problems(caught.value, form, "de") == {name: german}


def make_habit_of(viewer: Viewer, answers: dict[str, Any]) -> None:
    with unit_of_work() as session:
        habits.create(session, viewer=viewer, draft=read_form(HabitDraft, answers))


def test_a_refusal_of_no_field_is_said_at_the_top() -> None:
    problem = sheet_form.problems(AppError("Too many.", "too-many-habits"), {}, "de")

    assert problem == {"form": "Mehr als 500 Gewohnheiten gehen nicht."}


def test_everything_that_can_be_chosen_has_its_text() -> None:
    texts = catalogue("en")

    assert all(f"category.{name.lower()}" in texts for name in CATEGORIES)
    assert all(f"color.{name}" in texts for name in OFFERED_COLORS)
    assert all(f"icon.{name}" in texts for name in ICONS)


@pytest.mark.parametrize("value", [None, 7, "x", [], {"a": 1}, "0" * 40])
def test_what_is_no_id_names_no_habit(value: Any) -> None:
    with pytest.raises(AppError) as caught:
        as_id(value)

    assert caught.value.code == "habit-not-found"


def test_hostile_arguments_become_harmless_ones() -> None:
    assert as_fields(["not", "a", "form"], {"title": 9}) == {}
    assert as_fields({1: None, "title": "y" * 99, "n": 7}, {"title": 9, "n": 9}) == {
        "title": "y" * 9,
        "n": "7",
    }
    assert [as_place(value, 3) for value in (-5, 1, 99, "2", None, "x", float("inf"))] == [
        0,
        1,
        2,
        2,
        0,
        0,
        0,
    ]
