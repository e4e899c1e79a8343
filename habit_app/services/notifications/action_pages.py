"""The one-button pages that links in messages lead to."""

from typing import Literal

from habit_app.services.notifications.actions import Offer
from habit_app.services.shared import templates
from habit_app.text import say
from habit_app.text.formats import in_words

Step = Literal["ask", "done"]


def of_offer(offer: Offer, step: Step) -> str:
    """Ask before the act, or say that it is done."""
    language, key = offer.locale, f"act.{offer.act}"
    day = in_words(offer.day, locale=language, form="full") if offer.day else ""
    title = "act.stays" if offer.stays else f"{key}.{step}"
    return _page(
        language,
        title=say(language, title, habit=offer.habit),
        line=day,
        button=say(language, f"notification.act.{offer.act}") if step == "ask" else "",
    )


def of_unsubscribing(language: str, step: Step) -> str:
    """The same for the end of mails."""
    return _page(
        language,
        title=say(language, f"act.unsubscribe.{step}"),
        line=say(language, f"act.unsubscribe.{step}_text"),
        button=say(language, "notification.end") if step == "ask" else "",
    )


def of_refusal(language: str, code: str) -> str:
    """A link that is over, or an act that cannot be done any more."""
    over = code == "link-over"
    title = say(language, "act.over" if over else "act.refused")
    return _page(language, title=title, line=say(language, "act.over_text"), button="")


def _page(language: str, **values: str) -> str:
    return templates.fill("pages/act.html", language, **values)
