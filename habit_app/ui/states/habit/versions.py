"""State of what a habit asked for, asks for, and is going to ask for."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

import reflex as rx

from habit_app.db.session import Session
from habit_app.domain.schedules import parse_schedule
from habit_app.errors import AppError
from habit_app.services.habits import habits, versions
from habit_app.services.habits.drafts import HabitPatch
from habit_app.services.habits.views import HabitDetail, VersionView
from habit_app.services.habits.wording import habit_in_words
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.look import routes
from habit_app.ui.reflex.arguments import as_id
from habit_app.ui.reflex.runtime import run
from habit_app.ui.states.frame.frame import Page, WayBack


@dataclass(frozen=True, slots=True)
class VersionRow:
    """What is asked from a day on; no day means: from the start."""

    id: str
    words: str
    day: str
    is_coming: bool


class VersionsState(Page, rx.State):
    """The versions, newest first."""

    _requires: ClassVar[str] = "user"

    rows: list[VersionRow] = []

    @rx.event
    async def remove(self, version_id: str) -> None:
        """Take back a change that has not begun."""
        viewer = await self._viewer_now()
        try:
            habit_id = routes.habit_in(self.router.url.path)
            gone = await run(
                _remove, viewer=viewer, habit_id=habit_id, version_id=as_id(version_id)
            )
        except AppError as refusal:
            await self._tell_refusal(refusal)
            return
        asked = {"schedule": gone.schedule, "target": gone.target, "direction": gone.direction}
        change = HabitPatch.model_validate({**asked, "valid_from": gone.valid_from})
        back = WayBack(habits.edit, {"habit_id": habit_id, "change": change})
        await self._tell("versions.removed", way_back=back)

    def _fill(self, viewer: Viewer, detail: HabitDetail) -> None:
        today = viewer.today()
        self.rows = [
            VersionRow(
                id=str(version.id),
                words=in_words(detail, version, language=viewer.locale, today=today),
                day=version.valid_from.isoformat() if version.valid_from else "",
                is_coming=version.valid_from is not None and version.valid_from > today,
            )
            for version in reversed(detail.versions)
        ]


def in_words(
    detail: HabitDetail, asked: VersionView | HabitDetail, *, language: str, today: date
) -> str:
    """Say what a version asks, or what the habit asks today."""
    return habit_in_words(
        parse_schedule(asked.schedule, start=detail.start_date),
        kind=detail.kind,
        target=asked.target,
        unit=detail.unit,
        direction=asked.direction,
        language=language,
        today=today,
    )


def _remove(session: Session, *, viewer: Viewer, habit_id: UUID, version_id: UUID) -> VersionView:
    found = habits.list_versions(session, viewer=viewer, habit_id=habit_id)
    versions.remove(session, viewer=viewer, habit_id=habit_id, version_id=version_id)
    return next(version for version in found if version.id == version_id)
