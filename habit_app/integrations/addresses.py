"""Which hosts this installation may call on somebody's behalf."""

import ipaddress
import socket
from collections.abc import Iterator

from habit_app.errors import Invalid
from habit_app.settings import get_settings


class ForbiddenTargetError(Invalid):
    """The address leads to a place that strangers may not send us to."""

    kind = "forbidden-target"


def allowed_addresses(host: str, port: int) -> Iterator[str]:
    """Resolve a host once, and return the addresses that may be called; refuses where none may.

    Whoever connects uses these addresses and does not resolve again, or a name server could
    answer differently the second time.
    """
    found = {str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)}
    good = [address for address in sorted(found) if is_allowed(address)]
    if not good or (len(good) < len(found)):
        raise ForbiddenTargetError("This address is not on the public internet.")
    yield from good


def is_allowed(address: str) -> bool:
    """Whether an IP address is public, or the operator lets everything be called."""
    if get_settings().allow_private_targets:
        return True
    ip = ipaddress.ip_address(address.partition("%")[0])
    for inner in (getattr(ip, "ipv4_mapped", None), getattr(ip, "sixtofour", None)):
        if inner is not None:
            ip = inner
    return ip.is_global and not ip.is_multicast
