"""State of the heat map: which 53 weeks are shown, and what their days came to."""

from datetime import date, timedelta
from typing import Any, ClassVar

import reflex as rx

from habit_app.domain.calendar import week_of
from habit_app.errors import AppError
from habit_app.services.habits import stats
from habit_app.services.habits.views import DaysView, RecordedDay
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.look import routes
from habit_app.ui.reflex.arguments import as_place
from habit_app.ui.reflex.runtime import look
from habit_app.ui.states.frame.frame import Page

WEEKS_SHOWN = 53
"""Weeks: that a map shows."""
STEP = timedelta(weeks=52)
"""Time: that a step goes; the map before begins with the week that this one ends with."""
GLIMPSE = 120
"""Letters: of a note that a day of the map carries; the editor reads the whole of it."""


class YearState(Page, rx.State):
    """53 weeks of days; `back` counts the steps from the weeks that end with today."""

    _requires: ClassVar[str] = "user"

    days: dict[str, Any] = {}
    back: int = 0
    oldest: int = 0

    @rx.event
    async def turn(self, back: int) -> None:
        """Show the year that lies so many steps back."""
        viewer = await self._viewer_now()
        self.back = as_place(back, self.oldest + 1)
        first, last = weeks_back(viewer, self.back)
        try:
            habit_id = routes.habit_in(self.router.url.path)
            found = await look(
                stats.days_between, viewer=viewer, habit_id=habit_id, first=first, last=last
            )
        except AppError as refusal:
            await self._tell_refusal(refusal)
            return
        self._fill(viewer, found)

    def _fill(self, viewer: Viewer, found: DaysView) -> None:
        newest, _ = weeks_back(viewer, 0)
        self.oldest = max(0, -(-(newest - found.start) // STEP))
        first, _ = weeks_back(viewer, self.back)
        self.days = {
            "first": first.isoformat(),
            "start": found.start.isoformat(),
            "cells": [_cell(day, found.start) for day in found.days],
        }


def weeks_back(viewer: Viewer, back: int) -> tuple[date, date]:
    """The first and the last day of a map, in whole weeks of the viewer's."""
    last = week_of(viewer.today(), viewer.week_start)[1] - back * STEP
    return last - timedelta(weeks=WEEKS_SHOWN) + timedelta(days=1), last


def _cell(day: RecordedDay, start: date) -> list[Any]:
    """A day as short as it can be said: the page holds a year of them."""
    early = day.day < start and day.state == "rest"
    return ["before" if early else day.state, day.value, (day.note or "")[:GLIMPSE]]
