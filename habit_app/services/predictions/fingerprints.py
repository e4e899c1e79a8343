"""Whether a version is what training wrote."""

from habit_app.db.tables import Model
from habit_app.domain.learned import fingerprint


def is_damaged(model: Model) -> bool:
    """Whether a version is not what training wrote."""
    return fingerprint(model.parameters, model.trees) != model.sha256
