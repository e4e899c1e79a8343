"""How good predictions are on this installation, as admins see it."""

from datetime import timedelta

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries.predictions import stored as store
from habit_app.domain.nudges import LIFT_NEEDS
from habit_app.domain.risk import Share
from habit_app.domain.track_record import lift
from habit_app.services.predictions import calibration, record, registry
from habit_app.services.predictions.admin_views import NudgeLift, PredictionReport

LOOKED_BACK = timedelta(days=180)


def report(session: Session) -> PredictionReport:
    """Say what foretells, how right it was for everybody together, and what nudges do."""
    today = clock.utc_now().date()
    said = store.tally(session, today - LOOKED_BACK, bands=record.ENDS)
    model = registry.in_use(session)
    learned = model if model and model.stage != "rules" else None
    version = learned.version if learned else calibration.in_use(session).version
    return PredictionReport(
        source=learned.stage if learned else "rules",
        version=version,
        bands=record.bands_of(said),
        reliability=record.reliability_of(said),
        drift=registry.drift_of(session, version or 0, today),
        nudges=_lift(session),
    )


def _lift(session: Session) -> NudgeLift:
    """Compare by what was chosen, sent or not: whatever came between is the same in both."""
    groups = {False: Share(), True: Share()}
    for row in store.count_nudged(session, clock.utc_now().date() - LOOKED_BACK):
        groups[row.held_out].kept += row.units * row.kept
        groups[row.held_out].of += row.units
    nudged, held_out = groups[False], groups[True]
    enough = min(nudged.of, held_out.of) >= LIFT_NEEDS
    found = lift(nudged, held_out) if enough else None
    return NudgeLift(
        nudged=nudged.of,
        nudged_kept=nudged.kept,
        held_out=held_out.of,
        held_out_kept=held_out.kept,
        needed=LIFT_NEEDS,
        difference=round(found.difference, 4) if found else None,
        low=round(found.low, 4) if found else None,
        high=round(found.high, 4) if found else None,
    )
