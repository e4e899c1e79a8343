"""Which tabs are open in this process: whose they are, where, and what they have shown already."""

from collections.abc import Container
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from habit_app.revisions import Raised

NONE_SEEN = -1


@dataclass(slots=True)
class Tab:
    """A signed-in page with an open socket."""

    token: str
    user_id: UUID
    place: dict[str, Any]
    """The address and the socket that its last event came from."""
    seen: int = NONE_SEEN
    """The revision of its user's data that it shows."""
    passes: int = 0
    """How many events we asked of it ourselves: they are not counted against its user."""

    def may_pass(self) -> bool:
        """Whether an event is one of those that we asked for."""
        self.passes, may = max(0, self.passes - 1), self.passes > 0
        return may


class OpenTabs:
    """The guard notes each tab with its events; what has no socket any more is dropped."""

    def __init__(self) -> None:
        self._tabs: dict[str, Tab] = {}
        self._by_user: dict[UUID, set[str]] = {}

    def note(self, token: str, user_id: UUID, place: dict[str, Any]) -> Tab:
        """Note that a tab is somebody's, and where it is now."""
        tab = self._tabs.get(token)
        if tab is None or tab.user_id != user_id:
            self.leave(token)
            tab = self._tabs[token] = Tab(token, user_id, place)
            self._by_user.setdefault(user_id, set()).add(token)
        tab.place = place or tab.place
        return tab

    def leave(self, token: str) -> None:
        """Forget a tab: it is closed, or nobody is signed in there any more."""
        tab = self._tabs.pop(token, None)
        if tab is None:
            return
        others = self._by_user[tab.user_id]
        others.discard(token)
        if not others:
            del self._by_user[tab.user_id]

    def keep_only(self, connected: Container[str]) -> None:
        """Forget the tabs whose sockets are closed."""
        for token in [token for token in self._tabs if token not in connected]:
            self.leave(token)

    def users(self) -> list[UUID]:
        """Whose pages are open here."""
        return list(self._by_user)

    def behind(self, user_id: UUID, revision: int) -> list[Tab]:
        """The tabs of a user that do not show this revision yet."""
        own = (self._tabs[token] for token in self._by_user.get(user_id, ()))
        return [tab for tab in own if tab.seen < revision]

    def wrote(self, token: str, raised: Raised) -> None:
        """Note that a change comes from this tab, which reads again itself after its own acts."""
        tab = self._tabs.get(token)
        if tab and tab.user_id == raised.user_id and tab.seen >= raised.before:
            tab.seen = raised.after

    def __len__(self) -> int:
        return len(self._tabs)


tabs = OpenTabs()
