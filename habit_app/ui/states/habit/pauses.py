"""State of the pauses that rest on a habit: its own, and those of all habits."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID

import reflex as rx
from pydantic import ValidationError

from habit_app.db.session import Session
from habit_app.errors import AppError, Invalid
from habit_app.services.habits import pauses
from habit_app.services.habits.pauses import PauseBody, PauseDraft
from habit_app.services.habits.views import PauseView
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.look import routes
from habit_app.ui.reflex.arguments import as_fields, as_id
from habit_app.ui.reflex.runtime import run
from habit_app.ui.states.frame.frame import Page, WayBack, sentence

NEW = "new"
BLANK = {"first": "", "last": "", "reason": "", "everywhere": ""}
READ_LENGTHS = dict.fromkeys(BLANK, 4000)
"""Characters: how much of each field is read; more than is allowed, so that it can be refused."""


@dataclass(frozen=True, slots=True)
class PauseRow:
    """A pause as the list shows it; `when` is past, now or coming."""

    id: str
    first: str
    last: str
    reason: str
    everywhere: bool
    when: str


class PausesState(Page, rx.State):
    """The pauses, newest first, and the one in the form: `edited` is its id, or new, or none."""

    _requires: ClassVar[str] = "user"

    rows: list[PauseRow] = []
    edited: str = ""
    draft: dict[str, str] = BLANK
    problem: str = ""

    @rx.event
    async def begin(self) -> None:
        """Open the form for a new pause, from today on."""
        viewer = await self._viewer_now()
        self.edited, self.problem = NEW, ""
        self.draft = {**BLANK, "first": viewer.today().isoformat()}

    @rx.event
    async def edit(self, pause_id: str) -> None:
        row = next((row for row in self.rows if row.id == str(pause_id)), None)
        if row:
            self.edited, self.problem = row.id, ""
            self.draft = {"first": row.first, "last": row.last, "reason": row.reason}
            self.draft["everywhere"] = "yes" if row.everywhere else ""

    @rx.event
    async def cancel(self) -> None:
        self.edited = self.problem = ""

    @rx.event
    async def correct(self) -> None:
        """What was wrong is not said any more once a field is written anew."""
        self.problem = ""

    @rx.event
    async def save(self, form: dict[str, Any]) -> None:
        """Store the form's pause, or say above its fields what is wrong with it."""
        viewer = await self._viewer_now()
        fields = as_fields(form, READ_LENGTHS)
        try:
            draft = _draft_in(fields)
            if self.edited == NEW:
                habit_id = None if fields.get("everywhere") else routes.habit_in(self._path())
                await run(pauses.create, viewer=viewer, habit_id=habit_id, draft=draft)
            elif self.edited:
                await self._change(viewer, as_id(self.edited), draft)
        except AppError as refusal:
            code = refusal.errors[0].code if refusal.errors else refusal.code
            self.problem = sentence(viewer.locale, code)
            return
        self.edited = self.problem = ""

    @rx.event
    async def end(self, pause_id: str) -> None:
        """Let a pause that is on end with yesterday, so that today counts again."""
        viewer = await self._viewer_now()
        try:
            before = await run(_end, viewer=viewer, pause_id=as_id(pause_id))
        except AppError as refusal:
            await self._tell_refusal(refusal)
            return
        back = _again(before) if before.from_ == viewer.today() else _as_before(before)
        await self._tell("pauses.ended", way_back=back)

    @rx.event
    async def remove(self, pause_id: str) -> None:
        """Take a pause away; its days count again."""
        viewer = await self._viewer_now()
        try:
            before = await run(_remove, viewer=viewer, pause_id=as_id(pause_id))
        except AppError as refusal:
            await self._tell_refusal(refusal)
            return
        await self._tell("pauses.removed", way_back=_again(before))

    async def _change(self, viewer: Viewer, pause_id: UUID, draft: PauseDraft) -> None:
        changes = _changes(draft)
        await run(pauses.change, viewer=viewer, pause_id=pause_id, changes=changes)

    def _path(self) -> str:
        return str(self.router.url.path)

    def _fill(self, viewer: Viewer, found: list[PauseView]) -> None:
        newest_first = sorted(found, key=lambda pause: pause.from_, reverse=True)
        self.rows = [_row(pause, viewer.today()) for pause in newest_first]


def _row(pause: PauseView, today: date) -> PauseRow:
    over = pause.to is not None and pause.to < today
    return PauseRow(
        id=str(pause.id),
        first=pause.from_.isoformat(),
        last=pause.to.isoformat() if pause.to else "",
        reason=pause.reason or "",
        everywhere=pause.habit_id is None,
        when="past" if over else "coming" if pause.from_ > today else "now",
    )


def _draft_in(fields: dict[str, str]) -> PauseDraft:
    said = {name: fields.get(name, "").strip() or None for name in ("first", "last", "reason")}
    try:
        return PauseBody.model_validate(
            {"from": said["first"], "to": said["last"], "reason": said["reason"]}
        ).draft()
    except ValidationError:
        raise Invalid("Some fields need another look.") from None


def _changes(draft: PauseDraft) -> dict[str, object]:
    return {"first_day": draft.first, "last_day": draft.last, "reason": draft.reason}


def _again(pause: PauseView) -> WayBack:
    draft = PauseDraft(pause.from_, pause.to, pause.reason)
    return WayBack(pauses.create, {"habit_id": pause.habit_id, "draft": draft})


def _as_before(pause: PauseView) -> WayBack:
    changes = _changes(PauseDraft(pause.from_, pause.to, pause.reason))
    return WayBack(pauses.change, {"pause_id": pause.id, "changes": changes})


def _remove(session: Session, *, viewer: Viewer, pause_id: UUID) -> PauseView:
    before = pauses.find(session, viewer=viewer, pause_id=pause_id)
    pauses.delete(session, viewer=viewer, pause_id=pause_id)
    return before


def _end(session: Session, *, viewer: Viewer, pause_id: UUID) -> PauseView:
    """A pause that began today would be empty, and goes."""
    before = pauses.find(session, viewer=viewer, pause_id=pause_id)
    yesterday = viewer.today() - timedelta(days=1)
    if before.from_ > yesterday:
        pauses.delete(session, viewer=viewer, pause_id=pause_id)
    else:
        last_day = {"last_day": yesterday}
        pauses.change(session, viewer=viewer, pause_id=pause_id, changes=dict(last_day))
    return before
