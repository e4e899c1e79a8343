"""Settings of who gets in: sign-ins and access tokens."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from habit_app.ui.components.forms.rest_form import API, Field, RestButton, RestForm
from habit_app.ui.components.settings.section import once_read, section
from habit_app.ui.look.texts import plural, t, texts_under
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.settings.sessions import SessionsState, SignIn
from habit_app.ui.states.settings.tokens import Token, TokensState

FIRST_SHOWN = 5
"""Entries: of a list, that are shown before somebody asks for all."""
EXPIRIES = (("", "never"), ("30", "month"), ("90", "quarter"), ("365", "year"))


class Ago(rx.Component):
    """An instant as people say it."""

    library = "$/public/components/settings.jsx"
    tag = "Ago"

    at: rx.Var[str]
    locale: rx.Var[str]
    now: rx.Var[str]
    as_date: rx.Var[bool]


class NewSecret(RestForm):
    """A form that makes a secret, and the secret (`shows` in the answer) until it is put away."""

    library = "$/public/components/settings.jsx"
    tag = "NewSecret"

    words: rx.Var[dict[str, str]]
    shows: rx.Var[str]


def sign_ins() -> rx.Component:
    listed = _entries(SessionsState.items, _sign_in)
    return section(
        "sessions",
        "monitor-smartphone",
        once_read(SessionsState.phase, SessionsState.load, listed),
    )


def _entries(items: Any, entry: Callable[[Any], rx.Component]) -> rx.Component:
    """The first few, and the others where they are asked for."""
    others = items.length() - FIRST_SHOWN
    return rx.el.div(
        rx.el.ul(rx.foreach(items[:FIRST_SHOWN], entry), class_name="sh-list sh-entries"),
        rx.cond(
            others > 0,
            rx.el.details(
                rx.el.summary(
                    rx.el.span(plural("settings.more", others), class_name="sh-closed"),
                    rx.el.span(t("settings.fewer"), class_name="sh-opened"),
                ),
                rx.el.ul(rx.foreach(items[FIRST_SHOWN:], entry), class_name="sh-list sh-entries"),
                class_name="sh-rest",
            ),
        ),
        class_name="sh-lists",
    )


def _sign_in(sign_in: rx.Var[SignIn]) -> rx.Component:
    name = rx.cond(sign_in.device != "", sign_in.device, t("settings.sessions.unknown"))
    return rx.el.li(
        rx.el.span(
            rx.cond(
                sign_in.handheld,
                rx.icon("smartphone", size=20, aria_hidden="true"),
                rx.icon("monitor", size=20, aria_hidden="true"),
            ),
            class_name="sh-icon",
        ),
        rx.el.div(
            rx.el.span(name, class_name="sh-strong"),
            rx.el.span(sign_in.ip, " · ", _ago(sign_in.seen), class_name="sh-quiet"),
            class_name="sh-body",
        ),
        rx.cond(
            sign_in.current,
            rx.el.span(t("settings.sessions.current"), class_name="sh-chip sh-chip-on"),
            RestButton.create(
                method="DELETE",
                action=f"{API}/auth/sessions/{sign_in.id}",
                label=t("settings.sessions.end"),
                name=name,
                focus="sessions-title",
                on_done=SessionsState.load,
                on_refused=Frame.say_refused,
            ),
        ),
        key=sign_in.id,
    )


def _ago(at: rx.Var[str], *, as_date: bool = False) -> rx.Component:
    return Ago.create(at=at, locale=Frame.locale, now=t("settings.sessions.now"), as_date=as_date)


def tokens() -> rx.Component:
    listed = rx.cond(
        TokensState.items.length() > 0,
        _entries(TokensState.items, _token),
        rx.el.p(t("settings.tokens.none"), class_name="sh-quiet"),
    )
    return section(
        "tokens",
        "key-round",
        once_read(TokensState.phase, TokensState.load, listed),
        rx.el.h3(t("settings.tokens.new"), class_name="sh-subtitle"),
        _new_token(),
    )


def _token(token: rx.Var[Token]) -> rx.Component:
    rights = rx.cond(token.may_write, t("settings.tokens.write"), t("settings.tokens.read"))
    used = rx.cond(
        token.used != "",
        rx.fragment(t("settings.tokens.used"), " ", _ago(token.used)),
        t("settings.tokens.unused"),
    )
    ending = rx.cond(token.expired, t("settings.tokens.expired"), t("settings.tokens.expires"))
    return rx.el.li(
        rx.el.span(rx.icon("key-round", size=20, aria_hidden="true"), class_name="sh-icon"),
        rx.el.div(
            rx.el.span(token.name, class_name="sh-strong"),
            rx.el.span(rights, " · ", used, class_name="sh-quiet"),
            rx.cond(
                token.expires != "",
                rx.el.span(ending, " ", _ago(token.expires, as_date=True), class_name="sh-quiet"),
            ),
            class_name="sh-body",
        ),
        RestButton.create(
            method="DELETE",
            action=f"{API}/users/me/tokens/{token.id}",
            label=t("settings.tokens.delete"),
            sure=t("settings.tokens.sure"),
            name=token.name,
            focus="tokens-title",
            on_done=TokensState.load,
            on_refused=Frame.say_refused,
        ),
        key=token.id,
    )


def _new_token() -> rx.Component:
    return NewSecret.create(
        Field.create(
            name="name",
            label=t("settings.tokens.name"),
            hint=t("settings.tokens.name_hint"),
            required=True,
            max_length=80,
            auto_complete="off",
        ),
        rx.el.div(
            Field.create(
                name="scopes",
                label=t("settings.tokens.scopes"),
                value="read",
                reads="words",
                options=[
                    ["read", t("settings.tokens.read")],
                    ["read write", t("settings.tokens.write")],
                ],
            ),
            Field.create(
                name="expires_at",
                label=t("settings.tokens.expiry"),
                reads="days",
                options=[[days, t(f"settings.tokens.{name}")] for days, name in EXPIRIES],
            ),
            class_name="sh-row",
        ),
        id="token-form",
        method="POST",
        action=f"{API}/users/me/tokens",
        submit=t("settings.tokens.create"),
        words=texts_under("settings.tokens"),
        shows="token",
        on_done=TokensState.load,
    )
