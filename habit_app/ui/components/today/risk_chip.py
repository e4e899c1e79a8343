"""What is foretold of an open day: how likely it is missed, and what speaks most for it."""

import reflex as rx

from habit_app.ui.states.today.day_page import Shown


def risk_chip(habit: rx.Var[Shown]) -> rx.Component:
    """A line for eyes, a sentence for who is read to; styles take it away with the tick."""
    return rx.cond(
        habit.at_risk != "",
        rx.el.p(
            rx.icon("cloud-drizzle", size=14, aria_hidden="true"),
            rx.el.span(habit.risk_words, " ", class_name="sh-hidden"),
            rx.el.span(habit.risk, aria_hidden="true", class_name="sh-risk-share"),
            rx.el.span(habit.reason, class_name="sh-risk-reason"),
            title=f"{habit.risk_words} {habit.reason}",
            class_name="sh-at-risk",
            custom_attrs={"data-band": habit.at_risk},
        ),
    )
