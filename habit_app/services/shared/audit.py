"""The audit log: who did what, from where; append-only."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from uuid import UUID

from sqlmodel import Session
from uuid_utils.compat import uuid7

from habit_app import clock
from habit_app.db.queries import audit as store


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a request came from, as far as it says."""

    ip: str = ""
    user_agent: str = ""

    @property
    def network(self) -> str:
        """What limits count by: the address; of IPv6 the network, which one customer has whole."""
        try:
            address = ip_address(_without_port(self.ip))
        except ValueError:
            return self.ip
        if isinstance(address, IPv6Address):
            inner = address.ipv4_mapped
            return str(inner or ip_network((int(address), 64), strict=False))
        return str(address)


def _without_port(told: str) -> str:
    """The address alone: some proxies add the port, and each port would count as another person."""
    if told.startswith("["):
        return told[1:].partition("]")[0]
    host, _, port = told.partition(":")
    return host if port.isdecimal() and "." in host else told.partition("%")[0]


def note(
    session: Session,
    action: str,
    *,
    user_id: UUID | None,
    origin: Origin,
    actor_id: UUID | None = None,
    **detail: Any,
) -> None:
    """Append one line; `actor_id` is the user's own unless somebody else acted."""
    store.append(
        session,
        {
            "id": uuid7(),
            "at": clock.utc_now(),
            "user_id": user_id,
            "actor_id": actor_id or user_id,
            "action": action,
            "ip": origin.ip[:45],
            "user_agent": origin.user_agent[:300],
            "detail": detail,
        },
    )
