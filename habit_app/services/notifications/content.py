"""The words of notifications: what is to be done, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol
from uuid import UUID

from habit_app.services.badges import words
from habit_app.services.shared.action_links import Act, link_to
from habit_app.text import amount, say
from habit_app.text.formats import day_in_words, in_words


class Told(Protocol):
    """What a notification is put into words by: one of the inbox, or one that is sent."""

    @property
    def kind(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def day(self) -> date | None: ...
    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def payload(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Content:
    """What stands in a notification: a line, a few sentences, what can be done at once."""

    title: str
    sentences: list[str]
    acts: list[Act]


def content_of(told: Told, language: str, today: date | None) -> Content:
    """Put a notification into words. What was said in words already stays as it was said.

    `today` is its reader's: what is about another day names it. None: it is about no day.
    """
    facts: Mapping[str, Any] = told.payload
    other_day = [] if facts.get("limit") else _other_day(told.day, language, today)
    if told.kind == "reminder":
        key = "notification.reminder_of_limit" if facts.get("limit") else "notification.reminder"
        title = say(language, key, habit=facts.get("habit", ""))
        return Content(title, _sentences(facts, language, other_day), _acts(facts))
    if told.kind == "nudge":
        return Content(
            _title_of_nudge(told, language, today), [told.body, *other_day], _acts(facts)
        )
    if told.kind == "badge":
        title, sentence = words.words(language, facts.get("codes", [told.subject]))
        return Content(title or told.title, [sentence] if sentence else [], [])
    if told.kind == "report":
        first = date.fromisoformat(told.subject)
        last = first + timedelta(days=6)
        title = say(
            language, "notification.report", first=_day(first, language), last=_day(last, language)
        )
        return Content(title, [say(language, "notification.look")], [])
    return Content(told.title, [told.body] if told.body else [], [])


def _title_of_nudge(told: Told, language: str, today: date | None) -> str:
    """As it was said, until its day is over: then its "today" is another day."""
    if told.day is None or today is None or told.day == today:
        return str(told.title)
    habit = told.payload.get("habit", "")
    day = day_in_words(told.day, locale=language, today=today)
    return say(language, "notification.nudge_of_day", habit=habit, day=day) if habit else day


def when_answered(content: Content, language: str) -> Content:
    """The same once its day asks for nothing any more: nothing is left to be done."""
    return Content(content.title, [say(language, "notification.answered")], [])


def _other_day(day: date | None, language: str, today: date | None) -> list[str]:
    """The sentence that names the day, where it is not its reader's today."""
    if day is None or today is None or day == today:
        return []
    return [
        say(language, "notification.open_on", day=day_in_words(day, locale=language, today=today))
    ]


def _sentences(facts: Mapping[str, Any], language: str, other_day: list[str]) -> list[str]:
    """How it stands, and the run that goes on."""
    told = _within(facts, language) if facts.get("limit") else _open(facts, language, other_day)
    if streak := facts.get("streak", 0):
        run = say(language, f"unit.{facts.get('streak_unit', 'day')}", count=streak)
        told.append(say(language, "notification.streak", run=run))
    return told


def _open(facts: Mapping[str, Any], language: str, other_day: list[str]) -> list[str]:
    """What is left to do, and on which day if not today."""
    left = facts.get("target", 0) - facts.get("value", 0)
    if facts.get("numeric") and left > 0:
        todo = amount(language, left, facts.get("unit"))
        return [say(language, "notification.left", amount=todo), *other_day]
    return other_day or [say(language, "notification.open")]


def _within(facts: Mapping[str, Any], language: str) -> list[str]:
    """The sentence of a day with a limit, on which nothing is left to do."""
    return [
        say(language, "notification.within" if facts.get("numeric") else "notification.avoided")
    ]


def _acts(facts: Mapping[str, Any]) -> list[Act]:
    return ["skip", "snooze"] if facts.get("limit") else ["done", "skip", "snooze"]


def _day(day: date, language: str) -> str:
    return in_words(day, locale=language, form="day")


def links_of(content: Content, notification_id: UUID, language: str) -> list[tuple[str, str]]:
    """The acts as (words, address)."""
    return [
        (say(language, f"notification.act.{act}"), link_to(notification_id, act))
        for act in content.acts
    ]
