"""State of the page of the models: what predicts, the versions there are, and one of them whole."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from habit_app.db.session import Session
from habit_app.errors import AppError
from habit_app.services.predictions import registry
from habit_app.services.predictions import report as reports
from habit_app.services.predictions.admin_views import ModelView, PredictionReport
from habit_app.services.shared.paging import Page
from habit_app.ui.reflex.arguments import as_place
from habit_app.ui.reflex.runtime import look
from habit_app.ui.states.frame.frame import Loading
from habit_app.ui.states.predictions import model_words, report_words

SHOWN, MOST_SHOWN = 10, 200
"""Versions: that are listed at first, and each time more are asked for; and at most."""
LARGEST = 2**31
NEEDED_TO_TRAIN = 100
"""Units: without which nothing is trained. These three are `ml`'s, which pages do not load."""
NEEDED_TO_WEIGH, NEEDED_TO_BLEND = (20, 1_000), (80, 5_000)
"""People and units: without which a scorecard, or its blend with trees, is not tried."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the page is made of."""

    versions: Page[ModelView]
    active: ModelView | None
    opened: ModelView | None
    report: PredictionReport


class ModelsState(Loading, rx.State):
    """The registry as an admin sees it. What is done with it goes to the REST API."""

    _requires: ClassVar[str] = "admin"

    now: dict[str, Any] = {}
    versions: list[dict[str, Any]] = []
    has_more: bool = False
    opened: dict[str, Any] = {}
    said: dict[str, Any] = {}
    _shown: int = SHOWN
    _version: int = 0

    @rx.event
    async def load(self) -> None:
        """Read everything; also after something was done."""
        with self._reading():
            viewer = await self._viewer_now()
            found = await look(read, shown=self._shown, version=self._version)
            active = found.active.version if found.active else 0
            self.now = report_words.standing(viewer, found.report, found.active)
            self.said = report_words.said(viewer, found.report)
            self.versions = [
                model_words.listed(viewer, model, active) for model in found.versions.items
            ]
            self.has_more = len(self.versions) < min(found.versions.total, MOST_SHOWN)
            self.opened = model_words.detail(viewer, found.opened) if found.opened else {}

    @rx.event
    async def show(self, version: int) -> None:
        """Show one version whole."""
        wanted = as_place(version, LARGEST)
        viewer = await self._viewer_now()
        try:
            found = await look(registry.find_model, version=wanted)
        except AppError as refusal:
            await self._tell_refusal(refusal)
            return
        self._version = wanted
        self.opened = model_words.detail(viewer, found)

    @rx.event
    async def show_more(self) -> None:
        """List older versions, too."""
        self._shown = min(self._shown + SHOWN, MOST_SHOWN)
        await self.load()


def read(session: Session, *, shown: int, version: int) -> Found:
    """Read the page; what is shown whole is what was asked for, else what is in use, or newest."""
    versions = registry.list_models(session, skip=0, limit=shown)
    active = registry.find_active(session)
    newest = versions.items[0] if versions.items else None
    opened = registry.find_model(session, version=version) if version else active or newest
    return Found(versions, active, opened, reports.report(session))
