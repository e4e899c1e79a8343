"""Settings of how one is reached: mail, what Apprise knows, webhooks."""

from typing import Any

import reflex as rx

from habit_app.ui.components.forms.rest_form import API, Field, RestButton, RestForm
from habit_app.ui.components.settings.access import NewSecret
from habit_app.ui.components.settings.profile import QuietHours
from habit_app.ui.components.settings.section import once_read, section
from habit_app.ui.look.texts import clock, t, texts_under
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.settings.channels import ChannelRow, ChannelsState

CHANNELS = f"{API}/notifications/channels"
SCRIPT = "$/public/components/channels.jsx"
EXAMPLES = (
    ("Telegram", "tgram://bot-token/chat-id"),
    ("Discord", "discord://webhook-id/webhook-token"),
    ("ntfy", "ntfy://topic"),
    ("Pushover", "pover://user-key@app-token"),
    ("Slack", "slack://token-a/token-b/token-c"),
)
"""How the addresses of some services look to Apprise."""


class ChannelSwitch(rx.Component):
    """Switches a channel on and off."""

    library = SCRIPT
    tag = "ChannelSwitch"

    channel: rx.Var[str]
    label: rx.Var[str]
    name: rx.Var[str]
    value: rx.Var[bool]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]
    on_refused: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class ChannelTest(rx.Component):
    """Sends a test by a channel, and says what came of it."""

    library = SCRIPT
    tag = "ChannelTest"

    channel: rx.Var[str]
    label: rx.Var[str]
    name: rx.Var[str]
    words: rx.Var[dict[str, Any]]


def channels() -> rx.Component:
    listed = rx.el.ul(
        rx.foreach(ChannelsState.items, _channel), class_name="sh-list sh-entries sh-channels"
    )
    return section(
        "channels",
        "send",
        once_read(ChannelsState.phase, ChannelsState.load, listed),
        rx.el.h3(t("settings.channels.new"), class_name="sh-subtitle"),
        _new_channel(),
    )


def _channel(channel: rx.Var[ChannelRow]) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.match(
                channel.kind,
                ("email", rx.icon("mail", size=20, aria_hidden="true")),
                ("webhook", rx.icon("webhook", size=20, aria_hidden="true")),
                rx.icon("message-circle", size=20, aria_hidden="true"),
            ),
            class_name="sh-icon",
        ),
        rx.el.div(
            rx.el.span(channel.name, class_name="sh-strong"),
            rx.el.span(_facts(channel), class_name="sh-quiet"),
            class_name="sh-body",
        ),
        ChannelSwitch.create(
            channel=channel.id,
            label=t("settings.channels.enabled"),
            name=channel.name,
            value=channel.enabled,
            on_done=ChannelsState.load,
            on_refused=Frame.say_refused,
        ),
        rx.el.div(
            ChannelTest.create(
                channel=channel.id,
                label=t("settings.channels.test"),
                name=channel.name,
                words=texts_under("settings.channels"),
            ),
            rx.cond(channel.kind != "email", _delete(channel)),
            class_name="sh-channel-acts",
        ),
        _change(channel),
        key=channel.id,
    )


def _facts(channel: rx.Var[ChannelRow]) -> rx.Component:
    """What kind it is, where it leads as far as that is told, and when it is silent."""
    return rx.fragment(
        rx.match(
            channel.kind,
            ("email", t("settings.channels.email")),
            ("webhook", t("settings.channels.webhook")),
            t("settings.channels.apprise"),
        ),
        rx.cond(channel.hint != "", f" · {channel.hint}", ""),
        rx.cond(
            channel.quiet_from != "",
            rx.fragment(
                " · ",
                t(
                    "settings.channels.silent",
                    start=clock(channel.quiet_from),
                    end=clock(channel.quiet_to),
                ),
            ),
        ),
    )


def _delete(channel: rx.Var[ChannelRow]) -> rx.Component:
    return RestButton.create(
        method="DELETE",
        action=f"{CHANNELS}/{channel.id}",
        label=t("settings.channels.delete"),
        sure=t("settings.channels.sure"),
        name=channel.name,
        focus="channels-title",
        on_done=ChannelsState.load,
        on_refused=Frame.say_refused,
    )


def _change(channel: rx.Var[ChannelRow]) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            t("settings.channels.change"), rx.el.span(" ", channel.name, class_name="sh-hidden")
        ),
        RestForm.create(
            Field.create(
                name="name",
                label=t("settings.channels.name"),
                value=channel.name,
                required=True,
                max_length=80,
                auto_complete="off",
            ),
            QuietHours.create(
                label=t("settings.channels.quiet"),
                hint=t("settings.channels.quiet_hint"),
                start_label=t("settings.nudges.quiet_from"),
                end_label=t("settings.nudges.quiet_to"),
                start=channel.quiet_from,
                end=channel.quiet_to,
            ),
            id=f"channel-{channel.id}",
            method="PATCH",
            action=f"{CHANNELS}/{channel.id}",
            submit=t("settings.save"),
            done=t("settings.saved"),
            on_done=ChannelsState.load,
        ),
        class_name="sh-rest sh-change",
    )


def _new_channel() -> rx.Component:
    return NewSecret.create(
        rx.el.div(
            Field.create(
                name="kind",
                label=t("settings.channels.kind"),
                value="apprise",
                options=[
                    ["apprise", t("settings.channels.apprise_long")],
                    ["webhook", t("settings.channels.webhook")],
                ],
            ),
            Field.create(
                name="name",
                label=t("settings.channels.name"),
                required=True,
                max_length=80,
                auto_complete="off",
            ),
            class_name="sh-row",
        ),
        Field.create(
            name="address",
            label=t("settings.channels.address"),
            hint=t("settings.channels.address_hint"),
            required=True,
            max_length=2000,
            auto_complete="off",
            spell_check=False,
        ),
        _examples(),
        id="channel-form",
        method="POST",
        action=CHANNELS,
        submit=t("settings.channels.create"),
        done=t("settings.channels.created"),
        words=texts_under("settings.channels"),
        shows="secret",
        on_done=ChannelsState.load,
    )


def _examples() -> rx.Component:
    return rx.el.details(
        rx.el.summary(t("settings.channels.examples")),
        rx.el.dl(
            *(
                rx.el.div(rx.el.dt(service), rx.el.dd(rx.el.code(address)))
                for service, address in EXAMPLES
            ),
            class_name="sh-examples",
        ),
        class_name="sh-rest",
    )
