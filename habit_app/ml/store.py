"""Models as text: what is written is hashed, and only what has the known hash is read again.

LightGBM's own format is not safe on hostile text, so nothing is parsed before its hash is right.
"""

import json
from dataclasses import asdict, dataclass
from hashlib import sha256
from math import isfinite
from typing import Any, Final

from habit_app.domain.learned import OddFieldsError, fingerprint, scorecard_of
from habit_app.ml import boosting
from habit_app.ml.features import FEATURES
from habit_app.ml.models import Model

FORMAT: Final = 1
LEAVES: Final = ("leaf_value=", "internal_value=")
FEATURES_HASH: Final = sha256("\n".join(FEATURES).encode()).hexdigest()


class RefusedModelError(ValueError):
    """A stored model that is not used: `code` says why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Packed:
    """A model as it is stored: its numbers as JSON, its trees as text, and the hash of both."""

    sidecar: str
    trees: str | None
    hash: str


def pack(model: Model) -> Packed:
    """Write a model. Numbers that are not finite are refused."""
    fields = {
        "format": FORMAT,
        "stage": model.stage,
        "features": list(FEATURES),
        "features_hash": FEATURES_HASH,
        "prior": model.prior,
        "share": model.share,
        "scorecard": asdict(model.scorecard),
    }
    sidecar = json.dumps(fields, sort_keys=True, allow_nan=False)
    trees = model.trees.text if model.trees else None
    return Packed(sidecar, trees, fingerprint(sidecar, trees))


def unpack(packed: Packed) -> Model:
    """Read a model, or refuse it."""
    if fingerprint(packed.sidecar, packed.trees) != packed.hash:
        raise RefusedModelError("hash", "The model is not the one that was stored.")
    fields = _read(packed.sidecar)
    if fields.get("format") != FORMAT or fields.get("features_hash") != FEATURES_HASH:
        raise RefusedModelError("features", "The model was trained with other features.")
    try:
        scorecard = scorecard_of(fields["scorecard"])
    except (KeyError, OddFieldsError) as error:
        raise RefusedModelError("numbers", str(error)) from error
    if not all(_is_share(fields.get(name)) for name in ("prior", "share")):
        raise RefusedModelError("numbers", "The model holds numbers that cannot be.")
    return Model(fields["prior"], scorecard, _trees(packed.trees), fields["share"])


def _trees(text: str | None) -> boosting.Trees | None:
    if text is None:
        return None
    values = [line.partition("=")[2] for line in text.splitlines() if line.startswith(LEAVES)]
    if not all(isfinite(float(value)) for line in values for value in line.split()):
        raise RefusedModelError("numbers", "The trees hold numbers that are not finite.")
    trees = boosting.read(text)
    if tuple(trees.booster.feature_name()) != FEATURES:
        raise RefusedModelError("features", "The trees were grown on other features.")
    return trees


def _read(sidecar: str) -> dict[str, Any]:
    try:
        fields = json.loads(sidecar)
    except ValueError as error:
        raise RefusedModelError("format", "The model cannot be read.") from error
    if not isinstance(fields, dict):
        raise RefusedModelError("format", "The model cannot be read.")
    return fields


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and 0 <= value <= 1
