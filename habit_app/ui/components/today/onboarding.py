"""The first minute: a few habits to begin with, one tap each."""

import reflex as rx

from habit_app.ui.look.templates import TEMPLATES, Template
from habit_app.ui.look.texts import plural, t
from habit_app.ui.look.theme import accent
from habit_app.ui.states.habits.habit_sheet import HabitSheet
from habit_app.ui.states.today.onboarding import Onboarding
from habit_app.ui.states.today.today import TodayState


def onboarding() -> rx.Component:
    chosen = Onboarding.picked.length()
    return rx.el.section(
        rx.icon("sprout", size=40, aria_hidden="true"),
        rx.el.h2(t("today.empty"), id="begin"),
        rx.el.p(t("today.empty_text")),
        rx.el.ul(*(_template(template) for template in TEMPLATES), class_name="sh-starters"),
        rx.el.div(
            rx.el.button(
                rx.cond(chosen > 0, plural("today.begin", chosen), t("today.pick")),
                on_click=Onboarding.begin,
                disabled=chosen == 0,
                type="button",
                class_name="sh-primary",
            ),
            rx.el.button(
                t("today.own"), on_click=HabitSheet.show, type="button", class_name="sh-secondary"
            ),
            class_name="sh-actions",
        ),
        rx.el.p(t("today.zone", zone=TodayState.page.timezone), class_name="sh-hint"),
        aria_labelledby="begin",
        class_name="sh-empty sh-welcome",
    )


def _template(template: Template) -> rx.Component:
    picked = Onboarding.picked.contains(template.name)
    return rx.el.li(
        rx.el.button(
            rx.icon(template.icon, size=18, aria_hidden="true"),
            rx.el.span(t(f"template.{template.name}.name", target=template.target)),
            rx.el.span(
                rx.cond(picked, rx.icon("check", size=16, aria_hidden="true"), rx.fragment()),
                class_name="sh-picked",
            ),
            type="button",
            aria_pressed=picked,
            on_click=Onboarding.pick(template.name),
            custom_attrs=accent(template.color),
        )
    )
