"""Links in messages by which people act without signing in: once, for one day, for 48 hours.

Nothing is stored for them: the secret names a notification and an act, and proves that we gave
it out. Which were used stands in the notification.
"""

import base64
import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, cast
from uuid import UUID

from habit_app.services.shared import tokens
from habit_app.settings import get_settings

Act = Literal["done", "skip", "snooze", "unsubscribe", "end-reports"]
LINK_LIFE = timedelta(hours=48)
"""Time: for which a link in a message does what it says."""
ENDS_MAILS = {"unsubscribe", "end-reports"}
"""Links that end mails of a kind; they hold for as long as somebody may press them."""
ACTIONS, UNSUBSCRIBE = "/api/v1/actions", "/api/v1/unsubscribe"


@dataclass(frozen=True, slots=True)
class Named:
    """What a good secret is about: a notification, a channel, or the reports of a user."""

    id: UUID
    act: Act


def secret_of(subject_id: UUID, act: Act) -> str:
    name = f"{subject_id.hex}.{act}"
    return f"{name}.{_proof(name)}"


def read(secret: str) -> Named | None:
    """Return what a secret is about; None for one that is not ours."""
    name, _, proof = secret.rpartition(".")
    if not hmac.compare_digest(proof.encode("utf-8", "replace"), _proof(name).encode()):
        return None
    subject, _, act = name.partition(".")
    return Named(UUID(hex=subject), cast(Act, act))  # we wrote both


def link_to(subject_id: UUID, act: Act) -> str:
    """The address that a message names."""
    place = UNSUBSCRIBE if act in ENDS_MAILS else ACTIONS
    return f"{get_settings().address}{place}/{secret_of(subject_id, act)}"


def _proof(name: str) -> str:
    digest = hmac.digest(tokens.key_for("action-link"), name.encode("utf-8", "replace"), "sha256")
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
