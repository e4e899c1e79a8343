"""The words of notifications: what is to be done, in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from habit_app.services.badges import words
from habit_app.services.shared.action_links import Act, link_to
from habit_app.text import amount, say
from habit_app.text.formats import day_in_words, in_words


@dataclass(frozen=True, slots=True)
class Notice:
    """What stands in a notification: a line, a few sentences, what can be done at once."""

    title: str
    sentences: list[str]
    acts: list[Act]


def notice_of(row: Any, language: str, today: date | None) -> Notice:
    """Put a notification into words. What was said in words already stays as it was said.

    `today` is its reader's: what is about another day names it. None: it is about no day.
    """
    facts: Mapping[str, Any] = row.payload
    other_day = [] if facts.get("limit") else _other_day(row.day, language, today)
    if row.kind == "reminder":
        key = "notice.reminder_of_limit" if facts.get("limit") else "notice.reminder"
        title = say(language, key, habit=facts.get("habit", ""))
        return Notice(title, _sentences(facts, language, other_day), _acts(facts))
    if row.kind == "nudge":
        return Notice(_title_of_nudge(row, language, today), [row.body, *other_day], _acts(facts))
    if row.kind == "badge":
        title, sentence = words.words(language, facts.get("codes", [row.subject]))
        return Notice(title or row.title, [sentence] if sentence else [], [])
    if row.kind == "report":
        first = date.fromisoformat(row.subject)
        last = first + timedelta(days=6)
        title = say(
            language, "notice.report", first=_day(first, language), last=_day(last, language)
        )
        return Notice(title, [say(language, "notice.look")], [])
    return Notice(row.title, [row.body] if row.body else [], [])


def _title_of_nudge(row: Any, language: str, today: date | None) -> str:
    """As it was said, until its day is over: then its "today" is another day."""
    if row.day is None or today is None or row.day == today:
        return str(row.title)
    habit = row.payload.get("habit", "")
    day = day_in_words(row.day, locale=language, today=today)
    return say(language, "notice.nudge_of_day", habit=habit, day=day) if habit else day


def when_answered(notice: Notice, language: str) -> Notice:
    """The same once its day asks for nothing any more: nothing is left to be done."""
    return Notice(notice.title, [say(language, "notice.answered")], [])


def _other_day(day: date | None, language: str, today: date | None) -> list[str]:
    """The sentence that names the day, where it is not its reader's today."""
    if day is None or today is None or day == today:
        return []
    return [say(language, "notice.open_on", day=day_in_words(day, locale=language, today=today))]


def _sentences(facts: Mapping[str, Any], language: str, other_day: list[str]) -> list[str]:
    """How it stands, and the run that goes on."""
    told = _within(facts, language) if facts.get("limit") else _open(facts, language, other_day)
    if streak := facts.get("streak", 0):
        run = say(language, f"unit.{facts.get('streak_unit', 'day')}", count=streak)
        told.append(say(language, "notice.streak", run=run))
    return told


def _open(facts: Mapping[str, Any], language: str, other_day: list[str]) -> list[str]:
    """What is left to do, and on which day if not today."""
    left = facts.get("target", 0) - facts.get("value", 0)
    if facts.get("numeric") and left > 0:
        todo = amount(language, left, facts.get("unit"))
        return [say(language, "notice.left", amount=todo), *other_day]
    return other_day or [say(language, "notice.open")]


def _within(facts: Mapping[str, Any], language: str) -> list[str]:
    """Nothing is to be done on a day with a limit, and nothing is open when it is over."""
    return [say(language, "notice.within" if facts.get("numeric") else "notice.avoided")]


def _acts(facts: Mapping[str, Any]) -> list[Act]:
    return ["skip", "snooze"] if facts.get("limit") else ["done", "skip", "snooze"]


def _day(day: date, language: str) -> str:
    return in_words(day, locale=language, form="day")


def links_of(notice: Notice, notification_id: UUID, language: str) -> list[tuple[str, str]]:
    """The acts as (words, address)."""
    return [
        (say(language, f"notice.act.{act}"), link_to(notification_id, act)) for act in notice.acts
    ]
