"""What the page of the models says of the installation: who predicts, drift, bands, nudges."""

from typing import Any

from habit_app import text
from habit_app.domain.risk import HIGH, MEDIUM
from habit_app.services.predictions.admin_views import (
    DriftView,
    ModelView,
    NudgeLift,
    PredictionReport,
)
from habit_app.services.predictions.registry import LEAST_UNITS
from habit_app.services.shared.viewers import Viewer
from habit_app.text.formats import fixed, number, percent
from habit_app.ui.states.predictions.model_words import figure


def standing(viewer: Viewer, report: PredictionReport, active: ModelView | None) -> dict[str, Any]:
    """What predicts now, and whether it may be believed."""
    predicts = report.source if report.version else "as_they_come"
    version = str(report.version or "")
    return {
        "title": text.say(viewer.locale, f"models.by.{predicts}", version=version),
        "about": text.say(viewer.locale, f"models.by.{predicts}_text"),
        "trouble": _trouble(viewer, active),
        "has_drifted": bool(report.drift and report.drift.has_drifted),
        "drift": _drift(viewer, report.drift) if report.drift else [],
        "is_learned": active is not None and active.stage != "rules",
    }


def _trouble(viewer: Viewer, active: ModelView | None) -> str:
    """Why the version that is to predict does not; empty where it does. Calibrations keep."""
    is_too_old = active is not None and active.is_stale and active.stage != "rules"
    if active is None or not (is_too_old or active.is_damaged):
        return ""
    why = "damaged" if active.is_damaged else "stale"
    return text.say(viewer.locale, f"models.{why}", version=str(active.version))


def _drift(viewer: Viewer, drift: DriftView) -> list[str]:
    """The latest days in words; nothing is concluded from few of them."""
    if drift.units < LEAST_UNITS:
        return [text.say(viewer.locale, "models.drift.few", count=drift.units, needed=LEAST_UNITS)]
    off = "high" if drift.off_by > 0 else "low"
    return [
        text.say(
            viewer.locale,
            f"models.drift.{off}",
            points=_points(viewer, abs(drift.off_by)),
            margin=_points(viewer, drift.margin),
            units=drift.units,
        ),
        text.say(
            viewer.locale,
            "models.drift.loss",
            own=figure(viewer, drift.log_loss),
            rules=figure(viewer, drift.log_loss_of_rules),
        ),
        text.say(viewer.locale, f"models.drift.{'drifted' if drift.has_drifted else 'steady'}"),
    ]


def said(viewer: Viewer, report: PredictionReport) -> dict[str, Any]:
    """How right everything was that was really said here, and what nudges do."""
    begins = {"medium": MEDIUM, "high": HIGH}
    ends = {name: percent(end, locale=viewer.locale) for name, end in begins.items()}
    return {
        "said": sum(band.said for band in report.bands),
        "bands": [
            {
                "name": text.say(viewer.locale, f"models.band.{band.band}", **ends),
                "said": number(band.said, locale=viewer.locale),
                "missed": number(band.skipped, locale=viewer.locale),
                "share": percent(_share(band.skipped, band.said), locale=viewer.locale),
            }
            for band in report.bands
        ],
        "reliability": [
            {"predicted": group.predicted, "observed": group.observed, "n": group.n}
            for group in report.reliability
        ],
        "nudges": nudges(viewer, report.nudges),
    }


def nudges(viewer: Viewer, lift: NudgeLift) -> list[str]:
    """What nudges do, in words; until there are enough on each side only how many there are."""
    counts = text.say(
        viewer.locale,
        "models.nudges.counts",
        nudged=lift.nudged,
        nudged_share=percent(_share(lift.nudged_kept, lift.nudged), locale=viewer.locale),
        held_out=lift.held_out,
        held_out_share=percent(_share(lift.held_out_kept, lift.held_out), locale=viewer.locale),
    )
    if lift.difference is None or lift.low is None or lift.high is None:
        values = {"nudged": lift.nudged, "held_out": lift.held_out, "needed": lift.needed}
        return [text.say(viewer.locale, "models.nudges.waiting", **values)]
    found = text.say(
        viewer.locale,
        "models.nudges.lift",
        points=_signed(viewer, lift.difference),
        low=_signed(viewer, lift.low),
        high=_signed(viewer, lift.high),
    )
    verdict = "help" if lift.low > 0 else "harm" if lift.high < 0 else "open"
    return [found, text.say(viewer.locale, f"models.nudges.{verdict}"), counts]


def _share(part: int, of: int) -> float | None:
    return part / of if of else None


def _points(viewer: Viewer, share: float) -> str:
    """A share in percentage points, with one place."""
    return fixed(100 * share, locale=viewer.locale, places=1)


def _signed(viewer: Viewer, share: float) -> str:
    return f"{'+' if share > 0 else ''}{_points(viewer, share)}"
