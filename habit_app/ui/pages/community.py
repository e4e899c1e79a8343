"""Community: the leaderboard of this week and the last, one's own place, and the way in."""

from typing import Any

import reflex as rx

from habit_app.ui.components.forms.rest_form import API, Field, RestForm, Toggle, with_texts
from habit_app.ui.components.frame.page_head import header
from habit_app.ui.components.frame.page_watch import Again
from habit_app.ui.components.frame.shell import shell
from habit_app.ui.components.frame.states import empty, failed, once_loaded, skeleton
from habit_app.ui.look.texts import plural, t
from habit_app.ui.states.community.community import CommunityState, Place

COUNTED_EVERY = 3
"""Seconds: between two looks whether one's own week is counted."""


def community() -> rx.Component:
    return shell(
        header(t("community.title"), t("community.intro")),
        once_loaded(
            CommunityState.phase,
            _ready(),
            failed(t("community.failed"), CommunityState.load),
            skeleton(5),
        ),
        title=t("community.title"),
    )


def _ready() -> rx.Component:
    return rx.el.div(
        rx.el.section(
            rx.el.div(
                rx.el.h2(t("community.leaderboard"), class_name="sh-panel-title"),
                _weeks(),
                class_name="sh-header",
            ),
            rx.cond(CommunityState.takes_part, _own()),
            rx.cond(
                CommunityState.places.length() > 0,
                _table(),
                empty("users-round", t("community.empty"), t("community.empty_text")),
            ),
            class_name="sh-panel sh-board",
        ),
        with_texts(_part()),
        class_name="sh-stack",
    )


def _weeks() -> rx.Component:
    return rx.el.div(
        *(
            rx.el.button(
                t(f"community.{name}"),
                type="button",
                aria_pressed=CommunityState.last_week == is_last,
                on_click=CommunityState.choose(is_last),
            )
            for name, is_last in (("this_week", False), ("last_week", True))
        ),
        role="group",
        aria_label=t("community.week"),
        class_name="sh-tabs",
    )


def _own() -> rx.Component:
    """One's own place, or what is missing to have one."""
    me = CommunityState.me
    place = rx.el.p(
        rx.el.span(t("community.own"), class_name="sh-quiet"),
        rx.el.strong(f"{me.rank}"),
        rx.el.span(t("community.share", kept=me.kept, due=me.due), class_name="sh-quiet"),
        class_name="sh-own",
    )
    waiting = rx.el.p(
        t("community.own_waiting"),
        Again.create(seconds=COUNTED_EVERY, on_again=CommunityState.load),
        class_name="sh-notice",
    )
    unranked = rx.el.p(
        plural("community.own_unranked", CommunityState.lacking), class_name="sh-notice"
    )
    return rx.el.div(
        rx.cond(
            me.rank > 0,
            place,
            rx.cond(me.me, rx.cond(CommunityState.last_week, rx.fragment(), unranked), waiting),
        ),
        role="status",
    )


def _table() -> rx.Component:
    columns = (("rank", "sh-number"), ("name", ""), ("kept", "sh-number"), ("score", "sh-number"))
    return rx.el.table(
        rx.el.caption(t("community.leaderboard"), class_name="sh-hidden"),
        rx.el.thead(
            rx.el.tr(
                *(
                    rx.el.th(t(f"community.{name}"), scope="col", class_name=kind)
                    for name, kind in columns
                )
            )
        ),
        rx.el.tbody(rx.foreach(CommunityState.places, _row)),
        class_name="sh-ranks",
    )


def _row(place: rx.Var[Place]) -> rx.Component:
    """A name is a stranger's text: it is set apart, so that it cannot turn what stands around."""
    attributes: dict[str, Any] = {"data-me": place.me}
    return rx.el.tr(
        rx.el.td(place.rank, class_name="sh-number"),
        rx.el.th(
            rx.el.bdi(place.name),
            rx.cond(place.me, rx.el.span(t("community.you"), class_name="sh-chip sh-chip-on")),
            scope="row",
        ),
        rx.el.td(
            t("community.share", kept=place.kept, due=place.due), class_name="sh-number sh-quiet"
        ),
        rx.el.td(rx.el.strong(place.score), class_name="sh-number"),
        custom_attrs=attributes,
    )


def _part() -> rx.Component:
    """The switch, and the name under which one is shown."""
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("community.part"), id="part-title"),
            rx.el.p(t("community.part_text"), class_name="sh-quiet"),
            class_name="sh-section-head",
        ),
        rx.el.div(
            RestForm.create(
                Toggle.create(
                    name="leaderboard_opt_in",
                    label=t("community.switch"),
                    hint=t("community.switch_hint"),
                    value=CommunityState.takes_part,
                ),
                Field.create(
                    name="display_name",
                    label=t("settings.profile.display_name"),
                    hint=t("community.display_name_hint"),
                    value=CommunityState.display_name,
                    reads="optional",
                    auto_complete="nickname",
                    max_length=60,
                ),
                id="community-form",
                method="PATCH",
                action=f"{API}/users/me",
                submit=t("settings.save"),
                done=t("settings.saved"),
                on_done=CommunityState.load,
            ),
            class_name="sh-panel sh-section-body",
        ),
        aria_labelledby="part-title",
        class_name="sh-section",
    )
