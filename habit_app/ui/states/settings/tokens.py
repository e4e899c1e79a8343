"""State of the list of access tokens on the settings page; secrets never come here."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

import reflex as rx

from habit_app import clock
from habit_app.services.accounts import access_tokens
from habit_app.ui.reflex.runtime import look
from habit_app.ui.states.frame.frame import Loading


@dataclass(frozen=True, slots=True)
class Token:
    """One token as it is listed; instants are empty where there is none."""

    id: str
    name: str
    may_write: bool
    used: str
    expires: str
    expired: bool


class TokensState(Loading, rx.State):
    """The viewer's access tokens."""

    _requires: ClassVar[str] = "user"

    items: list[Token] = []

    @rx.event
    async def load(self) -> None:
        """Read the list; also after a token was made or deleted."""
        with self._reading():
            viewer = await self._viewer_now()
            found = await look(access_tokens.list_tokens, viewer=viewer)
            now = clock.utc_now()
            self.items = [
                Token(
                    id=str(token.id),
                    name=token.name,
                    may_write="write" in token.scopes,
                    used=_instant(token.last_used_at),
                    expires=_instant(token.expires_at),
                    expired=token.expires_at is not None and token.expires_at <= now,
                )
                for token in found
            ]


def _instant(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
