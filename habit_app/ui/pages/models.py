"""What predicts, for admins: versions with their figures, how right they were, and what to do."""

import reflex as rx

from habit_app.ui.components.forms.rest_form import with_texts
from habit_app.ui.components.frame.shell import shell
from habit_app.ui.components.frame.states import failed, once_loaded
from habit_app.ui.components.predictions.installation import installation
from habit_app.ui.components.predictions.standing import standing
from habit_app.ui.components.predictions.version_detail import version_detail
from habit_app.ui.components.predictions.versions import versions
from habit_app.ui.look.texts import t
from habit_app.ui.states.predictions.models import (
    NEEDED_TO_BLEND,
    NEEDED_TO_TRAIN,
    NEEDED_TO_WEIGH,
    ModelsState,
)


def models() -> rx.Component:
    return shell(
        with_texts(
            once_loaded(ModelsState.phase, _ready(), failed(t("models.failed"), ModelsState.load))
        ),
        title=t("models.title"),
    )


def _ready() -> rx.Component:
    return rx.el.div(
        rx.el.header(rx.el.p(t("models.title"), class_name="sh-greeting"), class_name="sh-header"),
        standing(),
        rx.cond(ModelsState.versions.length() > 0, rx.fragment(), _nothing_trained()),
        installation(),
        rx.cond(ModelsState.versions.length() > 0, rx.fragment(versions(), version_detail())),
        class_name="sh-stack sh-models",
    )


def _nothing_trained() -> rx.Component:
    weigh_people, weigh_units = NEEDED_TO_WEIGH
    blend_people, blend_units = NEEDED_TO_BLEND
    return rx.el.section(
        rx.el.h2(t("models.empty_title"), class_name="sh-group"),
        rx.el.p(
            t(
                "models.empty_text",
                least=NEEDED_TO_TRAIN,
                card_people=weigh_people,
                card_units=weigh_units,
                blend_people=blend_people,
                blend_units=blend_units,
            )
        ),
        class_name="sh-panel",
    )
