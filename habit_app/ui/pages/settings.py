"""Settings: who one is, and when days and weeks begin."""

from typing import Any

import reflex as rx

from habit_app.ui.components.shell import shell
from habit_app.ui.components.states import skeleton
from habit_app.ui.states.settings import SettingsState
from habit_app.ui.texts import t


def settings() -> rx.Component:
    return shell(
        rx.el.header(
            rx.el.p(t("settings.title"), class_name="sh-greeting"), class_name="sh-header"
        ),
        rx.cond(SettingsState.phase == "ready", _profile(), skeleton(2)),
        title=t("settings.title"),
    )


def _profile() -> rx.Component:
    profile = SettingsState.profile
    return rx.form(
        rx.el.h2(t("settings.profile"), class_name="sh-group"),
        _input("full_name", t("auth.full_name"), default_value=profile["full_name"], required=True),
        _input("timezone", t("settings.timezone"), default_value=profile["timezone"]),
        _select(
            "week_start",
            t("settings.week_start"),
            profile["week_start"],
            [(day, t(f"settings.{day}")) for day in ("monday", "sunday", "saturday")],
        ),
        _input(
            "day_start", t("settings.day_start"), type="time", default_value=profile["day_start"]
        ),
        rx.el.p(t("settings.day_start_help"), class_name="sh-hint"),
        _select(
            "locale",
            t("settings.locale"),
            profile["locale"],
            [("en", "English"), ("de", "Deutsch")],
        ),
        rx.cond(
            SettingsState.problem != "",
            rx.el.p(SettingsState.problem, role="alert", class_name="sh-problem"),
        ),
        rx.el.div(
            rx.el.button(t("settings.save"), type="submit", class_name="sh-primary"),
            class_name="sh-actions",
        ),
        on_submit=SettingsState.save,
        class_name="sh-form sh-panel",
    )


def _input(name: str, label: rx.Var[str], **rest: Any) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=f"profile-{name}"),
        rx.el.input(id=f"profile-{name}", name=name, **rest),
        class_name="sh-field",
    )


def _select(
    name: str, label: rx.Var[str], value: rx.Var[str], options: list[tuple[str, Any]]
) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=f"profile-{name}"),
        rx.el.select(
            *(rx.el.option(text, value=key) for key, text in options),
            id=f"profile-{name}",
            name=name,
            default_value=value,
            key=value,
        ),
        class_name="sh-field",
    )
