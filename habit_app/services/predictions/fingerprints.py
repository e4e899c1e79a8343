"""Whether a version is what training wrote."""

from hashlib import sha256

from habit_app.db.tables import Model


def fingerprint(parameters: str, trees: str | None) -> str:
    """SHA-256 over all that a version consists of; the same as in `ml.store`."""
    return sha256(f"{parameters}\0{trees or ''}".encode()).hexdigest()


def is_damaged(model: Model) -> bool:
    """Whether a version is not what training wrote."""
    return fingerprint(model.parameters, model.trees) != model.sha256
