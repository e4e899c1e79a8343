"""State of the page of the community: the leaderboard of a week, and one's own place."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

import reflex as rx

from habit_app.db.session import Session
from habit_app.domain.leaderboard import LEAST_UNITS
from habit_app.errors import AppError
from habit_app.services.accounts import profiles
from habit_app.services.accounts.views import UserView
from habit_app.services.insights import leaderboard
from habit_app.services.insights.views import LeaderboardView, PlaceView
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.reflex.runtime import look
from habit_app.ui.states.frame.frame import Page


@dataclass(frozen=True, slots=True)
class Place:
    """A row of the table. Rank 0: no place yet."""

    rank: int = 0
    name: str = ""
    score: str = ""
    kept: int = 0
    due: int = 0
    me: bool = False


class CommunityState(Page, rx.State):
    """The leaderboard of this week or the last."""

    _requires: ClassVar[str] = "user"

    phase: str = "loading"
    last_week: bool = False
    places: list[Place] = []
    me: Place = Place()
    lacking: int = 0
    """Due units that are missing until there is a place; 0 where there is one."""
    takes_part: bool = False
    display_name: str = ""

    @rx.event
    async def load(self) -> None:
        """Read the week, and whether the viewer takes part."""
        viewer = await self._viewer_now()
        try:
            board, profile = await look(_read, viewer=viewer, last_week=self.last_week)
        except AppError:
            self.phase = "failed"
            return
        self.places = [_place(place) for place in board.items]
        self.me = _place(board.me) if board.me else Place()
        ranked = board.me is not None and board.me.rank
        self.lacking = 0 if ranked or not board.me else LEAST_UNITS - board.me.due
        self.takes_part = profile.leaderboard_opt_in
        self.display_name = profile.display_name or ""
        self.phase = "ready"

    @rx.event
    async def choose(self, last_week: bool) -> None:
        """Show this week, or the last."""
        self.last_week = last_week is True
        await self.load()


def _read(session: Session, *, viewer: Viewer, last_week: bool) -> tuple[LeaderboardView, UserView]:
    day = viewer.today() - timedelta(weeks=int(last_week))
    board = leaderboard.of_week(session, viewer=viewer, day=day)
    return board, profiles.me(session, viewer=viewer)


def _place(place: PlaceView) -> Place:
    return Place(
        rank=place.rank or 0,
        name=place.display_name,
        score=f"{place.score:.0f}",
        kept=place.kept,
        due=place.due,
        me=place.me,
    )
