"""State of the Today page."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

import reflex as rx

from habit_app.db.session import Session
from habit_app.domain.checkins import Said, Statement
from habit_app.domain.entries import EntryStatus
from habit_app.errors import AppError
from habit_app.services.accounts import profiles
from habit_app.services.accounts.profiles import ProfilePatch
from habit_app.services.checkins import checkins, entries
from habit_app.services.checkins.statements import Checkin
from habit_app.services.habits import lifecycle
from habit_app.services.shared.viewers import Viewer
from habit_app.services.today import today
from habit_app.ui.reflex.arguments import as_day, as_id
from habit_app.ui.reflex.runtime import look, run
from habit_app.ui.states.frame.frame import Frame, Loading, WayBack
from habit_app.ui.states.today.day_page import DayPage, day_page

STATEMENTS = {"skip": Said.SKIP, "no": Said.NO, "undo": Said.UNDO}
UNTOUCHED = "untouched"
"""A day that is kept because nothing was said of it."""
DAYS_BACK = {"list": 7, "grid": 14}
"""Days: that each layout looks back."""


class TodayState(Loading, rx.State):
    """The day's cards or rows. Holds what is shown; decides nothing."""

    _requires: ClassVar[str] = "user"
    _ticks: ClassVar[frozenset[str]] = frozenset({"say"})

    page: DayPage = DayPage()
    has_habits: bool = True
    layout: str = rx.LocalStorage("list", name="sh-layout")
    _asked: date | None = None
    _is_new: bool = False

    @rx.event
    async def open(self) -> None:
        """Begin with the day that the address names, else the open one.

        Who has never ticked anything is told when they do.
        """
        with self._reading():
            viewer = await self._viewer_now()
            self._asked = _day_in(self.router.url.query_parameters.get("day"), viewer.today())
            await self._show(viewer)
            self._is_new = await _is_new(viewer)
            await self._greet(viewer, tells=False)

    @rx.event
    async def load(self) -> None:
        """Read the day; also after a tick, and when the day has changed."""
        with self._reading():
            viewer = await self._viewer_now()
            await self._show(viewer)
            await self._greet(viewer)

    @rx.event
    async def arrange(self, layout: str) -> None:
        """Show cards or rows from now on."""
        self.layout = "grid" if layout == "grid" else "list"
        await self.load()

    @rx.event
    async def say(self, habit_id: str, said: str) -> Any:
        """Skip, refuse or take back the day that is shown; the toast leads back."""
        viewer = await self._viewer_now()
        try:
            found = as_id(habit_id)
            words = STATEMENTS.get(str(said), Said.SKIP)
            day = date.fromisoformat(self.page.day) if self.page.day else viewer.today()
            before = _state_of(self.page, found)
            told = await run(
                checkins.check_in,
                viewer=viewer,
                habit_id=found,
                checkin=_stated(Statement(said=words), day),
            )
            again = way_back(words, before)
            back = again and {"habit_id": found, "checkin": _stated(again, day)}
            await self._tell(
                f"today.said.{words}",
                way_back=WayBack(checkins.check_in, back) if back else None,
                title=told.result.habit.title,
            )
        except AppError as refusal:
            await self._tell_refusal(refusal)
        await self.load()
        return Frame.load  # what was asked about the day may be answered

    @rx.event
    async def archive(self, habit_id: str) -> Any:
        viewer = await self._viewer_now()
        try:
            habit = await run(
                lifecycle.archive, viewer=viewer, habit_id=as_id(habit_id), archived=True
            )
            await self._tell("habit.archived_toast", undo=f"archive:{habit.id}", title=habit.title)
        except AppError as refusal:
            await self._tell_refusal(refusal)
        await self.load()

    async def _show(self, viewer: Viewer) -> None:
        layout = "grid" if self.layout == "grid" else "list"
        self.page, self.has_habits = await look(
            _read, viewer=viewer, layout=layout, day=self._asked
        )

    async def _greet(self, viewer: Viewer, *, tells: bool = True) -> None:
        """Whoever has kept anything in the week is not new any more; here they are told so, too."""
        if self._is_new and any(day.kept for day in self.page.week):
            self._is_new = False
            if not await _is_new(viewer):  # the first one was ticked elsewhere, and told there
                return
            change = ProfilePatch(onboarding="done")
            await run(profiles.change_profile, viewer=viewer, change=change)
            if tells:
                await self._tell("today.first_tick")


def _stated(statement: Statement, day: date) -> Checkin:
    return Checkin(statement, day=day, op_id=uuid4(), source="web")


def way_back(said: Said, before: str) -> Statement | None:
    """What leads back from a statement about a day that stood so before.

    Where nothing was there to be taken back, nothing was done that leads back.
    """
    if said is not Said.UNDO:
        return Statement(said=Said.UNDO, was=EntryStatus(said))
    if before in {"pending", UNTOUCHED}:
        return None
    again = {"skipped": Said.SKIP, "missed": Said.NO, "slipped": Said.SLIP}
    return Statement(said=again.get(before, Said.DONE))


def _state_of(page: DayPage, habit_id: UUID) -> str:
    """How a habit's day stands on the page; empty where the page does not show it."""
    cards = [card for group in page.groups for card in group.cards] + page.resting
    stood = {card.id: (card.state, card.avoids) for card in cards}
    stood |= {
        row.id: (state, avoids)
        for row in page.rows
        for day, state, _, _, avoids in row.cells
        if day == page.day
    }
    state, avoids = stood.get(str(habit_id), ("", False))
    return UNTOUCHED if avoids and state == "done" else state


def _day_in(address: str | None, today: date) -> date | None:
    """A past day that an address names, to keep what was forgotten; today stays open-ended."""
    try:
        asked = as_day(address)
    except AppError:
        return None
    return asked if asked < today else None


async def _is_new(viewer: Viewer) -> bool:
    return (await look(profiles.me, viewer=viewer)).onboarding == "new"


def _read(
    session: Session, *, viewer: Viewer, layout: str, day: date | None
) -> tuple[DayPage, bool]:
    """The day, and whether an empty one is free or the very first."""
    view = today.today_view(session, viewer=viewer, days=DAYS_BACK[layout], day=day)
    first = viewer.today() - timedelta(days=DAYS_BACK["grid"] - 1)
    noted = (
        entries.noted_days(session, viewer=viewer, first=first) if layout == "grid" else frozenset()
    )
    page = day_page(view, viewer, layout=layout, noted=noted)
    page = replace(page, asks_zone=profiles.asks_zone(session, viewer=viewer))
    filled = bool(view.groups or view.resting)
    return page, filled or today.has_habits(session, viewer=viewer)
