"""How a worker asks a trained version; LightGBM and Polars are loaded only then."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from uuid import UUID

from habit_app.db.session import read_only
from habit_app.db.tables import Model
from habit_app.domain.risk import Risk
from habit_app.ml import models, store
from habit_app.ml.inference import ask
from habit_app.ml.store import Packed, RefusedModelError
from habit_app.ml.units import frame_of
from habit_app.services.predictions import logs
from habit_app.services.predictions.people import Person
from habit_app.worker.frames import Numbers

REMEMBERED = timedelta(days=200)
"""How far back histories are read here; older outcomes weigh next to nothing."""

logger = logging.getLogger(__name__)


def by_model(people: Sequence[Person], model: Model) -> dict[UUID, Risk]:
    """What a version says of the next unit of each habit; nothing where it is refused."""
    try:
        learned = _load(model.parameters, model.trees, model.sha256)
    except RefusedModelError:
        logger.exception("Model %d is refused: the rules foretell", model.version)
        return {}
    numbers = Numbers()
    with read_only() as session:
        ids = [person.viewer.id for person in people]
        found = logs.read(session, ids, with_archived=False, remembered=REMEMBERED)
        units = frame_of(numbers.logs_of(found), with_next=True)
    habits = numbers.habits()
    return {
        habits[answer.habit]: Risk(
            answer.unit, answer.probability, answer.reasons, model.stage, model.version
        )
        for answer in ask(learned, units)
    }


@lru_cache(maxsize=2)
def _load(parameters: str, trees: str | None, sha256: str) -> models.Model:
    """Read a version once, not once for each part of the people."""
    return store.unpack(Packed(parameters, trees, sha256))
