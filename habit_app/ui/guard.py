"""Before every event of every page: who is looking, and may they?

Every public method of every State can be called by anybody who opens a socket. So each State
says which role it needs (`_requires`), and this guard lets nothing pass that does not say.
"""

from uuid import UUID

import reflex as rx

from habit_app import threads
from habit_app.db.session import read_only
from habit_app.errors import NotAllowed, TooMany
from habit_app.services import limits, viewers
from habit_app.services.viewers import Viewer
from habit_app.ui import internals, routes
from habit_app.ui.gate import PRINCIPAL, cookie_in
from habit_app.ui.states.frame import Frame

ROLES = {"user": frozenset({"user", "admin"}), "admin": frozenset({"admin"})}


class Guard(rx.Middleware):
    async def preprocess(
        self,
        app: rx.App,  # noqa: ARG002 - Reflex's signature
        state: internals.BaseState,
        event: internals.Event,
    ) -> internals.StateUpdate | None:
        """Let an event through, or send its page to the sign-in."""
        owner = internals.owner_of(event.name)
        if owner is None:
            return internals.redirect(routes.LOGIN)
        viewer = await _viewer(cookie_in(state.router.headers.cookie, PRINCIPAL))
        frame = await state.get_state(Frame)
        if frame._identity != (viewer.session_id if viewer else None):
            if not internals.is_boot(event.name):
                return internals.redirect(routes.LOGIN)
            state._get_root_state().reset()
        frame._identity = viewer.session_id if viewer else None
        frame._viewer = viewer
        if internals.is_internal(owner):
            return None
        allowed = ROLES.get(getattr(owner, "_requires", ""), frozenset())
        if viewer is None or viewer.role not in allowed:
            return internals.redirect(routes.LOGIN)
        return None if owner is Frame else await _unless_too_often(viewer)


async def _unless_too_often(viewer: Viewer) -> internals.StateUpdate | None:
    """Pages and API share one limit; an event beyond it is not handled, and that is said."""
    try:
        await threads.off_loop(limits.spend, "other", viewer.id)
    except TooMany as refusal:
        return internals.send(Frame.say_refused(refusal.code))
    return None


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
