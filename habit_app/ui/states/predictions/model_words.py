"""What the page of the models says of versions: their cards in words and in written figures.

A card is read as training of any time may have left it: what is not in it is not shown.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from habit_app import text
from habit_app.services.predictions.admin_views import ModelView
from habit_app.services.shared.viewers import Viewer
from habit_app.text.formats import day_in_words, fixed, number, percent, whole_percent

STAGES = ("rules", "scorecard", "blend")
COUNTED = frozenset({"people", "rows", "judged_rows", "of_each_outcome"})
"""Rules of the gate whose numbers are whole."""
FINE = {"not_better": 4, "not_additive": 6}
"""Rules of the gate that are failed by little: with so many decimal places."""
COLUMNS = ("log_loss", "brier", "auc", "within_habit_auc", "ece")
MOST_FEATURES = 10
"""Features: that are named of those that trees look at, the weightiest first."""
NOTHING = "–"


def listed(viewer: Viewer, model: ModelView, active: int) -> dict[str, Any]:
    """A version as it stands in the list; `active` is the number of the one in use, or 0."""
    return {
        "version": model.version,
        "name": name_of(viewer, model),
        "status": model.status,
        "status_word": text.say(viewer.locale, f"models.status.{model.status}"),
        "is_damaged": model.is_damaged,
        "about": _about(viewer, model),
        "figures": figures(viewer, model),
        "failed": [failure(viewer, failed, model.card) for failed in model.failed],
        "act": _act(model, active),
    }


def name_of(viewer: Viewer, model: ModelView) -> str:
    stage = text.say(viewer.locale, f"models.stage.{_known(model.stage)}")
    return text.say(viewer.locale, "models.name", version=str(model.version), stage=stage)


def _known(stage: str) -> str:
    return stage if stage in STAGES else "rules"


def _act(model: ModelView, active: int) -> str:
    """What can be done with a version, as far as it can be told beforehand."""
    if model.status in {"active", "rejected"} or model.is_damaged:
        return ""
    return "roll_back" if model.version < active else "activate"


def _about(viewer: Viewer, model: ModelView) -> str:
    """When a version was made, and of how much."""
    made = _day(viewer, model.created_at)
    people = text.say(viewer.locale, "models.people", count=model.people)
    units = text.say(viewer.locale, "models.units", count=model.units)
    return text.say(viewer.locale, "models.about", day=made, people=people, units=units)


def _day(viewer: Viewer, instant: datetime) -> str:
    return _date(viewer, instant.astimezone(ZoneInfo(viewer.timezone)).date())


def _date(viewer: Viewer, day: date) -> str:
    return day_in_words(day, locale=viewer.locale, today=viewer.today())


def figures(viewer: Viewer, model: ModelView) -> list[dict[str, str]]:
    """The figures by which versions are told apart, each with its interval where there is one.

    Intervals are of drawing people anew, so there are none of one person.
    """
    own = own_card(model)
    metrics, against = _part(own, "metrics"), _part(own, "against")
    between = own.get("log_loss_interval") or []
    found = [
        ("log_loss", metrics.get("log_loss"), between),
        *((f"against_{name}", *_gap(against, name)) for name in ("champion", "ewma_weekday")),
        ("ece", metrics.get("ece"), []),
        ("auc", metrics.get("auc"), []),
    ]
    return [
        {
            "name": text.say(viewer.locale, f"models.figure.{name}"),
            "value": figure(viewer, value),
            "between": _between(viewer, bounds if model.people > 1 else []),
        }
        for name, value, bounds in found
        if value is not None
    ]


def own_card(model: ModelView) -> Mapping[str, Any]:
    """The figures of the version itself: those of the rules stand with their window."""
    return model.card if "metrics" in model.card else _part(_part(model.card, "window"), "rules")


def _gap(against: Mapping[str, Any], name: str) -> tuple[float | None, list[float]]:
    found = _part(against, name)
    bounds = [found["low"], found["high"]] if {"low", "high"} <= found.keys() else []
    return found.get("mean"), bounds


def _between(viewer: Viewer, bounds: list[float]) -> str:
    if not bounds:
        return ""
    low, high = (figure(viewer, bound) for bound in bounds)
    return text.say(viewer.locale, "models.between", low=low, high=high)


def failure(viewer: Viewer, failed: Mapping[str, Any], card: Mapping[str, Any]) -> str:
    """Why a version was not promoted: the rule of the gate with what was found and allowed."""
    rule, detail = str(failed.get("rule", "")), str(failed.get("detail") or "")
    key = f"models.gate.{rule}_{detail}" if rule == "not_better" else f"models.gate.{rule}"
    if not text.knows(viewer.locale, key):
        return text.say(viewer.locale, "models.gate.unknown", rule=rule)
    found, bound = (
        _whole(viewer, failed.get(name))
        if rule in COUNTED
        else figure(viewer, failed.get(name), places=FINE.get(rule, 3))
        for name in ("found", "bound")
    )
    past = _history(viewer, _bucket(card, detail)) if rule == "bucket_worse" else ""
    return text.say(viewer.locale, key, found=found, bound=bound, past=past)


def _bucket(card: Mapping[str, Any], low: str) -> str:
    """The name of a bucket that is named by where it begins."""
    names = (name for name in _part(card, "by_history") if name.rstrip("+").split("-")[0] == low)
    return next(names, f"{low}+")


def detail(viewer: Viewer, model: ModelView) -> dict[str, Any]:
    """All that is known of one version."""
    own, window = own_card(model), _part(model.card, "window")
    return {
        "version": model.version,
        "name": name_of(viewer, model),
        "trained": _span(viewer, "models.trained_on", window.get("trained_on")),
        "judged": _span(viewer, "models.judged_on", window.get("judged_on")),
        "sha256": model.sha256[:12],
        "rivals": _table(viewer, model, _part(window, "baselines"), _part(own, "metrics")),
        "newcomers": _table(viewer, model, _part(window, "newcomers"), {}),
        "reliability": [
            {"predicted": part["said"], "observed": part["skipped"], "n": part["rows"]}
            for part in own.get("reliability") or []
        ],
        "history": [_slice(viewer, *named) for named in _history_of(viewer, own)],
        "schedules": [_slice(viewer, *named) for named in _schedules_of(viewer, own)],
        "importance": _importance(viewer, _part(own, "importance")),
    }


def _span(viewer: Viewer, key: str, part: Mapping[str, Any] | None) -> str:
    if not part or "from" not in part:
        return ""
    begin, end = (_date(viewer, date.fromisoformat(part[name])) for name in ("from", "to"))
    units = text.say(viewer.locale, "models.units", count=part.get("rows", 0))
    people = text.say(viewer.locale, "models.people", count=part.get("people", 0))
    return text.say(viewer.locale, key, begin=begin, end=end, units=units, people=people)


def _table(
    viewer: Viewer, model: ModelView, rivals: Mapping[str, Any], own: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """A version's figures above those of everything simpler, on the same units."""
    mine = [(model.stage, own)] if own else []
    others = [(name, found) for name, found in rivals.items() if not own or name != model.stage]
    return [
        {
            "name": _rival(viewer, name),
            "is_own": name == model.stage,
            **{column: figure(viewer, found.get(column)) for column in COLUMNS},
        }
        for name, found in (*mine, *others)
    ]


def _rival(viewer: Viewer, name: str) -> str:
    key = f"models.rival.{name}"
    return text.say(viewer.locale, key) if text.knows(viewer.locale, key) else name


def _history_of(viewer: Viewer, own: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, found in _part(own, "by_history").items():
        yield _history(viewer, name), found


def _history(viewer: Viewer, name: str) -> str:
    """A length of history in words: none, 1–3, 61 and more."""
    if name == "0":
        return text.say(viewer.locale, "models.no_past")
    if name.endswith("+"):
        return text.say(viewer.locale, "models.and_more", least=name.rstrip("+"))
    return name.replace("-", "–")


def _schedules_of(
    viewer: Viewer, own: Mapping[str, Any]
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, found in _part(own, "by_schedule").items():
        key = f"models.schedule.{name}"
        yield text.say(viewer.locale, key) if text.knows(viewer.locale, key) else name, found


def _slice(viewer: Viewer, name: str, found: Mapping[str, Any]) -> dict[str, Any]:
    """A part of the units: how many, and how well days with a miss are told from others there.

    The bar begins at one half, which is guessing.
    """
    ranked = found.get("auc") or 0.5
    return {
        "name": name,
        "units": _whole(viewer, found.get("rows")),
        "log_loss": figure(viewer, found.get("log_loss")),
        "auc": figure(viewer, found.get("auc")),
        "width": max(0, whole_percent(2 * ranked - 1)),
    }


def _importance(viewer: Viewer, shares: Mapping[str, float]) -> list[dict[str, Any]]:
    weightiest = sorted(shares.items(), key=lambda named: -named[1])[:MOST_FEATURES]
    longest = max((share for _, share in weightiest), default=0) or 1
    return [
        {
            "name": _feature(viewer, name),
            "share": percent(share, locale=viewer.locale),
            "width": whole_percent(share / longest),
        }
        for name, share in weightiest
        if share > 0
    ]


def _feature(viewer: Viewer, name: str) -> str:
    key = f"models.feature.{name}"
    return text.say(viewer.locale, key) if text.knows(viewer.locale, key) else name


def _part(card: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = card.get(name)
    return found if isinstance(found, Mapping) else {}


def figure(viewer: Viewer, value: float | None, *, places: int = 3) -> str:
    """A figure with so many places; a dash where it is not known."""
    return NOTHING if value is None else fixed(value, locale=viewer.locale, places=places)


def _whole(viewer: Viewer, value: float | None) -> str:
    return NOTHING if value is None else number(round(value), locale=viewer.locale)
