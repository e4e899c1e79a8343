"""Settings of what one signs in with: password and address."""

from typing import Any

import reflex as rx

from habit_app.ui.components.forms.rest_form import API, Field, RestButton, RestForm, Toggle
from habit_app.ui.components.settings.section import section
from habit_app.ui.look.texts import t
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.settings.sessions import SessionsState
from habit_app.ui.states.settings.settings import SettingsState
from habit_app.ui.states.settings.tokens import TokensState


def password() -> rx.Component:
    return section(
        "password",
        "lock-keyhole",
        RestForm.create(
            _user_name(),
            rx.el.div(
                _password("current", t("settings.password.current")),
                _password(
                    "new", t("settings.password.new"), fresh=True, hint=t("auth.password_hint")
                ),
                class_name="sh-row",
            ),
            Toggle.create(
                name="end_tokens",
                label=t("settings.password.end_tokens"),
                hint=t("settings.password.end_tokens_hint"),
                value=True,
            ),
            id="password-form",
            method="POST",
            action=f"{API}/auth/password",
            submit=t("settings.password.submit"),
            done=t("settings.password.done"),
            clears=True,
            on_done=[SessionsState.load, TokensState.load],
        ),
    )


def address() -> rx.Component:
    mine = SettingsState.profile
    return section(
        "email",
        "mail",
        _address_now(),
        RestForm.create(
            rx.el.div(
                Field.create(
                    name="email",
                    label=t("settings.email.new"),
                    type="email",
                    required=True,
                    auto_complete="email",
                    max_length=320,
                    differs_from=mine.email,
                ),
                _password("password", t("auth.password")),
                class_name="sh-row",
            ),
            id="email-form",
            method="PATCH",
            action=f"{API}/users/me",
            submit=t("settings.email.submit"),
            done=t("settings.email.done"),
            places={"email-taken": "email"},
            clears=True,
            on_done=SettingsState.load,
        ),
    )


def _address_now() -> rx.Component:
    """The address that counts, and whether its mail was answered."""
    mine = SettingsState.profile
    return rx.el.div(
        rx.el.span(mine.email, class_name="sh-strong sh-address"),
        rx.cond(
            mine.email_confirmed,
            rx.el.span(t("settings.email.confirmed"), class_name="sh-chip sh-chip-on"),
            rx.fragment(
                rx.el.span(t("settings.email.unconfirmed"), class_name="sh-chip"),
                RestButton.create(
                    method="POST",
                    action=f"{API}/auth/verify/resend",
                    label=t("settings.email.resend"),
                    done=t("settings.email.resent"),
                    quiet=True,
                    on_refused=Frame.say_refused,
                ),
            ),
        ),
        class_name="sh-line",
    )


def _user_name() -> rx.Component:
    """Whose password it is: for password managers, which would else take another field for it."""
    return rx.el.input(
        type="text",
        value=SettingsState.profile.email,
        read_only=True,
        auto_complete="username",
        hidden=True,
        aria_label=t("auth.email"),
    )


def _password(name: str, label: rx.Var[str], *, fresh: bool = False, **rest: Any) -> rx.Component:
    return Field.create(
        name=name,
        label=label,
        type="password",
        required=True,
        auto_complete="new-password" if fresh else "current-password",
        **rest,
    )
