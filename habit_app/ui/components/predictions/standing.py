"""What predicts now, whether it may be believed, and what an admin can do about it."""

import reflex as rx

from habit_app.ui.components.forms.rest_form import API, RestButton
from habit_app.ui.look.texts import t, texts_under
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.predictions.models import ModelsState

ADMIN = f"{API}/admin"
TITLE = "models-now"


class JobButton(rx.Component):
    """Asks for work that takes a while, and shows how far it is."""

    library = "$/public/components/job_button.jsx"
    tag = "JobButton"

    action: rx.Var[str]
    label: rx.Var[str]
    done: rx.Var[str]
    words: rx.Var[dict[str, str]]
    is_main: rx.Var[bool]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


def standing() -> rx.Component:
    now = ModelsState.now
    return rx.el.section(
        rx.el.p(t("models.now"), class_name="sh-hint"),
        rx.el.h2(now["title"].to(str), id=TITLE, tab_index=-1, class_name="sh-predicts"),
        rx.el.p(now["about"].to(str), class_name="sh-quiet"),
        rx.cond(
            now["trouble"].to(str) != "",
            rx.el.p(
                rx.icon("triangle-alert", size=18, aria_hidden="true"),
                now["trouble"].to(str),
                role="alert",
                class_name="sh-warning",
            ),
        ),
        rx.el.ul(
            rx.foreach(now["drift"].to(list[str]), rx.el.li),
            class_name="sh-drift",
            custom_attrs={"data-drifted": now["has_drifted"].to(bool)},
        ),
        acts(),
        aria_labelledby=TITLE,
        class_name="sh-panel",
    )


def acts() -> rx.Component:
    """Train, reload, and go without."""
    return rx.el.div(
        _job("train-model", "models.train", "models.trained", is_main=True),
        _job("reload-model", "models.reload", "models.reloaded", is_main=False),
        rx.cond(
            ModelsState.now["is_learned"].to(bool),
            rx.el.div(
                RestButton.create(
                    method="POST",
                    action=f"{ADMIN}/models/none/activate",
                    label=t("models.without"),
                    sure=t("models.without_sure"),
                    focus=TITLE,
                    on_done=ModelsState.load,
                    on_refused=Frame.say_refused,
                ),
                class_name="sh-job",
            ),
        ),
        class_name="sh-model-acts",
    )


def _job(path: str, label: str, done: str, *, is_main: bool) -> rx.Component:
    return JobButton.create(
        action=f"{ADMIN}/{path}",
        label=t(label),
        done=t(done),
        words=texts_under("models.job"),
        is_main=is_main,
        on_done=ModelsState.load,
    )
