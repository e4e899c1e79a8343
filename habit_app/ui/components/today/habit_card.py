"""A habit on Today: one tap, and what it led to."""

import reflex as rx

from habit_app.ui.components.today.day_words import AVOIDED
from habit_app.ui.components.today.habit_menu import habit_menu
from habit_app.ui.components.today.risk_chip import risk_chip
from habit_app.ui.components.today.tick import Tick, tick_texts
from habit_app.ui.look.texts import t
from habit_app.ui.look.theme import accent, habit_icon
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.today.day_page import Card
from habit_app.ui.states.today.today import TodayState

CHIPS = {
    "skipped": "state.skipped",
    "implied": "state.implied",
    "missed": "menu.no",
    "slipped": "state.slipped",
    "paused": "state.paused",
}
"""States of a day that a card says in words."""
AVOIDED_CHIPS = {state: f"avoided.{state}" for state in AVOIDED}
"""The same where nothing is to be done."""


def habit_card(card: rx.Var[Card]) -> rx.Component:
    """One card of the list."""
    return rx.el.li(
        rx.el.span(habit_icon(card.icon), class_name="sh-icon"),
        rx.el.div(
            rx.link(card.title, href=f"/habits/{card.id}", class_name="sh-title"),
            _figures(card),
            _strength(card),
            risk_chip(card),
            class_name="sh-body",
        ),
        Tick.create(
            key=f"{card.id} {TodayState.page.day}",
            habit_id=card.id,
            owner=Frame.owner,
            day=TodayState.page.day,
            kind=card.kind,
            done=card.state == rx.cond(card.avoids, "slipped", "done"),
            avoids=card.avoids,
            value=card.value,
            target=card.target,
            unit=card.unit,
            at_most=card.at_most,
            is_sum=card.is_sum,
            locale=Frame.locale,
            texts=tick_texts(card.title),
            on_refused=Frame.say_refused,
        ),
        habit_menu(card.id, card.title, card.avoids),
        custom_attrs={
            **accent(card.color),
            "data-state": card.state,
            "data-card": card.id,
            "data-next": card.is_next,
            "data-linked": card.after_title != "",
        },
        key=card.id,
        class_name="sh-card",
    )


def _figures(card: rx.Var[Card]) -> rx.Component:
    return rx.el.div(
        _after(card),
        _streak(card),
        rx.cond(card.quota != "", rx.el.span(card.quota)),
        rx.cond(card.avoids, _chip(card, CHIPS | AVOIDED_CHIPS), _chip(card, CHIPS)),
        class_name="sh-figures",
    )


def _chip(card: rx.Var[Card], texts: dict[str, str]) -> rx.Component:
    said = [(state, rx.el.span(t(key), class_name="sh-chip")) for state, key in texts.items()]
    return rx.match(card.state, *said, rx.fragment())


def _after(card: rx.Var[Card]) -> rx.Component:
    """What comes before in the chain; the next link stands out once that is kept."""
    return rx.cond(
        card.after_title != "",
        rx.el.span(
            rx.icon("link-2", size=13, aria_hidden="true"),
            rx.cond(
                card.is_next,
                t("today.next_after", title=card.after_title),
                t("today.after", title=card.after_title),
            ),
            class_name="sh-after",
        ),
    )


def _streak(card: rx.Var[Card]) -> rx.Component:
    return rx.cond(
        card.streak != "",
        rx.el.span(
            rx.icon("flame", size=14, aria_hidden="true"),
            rx.el.span(t("today.streak"), class_name="sh-hidden"),
            card.streak,
            class_name="sh-streak",
        ),
    )


def _strength(card: rx.Var[Card]) -> rx.Component:
    return rx.el.div(
        rx.el.div(style={"width": f"{card.strength}%"}),
        custom_attrs={
            "role": "meter",
            "aria-label": t("today.strength"),
            "aria-valuenow": card.strength,
            "aria-valuemin": 0,
            "aria-valuemax": 100,
        },
        class_name="sh-strength",
    )
