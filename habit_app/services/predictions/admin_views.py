"""What admins see of the registry: versions, whether the one in use has drifted, what nudges do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from habit_app.services.predictions.views import BandRecord, ReliabilityBin
from habit_app.services.shared.spans import WeekSpan


@dataclass(frozen=True, slots=True)
class ModelView:
    """A version: what it was trained on, how good it is, and why it was not promoted.

    `card` holds metrics with their intervals, by history and by schedule, of the baselines, too.
    """

    version: int
    stage: str
    status: str
    is_stale: bool
    is_damaged: bool
    created_at: datetime
    activated_at: datetime | None
    trained: WeekSpan
    units: int
    people: int
    sha256: str
    card: dict[str, Any]
    failed: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class DriftView:
    """The latest predictions of a version beside what happened.

    Over 7 days: `off_by` is mean predicted less observed, chance alone explains `margin` of it.
    Over 28 days: log-loss in nats, and that of the rules on the same units.
    """

    units: int
    off_by: float
    margin: float
    log_loss: float
    log_loss_of_rules: float
    has_drifted: bool


@dataclass(frozen=True, slots=True)
class NudgeLift:
    """What nudges do: the share of units kept with one and, held out to compare, without.

    The difference is told only once there are `needed` on each side.
    """

    nudged: int
    nudged_kept: int
    held_out: int
    held_out_kept: int
    needed: int
    difference: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class PredictionReport:
    """How good predictions are here: what foretells, and whether it may be believed.

    `source` is the stage that foretells now; `version` its model, None for the rules as they come.
    """

    source: str
    version: int | None
    bands: list[BandRecord]
    reliability: list[ReliabilityBin]
    drift: DriftView | None
    nudges: NudgeLift
