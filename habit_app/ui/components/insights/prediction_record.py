"""Were we right? What was said of habits, held against what happened."""

import reflex as rx

from habit_app.ui.components.frame.states import failed_part, once_loaded
from habit_app.ui.look.texts import t
from habit_app.ui.states.insights.record import SIDE, Dot, Foreseen, RecordState, Telling


def prediction_record() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("insights.record.title"), class_name="sh-group"),
        once_loaded(
            RecordState.phase,
            _ready(),
            failed_part(t("insights.record.failed"), RecordState.load),
            _skeleton(),
        ),
        class_name="sh-panel sh-record",
    )


def _ready() -> rx.Component:
    return rx.cond(
        RecordState.sentences.length() > 0,
        rx.el.div(
            rx.el.div(
                rx.foreach(RecordState.sentences, _sentence),
                rx.el.p(RecordState.source, class_name="sh-hint"),
            ),
            rx.el.div(
                _reliability(),
                rx.el.div(_habits(), _factors(), class_name="sh-pile"),
                class_name="sh-columns",
            ),
            class_name="sh-stack",
        ),
        rx.fragment(
            rx.el.p(t("insights.record.empty"), class_name="sh-strong"),
            rx.el.p(t("insights.record.empty_text"), class_name="sh-hint"),
        ),
    )


def _sentence(sentence: rx.Var[str]) -> rx.Component:
    return rx.el.p(sentence, class_name="sh-told")


def _reliability() -> rx.Component:
    """Dots against the diagonal, on which they lie where we were right; and their table."""
    return rx.el.div(
        rx.el.h3(t("insights.record.reliability"), class_name="sh-group"),
        rx.el.p(t("insights.record.reliability_hint"), class_name="sh-hint"),
        rx.el.div(
            rx.el.span(t("insights.record.missed"), class_name="sh-axis"),
            rx.el.svg(
                rx.el.svg.rect(x=0, y=0, width=SIDE, height=SIDE, rx=45),
                rx.el.svg.line(x1=0, y1=SIDE, x2=SIDE, y2=0),
                rx.foreach(RecordState.dots, _dot),
                view_box=f"-60 -60 {SIDE + 120} {SIDE + 120}",
                aria_hidden="true",
            ),
            rx.el.span(t("insights.record.said"), class_name="sh-axis"),
            class_name="sh-reliability",
        ),
        rx.el.details(
            rx.el.summary(t("insights.table")),
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        *(
                            rx.el.th(t(f"insights.record.{name}"), scope="col")
                            for name in ("said", "missed", "times")
                        )
                    )
                ),
                rx.el.tbody(rx.foreach(RecordState.dots, _row)),
                class_name="sh-table",
            ),
            class_name="sh-as-table",
        ),
    )


def _dot(dot: rx.Var[Dot]) -> rx.Component:
    return rx.el.svg.circle(cx=dot.x, cy=dot.y, r=dot.radius)


def _row(dot: rx.Var[Dot]) -> rx.Component:
    return rx.el.tr(rx.el.th(dot.said, scope="row"), rx.el.td(dot.missed), rx.el.td(dot.count))


def _habits() -> rx.Component:
    return rx.el.div(
        rx.el.h3(t("insights.record.habits"), class_name="sh-group"),
        rx.el.ul(rx.foreach(RecordState.habits, _habit), class_name="sh-foreseen"),
    )


def _habit(habit: rx.Var[Foreseen]) -> rx.Component:
    return rx.el.li(
        rx.link(habit.title, href=f"/habits/{habit.id}", class_name="sh-title"),
        rx.el.span(habit.words, class_name="sh-hint"),
    )


def _factors() -> rx.Component:
    return rx.cond(
        RecordState.factors.length() > 0,
        rx.el.div(
            rx.el.h3(t("insights.record.factors"), class_name="sh-group"),
            rx.el.ul(rx.foreach(RecordState.factors, _factor), class_name="sh-telling"),
        ),
    )


def _factor(factor: rx.Var[Telling]) -> rx.Component:
    """The longer, the more it tells; the order says the same to who does not see it."""
    return rx.el.li(
        rx.el.span(factor.name),
        rx.el.span(
            rx.el.span(style={"width": f"{factor.width}%"}),
            aria_hidden="true",
            class_name="sh-strength",
        ),
    )


def _skeleton() -> rx.Component:
    return rx.el.div(
        *(rx.el.div(class_name="sh-skeleton sh-bone-line") for _ in range(2)),
        rx.el.div(class_name="sh-skeleton sh-bone-chart"),
        aria_busy="true",
        class_name="sh-stack",
    )
