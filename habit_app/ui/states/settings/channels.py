"""State of the list of channels on the settings page; addresses and secrets never come here."""

from dataclasses import dataclass
from typing import ClassVar

import reflex as rx

from habit_app.services.notifications import channels
from habit_app.ui.reflex.runtime import look
from habit_app.ui.states.frame.frame import Loading


@dataclass(frozen=True, slots=True)
class ChannelRow:
    """One channel as it is listed; quiet hours are empty where the account's own hold."""

    id: str
    kind: str
    name: str
    hint: str
    enabled: bool
    quiet_from: str
    quiet_to: str


class ChannelsState(Loading, rx.State):
    """The viewer's channels."""

    _requires: ClassVar[str] = "user"

    items: list[ChannelRow] = []

    @rx.event
    async def load(self) -> None:
        """Read the list; also after a channel was made, changed or deleted."""
        with self._reading():
            viewer = await self._viewer_now()
            found = await look(channels.list_channels, viewer=viewer)
            self.items = [
                ChannelRow(
                    id=str(channel.id),
                    kind=channel.kind,
                    name=channel.name,
                    hint=channel.hint,
                    enabled=channel.enabled,
                    quiet_from=channel.quiet_hours.from_ if channel.quiet_hours else "",
                    quiet_to=channel.quiet_hours.to if channel.quiet_hours else "",
                )
                for channel in found
            ]
