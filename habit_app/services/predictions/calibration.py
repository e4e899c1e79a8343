"""The rules as an installation's own past has calibrated them, read and written as text."""

import json
import logging
from dataclasses import asdict, dataclass

from sqlmodel import Session

from habit_app.db.queries.predictions import models as store
from habit_app.domain.learned import calibration_of
from habit_app.domain.risk import AS_WRITTEN, Calibration
from habit_app.services.predictions.fingerprints import is_damaged

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class CalibratedRules:
    """The calibration that the rules have now, and the version that it is of; None: as written."""

    calibration: Calibration = AS_WRITTEN
    version: int | None = None


AS_THEY_COME = CalibratedRules()


def in_use(session: Session) -> CalibratedRules:
    """Return the calibration that was activated, else the newest; one that is odd is not used."""
    model = store.calibration_in_use(session)
    if model is None:
        return AS_THEY_COME
    if is_damaged(model):
        logger.error("Calibration %d is not what was trained: it is not used", model.version)
        return AS_THEY_COME
    try:
        return CalibratedRules(calibration_of(json.loads(model.parameters)), model.version)
    except ValueError:
        logger.exception("Calibration %d cannot be read: it is not used", model.version)
        return AS_THEY_COME


def pack(calibration: Calibration) -> str:
    """Write a calibration. Numbers that are not finite are refused."""
    return json.dumps(asdict(calibration), sort_keys=True, allow_nan=False)
