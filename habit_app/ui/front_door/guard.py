"""Before every event of every page: who is looking, and may they?

Every public method of every State can be called by anybody who opens a socket. So each State
says which role it needs (`_requires`), and this guard lets nothing pass that does not say. What
a State names in `_ticks` spends what check-ins may, the rest what everything else may.
"""

import logging
from uuid import UUID

import reflex as rx

from habit_app import threads
from habit_app.db.session import read_only
from habit_app.errors import NotAllowed, TooMany
from habit_app.services.shared import rate_limits, viewers
from habit_app.services.shared.rate_limits import Bucket
from habit_app.services.shared.viewers import Viewer
from habit_app.ui.front_door.gate import PRINCIPAL, cookie_in
from habit_app.ui.live.open_tabs import Tab, tabs
from habit_app.ui.look import routes
from habit_app.ui.reflex import internals
from habit_app.ui.states.frame import reloading
from habit_app.ui.states.frame.frame import Frame, sentence

logger = logging.getLogger(__name__)

ROLES = {"user": frozenset({"user", "admin"}), "admin": frozenset({"admin"})}


class Guard(rx.Middleware):
    async def preprocess(
        self,
        app: rx.App,  # noqa: ARG002 - Reflex's signature
        state: internals.BaseState,
        event: internals.Event,
    ) -> internals.StateUpdate | None:
        """Let an event through, or answer it; where nobody can tell who is looking, say so."""
        frame = await state.get_state(Frame)
        try:
            return await _judge(frame, state, event)
        except Exception:
            logger.exception("An event could not be judged")
            return internals.show(Frame, toast=sentence(frame.locale, "unavailable"))


async def _judge(
    frame: Frame, state: internals.BaseState, event: internals.Event
) -> internals.StateUpdate | None:
    """Let an event through, or send its page to the sign-in; to who may not, there is no page."""
    owner = internals.owner_of(event.name)
    if owner is None:
        return internals.redirect(_sign_in())
    viewer = await _viewer(cookie_in(state.router.headers.cookie, PRINCIPAL))
    tab = _noted(viewer, event.name)
    if frame._identity != (viewer.session_id if viewer else None):
        # A state that is nobody's is a new one: what the tab had was dropped meanwhile.
        if frame._identity is not None and not internals.is_boot(event.name):
            return internals.redirect(_sign_in())
        state._get_root_state().reset()
    frame._identity = viewer.session_id if viewer else None
    frame._viewer = viewer
    if internals.is_internal(owner):
        return await _for_reflex(event.name, viewer)
    allowed = ROLES.get(getattr(owner, "_requires", ""), frozenset())
    if viewer is None or viewer.role not in allowed:
        return internals.redirect(routes.NOT_FOUND if viewer else _sign_in())
    if owner is Frame or (tab and tab.may_pass()):
        return None
    ticks = event.name.rpartition(".")[2] in getattr(owner, "_ticks", ())
    return await _unless_too_often(viewer, "checkin" if ticks else "other")


def _sign_in() -> str:
    """The sign-in that leads back to the page whose event this is, where there is such a page."""
    path = internals.path_in(internals.current_tab()[1])
    known = path in routes.BUILT - routes.SIGNED_OUT or routes.is_habit(path)
    return routes.sign_in_for(path) if known else routes.LOGIN


async def _for_reflex(name: str, viewer: Viewer | None) -> internals.StateUpdate | None:
    """Of Reflex's own handlers everybody has those that fill pages, and none of the others.

    A page that broke may say so when it is somebody's: what it says gets into the log.
    """
    if internals.is_needed(name):
        return None
    if viewer is None or not internals.tells_of_crash(name):
        return internals.send()
    return await _unless_too_often(viewer, "other")


async def _unless_too_often(viewer: Viewer, bucket: Bucket) -> internals.StateUpdate | None:
    """Pages and API share one limit; an event beyond it is not handled, and that is said."""
    try:
        await threads.off_loop(rate_limits.spend, bucket, viewer.id)
    except TooMany as refusal:
        return internals.send(Frame.say_refused(refusal.code))
    return None


def _noted(viewer: Viewer | None, event_name: str) -> Tab | None:
    """Note whose tab this is, and what it is about to show: at least what there is by now."""
    token, place = internals.current_tab()
    if viewer is None:
        tabs.leave(token)
        return None
    tab = tabs.note(token, viewer.id, place)
    if reloading.reads_page(event_name):
        tab.seen = max(tab.seen, viewer.revision)
    return tab


async def _viewer(principal: str) -> Viewer | None:
    return await threads.off_loop(_look_up, principal) if principal else None


def _look_up(principal: str) -> Viewer | None:
    """Ask the database each time, so that a sign-out counts at once on open sockets."""
    try:
        session_id = UUID(principal)
        with read_only() as session:
            return viewers.of_session(session, session_id)
    except (ValueError, NotAllowed):
        return None
