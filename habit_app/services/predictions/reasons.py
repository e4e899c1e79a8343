"""A risk in words: why a habit may be missed, and one small thing to try."""

from collections.abc import Sequence
from datetime import time

from habit_app.domain.risk import Factor, Reason, Risk
from habit_app.domain.schedules import WEEKDAYS
from habit_app.services.habits.views import RiskView
from habit_app.services.predictions.views import ReasonView
from habit_app.text import knows, say
from habit_app.text.formats import clock_in_words

SHOWN = 3
DAY = 24 * 60
"""Minutes."""
SHARES = {
    Factor.RECENT_RUN,
    Factor.AFTER_KEPT,
    Factor.AFTER_MISS,
    Factor.WEEKDAY,
    Factor.OTHER_HABITS,
}
"""Factors whose numbers are so many skipped of so many."""


def reasons_in_words(risk: Risk, *, language: str) -> list[ReasonView]:
    """Say the reasons that move a risk most, the largest first."""
    return [
        ReasonView(
            str(reason.factor), round(reason.effect, 6), reason_in_words(risk, reason, language)
        )
        for reason in _largest(risk)
    ]


def steps_in_words(risk: Risk, *, language: str, limit: bool) -> list[str]:
    """Say one small thing to try against each of these that speaks for a miss.

    Where a miss is unlikely there is nothing to be mended.
    """
    if not risk.is_at_risk:
        return []
    return [
        suggestion_for(risk, reason, language, limit=limit)
        for reason in _largest(risk)
        if reason.effect > 0
    ]


def _largest(risk: Risk) -> list[Reason]:
    telling = [reason for reason in risk.reasons if reason.effect and _can_be_said(reason)]
    return sorted(telling, key=lambda reason: -abs(reason.effect))[:SHOWN]


def top_reason(risk: Risk) -> Reason:
    """What speaks most for a miss; the start, where nothing is known that does."""
    speaking = [reason for reason in risk.reasons if reason.effect > 0 and _can_be_said(reason)]
    base = next(reason for reason in risk.reasons if reason.factor is Factor.BASE)
    return max(speaking, key=lambda reason: reason.effect, default=base)


def risk_view(risk: Risk, language: str) -> RiskView:
    """A risk as a card shows it, with what speaks most for a miss where it is likely at all."""
    reason = reason_in_words(risk, top_reason(risk), language) if risk.is_at_risk else None
    return RiskView(round(risk.probability, 6), str(risk.band), risk.source, reason)


def _can_be_said(reason: Reason) -> bool:
    """Whether a reason has numbers that bear it out.

    A model weighs factors together, so that one may speak for a miss where all were kept; nobody
    would understand that.
    """
    if reason.factor not in SHARES:
        return reason.of > 0
    against = reason.count if reason.effect > 0 else reason.of - reason.count
    return against > 0


def reason_in_words(risk: Risk, reason: Reason, language: str) -> str:
    """Say one reason by what was kept, for a part is no miss: "You kept 1 of the last 4." """
    if reason.factor is Factor.BASE:
        return say(language, "risk.reason.base")
    if reason.factor in {Factor.QUOTA_LEFT, Factor.AGE}:
        return say(language, f"risk.reason.{reason.factor}", count=reason.count, of=reason.of)
    if reason.factor is Factor.TIME_OF_DAY:
        usual = _time(reason, language)
        return say(language, "risk.reason.time_of_day", count=reason.of, time=usual)
    kept = reason.of - reason.count
    # Of a single one the words tell what became of it, and not how many there were.
    is_missed = reason.effect > 0 if reason.of > 1 else not kept
    key = f"risk.reason.{reason.factor}_{'missed' if is_missed else 'kept'}"
    more = {
        "some": kept,
        "days": _weekday(risk, "days", language),
        "day": _weekday(risk, "day", language),
    }
    if reason.of > 1 and not kept and knows(language, f"{key}_none.other"):
        key = f"{key}_none"
    return say(language, key, count=reason.of, **more)


def suggestion_for(risk: Risk, reason: Reason, language: str, *, limit: bool) -> str:
    """Say one small thing to try against a reason; of a limit nothing is to be done."""
    key = f"risk.{'limit' if limit else 'suggestion'}.{reason.factor}"
    usual = _time(reason, language) if reason.factor is Factor.TIME_OF_DAY else ""
    return say(language, key, day=_weekday(risk, "day", language), time=usual)


def _time(reason: Reason, language: str) -> str:
    """When a habit is usually kept, as clocks show it."""
    hour, minute = divmod(reason.count % DAY, 60)
    return clock_in_words(time(hour, minute), locale=language)


def _weekday(risk: Risk, form: str, language: str) -> str:
    return say(language, f"risk.{form}.{WEEKDAYS[risk.unit.first.weekday()]}")


def words_for(risk: Risk, *, language: str, limit: bool) -> tuple[str, str, Sequence[ReasonView]]:
    """The top reason, what to try against it, and the largest reasons."""
    top = top_reason(risk)
    return (
        reason_in_words(risk, top, language),
        suggestion_for(risk, top, language, limit=limit),
        reasons_in_words(risk, language=language),
    )
