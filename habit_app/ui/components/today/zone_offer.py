"""The browser's own zone, offered once to who has chosen none."""

from typing import Any

import reflex as rx

from habit_app.ui.look.texts import t
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.today.today import TodayState


class ZoneOffer(rx.Component):
    """Asks whether days are those of the browser's zone; shows nothing where they are."""

    library = "$/public/components/zone_offer.jsx"
    tag = "ZoneOffer"

    zone: rx.Var[str]
    texts: rx.Var[dict[str, Any]]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


def zone_offer() -> rx.Component:
    refusals = ("unknown", "no-connection", "timezone.value-error")
    return ZoneOffer.create(
        zone=TodayState.page.timezone,
        texts={
            "question": t("today.zone_question", zone="{zone}"),
            "yes": t("today.zone_yes"),
            "no": t("today.zone_no", zone="{zone}"),
            "errors": {code: t(f"errors.{code}") for code in refusals},
        },
        on_done=[TodayState.load, Frame.load],
    )
