"""The one seam to Reflex's own insides; a contract test guards each upgrade."""

import inspect
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import reflex as rx
from reflex.app import default_error_boundary
from reflex.state import BaseState, StateUpdate
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext
from reflex_components_core.core.banner import has_connection_errors

__all__ = ["BaseState", "Event", "StateUpdate"]


DISCONNECTED: rx.Var[bool] = has_connection_errors
"""Whether the page's socket is down."""

WRAPS = {(55, "ErrorBoundary"): lambda _stateful: default_error_boundary()}
"""What stands around every page: a page that breaks says so; the connection's banner is ours."""


OWN_HANDLERS = frozenset(
    {"hydrate", "hydrate_and_load", "on_load_internal", "set_is_hydrated", "update_vars_internal"}
)


def handlers() -> Iterable[str]:
    """The full names of all handlers that a browser can call."""
    return tuple(RegistrationContext.get().event_handlers)


def owner_of(event_name: str) -> type[BaseState] | None:
    """The State whose handler an event names; None for a name that nobody knows.

    Nor for `setvar`, which Reflex gives to every State and which no page of ours needs.
    """
    if event_name.endswith(".setvar"):
        return None
    registered = RegistrationContext.get().event_handlers.get(event_name)
    return registered.states[0] if registered and registered.states else None


def is_known(event_name: str) -> bool:
    """Whether there is a handler of this name, whoever may call it."""
    return event_name in RegistrationContext.get().event_handlers


def parameters_of(event_name: str) -> tuple[str, ...]:
    """The names of what a handler is told besides its State."""
    handler = RegistrationContext.get().event_handlers[event_name].handler
    return tuple(inspect.signature(handler.fn).parameters)[1:]


def is_boot(event_name: str) -> bool:
    """Whether this is the first event of a page, the one that fills an empty state."""
    return event_name.rpartition(".")[2] in {"hydrate", "hydrate_and_load"}


def is_internal(state: type[BaseState]) -> bool:
    """Whether a State belongs to Reflex itself: routing, hydration, storage."""
    return state.__module__.partition(".")[0] in {"reflex", "reflex_base"}


def is_needed(event_name: str) -> bool:
    """Whether pages need this handler of Reflex itself: filling the state and what they load."""
    return event_name.rpartition(".")[2] in OWN_HANDLERS


def tells_of_crash(event_name: str) -> bool:
    """Whether a page says that it broke."""
    return event_name.rpartition(".")[2] == "handle_frontend_exception"


def current_tab() -> tuple[str, dict[str, Any]]:
    """The tab whose event is being handled, and where it is; outside of events there is none."""
    try:
        context = EventContext.get()
    except LookupError:
        return "", {}
    return context.token, context.router_data


def path_in(place: Mapping[str, Any]) -> str:
    """The path of the page that a tab shows, as it said itself."""
    return str(place.get("asPath", "")).partition("?")[0].partition("#")[0]


def name_of(handler: Any) -> str:
    """The full name under which events call a handler."""
    return Event.from_event_type(handler)[0].name


def connected(app: rx.App) -> frozenset[str]:
    """The tabs whose sockets are open in this process."""
    if app.event_namespace is None:
        return frozenset()
    found = app.event_namespace._token_manager
    own = found.instance_id
    sockets = list(found.token_to_socket.items())
    return frozenset(token for token, socket in sockets if socket.instance_id == own)


async def push(app: rx.App, token: str, place: dict[str, Any], handlers: Iterable[Any]) -> None:
    """Put events into a tab's queue as if the tab had sent them: guarded, and in their turn."""
    for handler in handlers:
        for event in Event.from_event_type(handler):
            await app.event_processor.enqueue(token, replace(event, router_data=place))


def send(*events: Any) -> StateUpdate:
    """Answer an event with others instead of running its handler."""
    return StateUpdate(events=[found for event in events for found in Event.from_event_type(event)])


def show(state: type[BaseState], **values: Any) -> StateUpdate:
    """Answer an event with what a State shows, where its handlers cannot be asked."""
    shown = {f"{name}{FIELD_MARKER}": value for name, value in values.items()}
    return StateUpdate(delta={state.get_full_name(): shown})


def redirect(path: str) -> StateUpdate:
    return send(rx.redirect(path))
