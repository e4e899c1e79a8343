"""Settings of the person: name, time, quiet hours and nudges."""

import reflex as rx

from habit_app.services.habits import drafts
from habit_app.ui.components.forms.rest_form import API, Field, RestForm, Toggle
from habit_app.ui.components.settings.section import section
from habit_app.ui.look.texts import t
from habit_app.ui.states.frame.frame import Frame
from habit_app.ui.states.settings.settings import SettingsState

LOCALES = (
    ("en-AU", "English (Australia)"),
    ("en-CA", "English (Canada)"),
    ("en-IN", "English (India)"),
    ("en-IE", "English (Ireland)"),
    ("en-NZ", "English (New Zealand)"),
    ("en-GB", "English (United Kingdom)"),
    ("en-US", "English (United States)"),
    ("de-DE", "Deutsch (Deutschland)"),
    ("de-AT", "Deutsch (Österreich)"),
    ("de-CH", "Deutsch (Schweiz)"),
)
WEEK_STARTS = ("monday", "sunday", "saturday")
SAVED = [Frame.load, SettingsState.load]
SCRIPT = "$/public/components/settings.jsx"


class ZoneField(rx.Component):
    """The zone, with a warning where the browser is in another one."""

    library = SCRIPT
    tag = "ZoneField"

    label: rx.Var[str]
    hint: rx.Var[str]
    value: rx.Var[str]
    zones: rx.Var[list[str]]
    warning: rx.Var[str]
    use: rx.Var[str]
    on_done: rx.EventHandler[rx.event.no_args_event_spec]


class HabitDay(rx.Component):
    """The open day in words; notices that it is over."""

    library = SCRIPT
    tag = "HabitDay"

    text: rx.Var[str]
    day: rx.Var[str]
    zone: rx.Var[str]
    day_start: rx.Var[int]
    locale: rx.Var[str]
    on_over: rx.EventHandler[rx.event.no_args_event_spec]


class QuietHours(rx.Component):
    """Two times between which nothing is sent, or none."""

    library = SCRIPT
    tag = "QuietHours"

    label: rx.Var[str]
    hint: rx.Var[str]
    start_label: rx.Var[str]
    end_label: rx.Var[str]
    start: rx.Var[str]
    end: rx.Var[str]


def zones() -> list[str]:
    """The zones to choose from: places, and UTC."""
    odd = ("Etc/", "SystemV/")
    places = {name for name in drafts.zones() if "/" in name and not name.startswith(odd)}
    return ["UTC", *sorted(places)]


def profile() -> rx.Component:
    shown = SettingsState.profile
    return section(
        "profile",
        "user-round",
        _form(
            "profile-form",
            _names(),
            Field.create(
                name="locale",
                label=t("settings.locale"),
                value=shown.locale,
                hint=t("settings.locale_hint"),
                options=[list(locale) for locale in LOCALES],
            ),
        ),
    )


def _names() -> rx.Component:
    """What one is called, by oneself and by others."""
    shown = SettingsState.profile
    return rx.el.div(
        Field.create(
            name="full_name",
            label=t("auth.full_name"),
            value=shown.full_name,
            required=True,
            auto_complete="name",
            max_length=120,
        ),
        Field.create(
            name="display_name",
            label=t("settings.profile.display_name"),
            hint=t("settings.profile.display_name_hint"),
            value=shown.display_name,
            reads="optional",
            auto_complete="nickname",
            max_length=60,
        ),
        class_name="sh-row",
    )


def time() -> rx.Component:
    shown = SettingsState.profile
    return section(
        "time",
        "clock",
        _form(
            "time-form",
            ZoneField.create(
                label=t("settings.timezone"),
                hint=t("settings.time.zone_hint"),
                value=shown.timezone,
                zones=zones(),
                warning=t("settings.time.apart", zone="{zone}"),
                use=t("settings.time.use", zone="{zone}"),
                on_done=SAVED,
            ),
            rx.el.div(
                Field.create(
                    name="week_start",
                    label=t("settings.week_start"),
                    hint=t("settings.time.week_start_hint"),
                    value=shown.week_start,
                    options=[[day, t(f"settings.{day}")] for day in WEEK_STARTS],
                ),
                Field.create(
                    name="day_start",
                    label=t("settings.day_start"),
                    hint=t("settings.day_start_help"),
                    type="time",
                    value=shown.day_start_clock,
                    reads="minutes",
                    required=True,
                    min="00:00",
                    max="12:00",
                ),
                class_name="sh-row",
            ),
            _now(),
        ),
    )


def _now() -> rx.Component:
    """The day that is open by what is stored."""
    return rx.el.div(
        rx.icon("calendar-check", size=18, aria_hidden="true"),
        HabitDay.create(
            text=t("settings.time.now", day="{day}"),
            day=SettingsState.day,
            zone=SettingsState.profile.timezone,
            day_start=SettingsState.profile.day_start,
            locale=Frame.locale,
            on_over=SettingsState.load,
        ),
        role="status",
        class_name="sh-notice sh-now",
    )


def nudges() -> rx.Component:
    shown = SettingsState.profile
    return section(
        "nudges",
        "bell",
        _form(
            "nudges-form",
            Toggle.create(
                name="nudges.enabled",
                label=t("settings.nudges.enabled"),
                hint=t("settings.nudges.enabled_hint"),
                value=shown.nudges,
            ),
            _limits(),
            QuietHours.create(
                label=t("settings.nudges.quiet"),
                hint=t("settings.nudges.quiet_hint"),
                start_label=t("settings.nudges.quiet_from"),
                end_label=t("settings.nudges.quiet_to"),
                start=shown.quiet_from,
                end=shown.quiet_to,
            ),
            Toggle.create(
                name="weekly_report",
                label=t("settings.nudges.weekly_report"),
                hint=t("settings.nudges.weekly_report_hint"),
                value=shown.weekly_report,
            ),
            Toggle.create(
                name="leaderboard_opt_in",
                label=t("settings.nudges.leaderboard"),
                hint=t("settings.nudges.leaderboard_hint"),
                value=shown.leaderboard,
            ),
        ),
    )


def learning() -> rx.Component:
    """Whether a model learns from one's history, too."""
    return section(
        "learning",
        "graduation-cap",
        _form(
            "learning-form",
            Toggle.create(
                name="trains_model",
                label=t("settings.learning.trains_model"),
                hint=t("settings.learning.trains_model_hint"),
                value=SettingsState.profile.trains_model,
            ),
        ),
    )


def _limits() -> rx.Component:
    """From when on, and how often."""
    shown = SettingsState.profile
    return rx.el.div(
        Field.create(
            name="nudges.threshold",
            label=t("settings.nudges.threshold"),
            hint=t("settings.nudges.threshold_hint"),
            type="range",
            value=shown.threshold,
            reads="percent",
            percent_in=Frame.locale,
            min="0",
            max="80",
            step="1",
        ),
        Field.create(
            name="nudges.per_day",
            label=t("settings.nudges.per_day"),
            input_mode="numeric",
            auto_complete="off",
            value=shown.per_day,
            reads="number",
            required=True,
        ),
        class_name="sh-row sh-indented",
    )


def _form(name: str, *fields: rx.Component) -> rx.Component:
    return RestForm.create(
        *fields,
        id=name,
        method="PATCH",
        action=f"{API}/users/me",
        submit=t("settings.save"),
        done=t("settings.saved"),
        keeps=Frame.owner,
        on_done=SAVED,
    )
