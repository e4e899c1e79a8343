"""Badges: those that were won, and how far it is to the others."""

import reflex as rx

from habit_app.domain.badges import CODES
from habit_app.ui.components.frame.page_head import header
from habit_app.ui.components.frame.shell import shell
from habit_app.ui.components.frame.states import failed, once_loaded, skeleton
from habit_app.ui.components.today.tick import DayText
from habit_app.ui.look.texts import t
from habit_app.ui.states.badges.badges import BadgesState, Medal
from habit_app.ui.states.frame.frame import Frame

BADGE_ICONS = {
    "first_step": "footprints",
    "logs_30": "notebook-pen",
    "logs_100": "library",
    "logs_1000": "mountain",
    "perfect_week": "calendar-check",
    "comeback": "rotate-ccw",
    "early_bird": "sunrise",
    "chain_5": "link",
}
STREAK = "flame"


def badges() -> rx.Component:
    return shell(
        header(t("badges.title"), t("badges.intro")),
        once_loaded(
            BadgesState.phase,
            _shelves(),
            failed(t("badges.failed"), BadgesState.load),
            skeleton(4),
        ),
        title=t("badges.title"),
    )


def _shelves() -> rx.Component:
    return rx.el.div(
        rx.el.section(
            rx.el.h2(
                t("badges.count", count=BadgesState.won.length(), of=len(CODES)),
                class_name="sh-group",
            ),
            rx.cond(
                BadgesState.won.length() > 0,
                rx.el.ul(rx.foreach(BadgesState.won, _won), class_name="sh-medals"),
                rx.el.p(t("badges.none"), class_name="sh-panel sh-quiet"),
            ),
        ),
        rx.cond(
            BadgesState.coming.length() > 0,
            rx.el.section(
                rx.el.h2(t("badges.locked"), class_name="sh-group"),
                rx.el.ul(rx.foreach(BadgesState.coming, _coming), class_name="sh-medals"),
            ),
        ),
        class_name="sh-stack",
    )


def _won(medal: rx.Var[Medal]) -> rx.Component:
    return rx.el.li(
        _icon(medal.code),
        rx.el.div(
            rx.el.h3(medal.title),
            rx.el.p(medal.text, class_name="sh-hint"),
            rx.el.p(
                rx.el.span(t("badges.unlocked"), " ", class_name="sh-hidden"),
                DayText.create(day=medal.day, locale=Frame.locale, form="date"),
                rx.cond(
                    medal.habit_id != "",
                    rx.el.span(
                        " · ",
                        rx.link(
                            t("badges.by", title=medal.habit_title),
                            href=f"/habits/{medal.habit_id}",
                        ),
                    ),
                ),
                class_name="sh-medal-day",
            ),
            class_name="sh-body",
        ),
        class_name="sh-medal",
        custom_attrs={"data-won": True},
    )


def _coming(medal: rx.Var[Medal]) -> rx.Component:
    return rx.el.li(
        _icon(medal.code),
        rx.el.div(
            rx.el.h3(medal.title),
            rx.el.p(medal.text, class_name="sh-hint"),
            rx.el.div(
                rx.el.progress(
                    value=medal.now,
                    max=medal.of,
                    aria_label=medal.title,
                    class_name="sh-progress-bar",
                ),
                rx.el.span(t("badges.progress", now=medal.now, of=medal.of)),
                class_name="sh-medal-way",
            ),
            class_name="sh-body",
        ),
        class_name="sh-medal",
    )


def _icon(code: rx.Var[str]) -> rx.Component:
    return rx.el.div(
        rx.match(
            code,
            *(
                (name, rx.icon(icon, size=24, aria_hidden="true"))
                for name, icon in BADGE_ICONS.items()
            ),
            rx.icon(STREAK, size=24, aria_hidden="true"),
        ),
        class_name="sh-medal-icon",
    )
