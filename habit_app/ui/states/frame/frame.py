"""What every signed-in page has around it: the viewer, their language, and a toast."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx

from habit_app import text
from habit_app.errors import AppError, SignInNeeded
from habit_app.services.notifications import inbox
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.reflex.runtime import look

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WayBack:
    """The use-case, with its arguments, that takes back what the toast tells of."""

    use_case: Callable[..., Any]
    arguments: dict[str, Any]


class Frame(rx.State):
    """The frame of the pages. The guard fills `_viewer` before every event."""

    _requires: ClassVar[str] = "user"

    locale: str = "en"
    name: str = ""
    owner: str = ""
    is_admin: bool = False
    unread: int = 0
    toast: str = ""
    toast_turn: int = 0
    toast_undo: str = ""
    _way_back: WayBack | None = None
    _viewer: Viewer | None = None
    _identity: UUID | None = None

    @rx.event
    async def load(self) -> None:
        """Show who is signed in, and how much they have not read."""
        viewer = self._signed_in()
        shown = (viewer.locale, viewer.full_name, str(viewer.id))
        if shown != (self.locale, self.name, self.owner):
            self.locale, self.name, self.owner = shown
        if self.is_admin != (viewer.role == "admin"):
            self.is_admin = viewer.role == "admin"
        unread = await look(inbox.count_unread, viewer=viewer)
        if unread != self.unread:
            self.unread = unread

    @rx.event
    async def dismiss(self) -> None:
        self._show("")

    @rx.event
    async def say_refused(self, code: str) -> None:
        """Tell that the server did not take a tick."""
        self._show(sentence(self.locale, str(code)))

    def _signed_in(self) -> Viewer:
        if self._viewer is None:
            raise SignInNeeded("Sign in first.")
        return self._viewer

    def _show(self, message: str, *, undo: str = "", way_back: WayBack | None = None) -> None:
        self.toast, self._way_back = message, way_back
        self.toast_turn += 1
        self.toast_undo = "way-back" if way_back else undo


def sentence(locale: str, code: str) -> str:
    """Say a refusal in the reader's language, by its code."""
    known = text.knows(locale, f"errors.{code}")
    return text.say(locale, f"errors.{code if known else 'unknown'}")


class Page(rx.State, mixin=True):
    """What page states share: who is looking, and how refusals are shown."""

    async def _viewer_now(self) -> Viewer:
        frame = await self.get_state(Frame)
        return frame._signed_in()

    async def _tell(
        self, key: str, *, undo: str = "", way_back: WayBack | None = None, **values: Any
    ) -> None:
        frame = await self.get_state(Frame)
        frame._show(text.say(frame.locale, key, **values), undo=undo, way_back=way_back)

    async def _tell_refusal(self, refusal: AppError) -> None:
        frame = await self.get_state(Frame)
        frame._show(sentence(frame.locale, refusal.code))


class Loading(Page, rx.State, mixin=True):
    """What States share that are read from the store: loading, then ready or failed."""

    phase: str = "loading"

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Whatever goes wrong within, the page says so and can be tried again.

        A refusal is an answer; everything else is a bug or an outage, and is logged whole.
        """
        try:
            yield
        except AppError:
            self.phase = "failed"
        except Exception:
            logger.exception("A page could not be read: %s", type(self).__name__)
            self.phase = "failed"
        else:
            self.phase = "ready"
