"""Which hosts this installation may call on somebody's behalf."""

import ipaddress
import socket

from habit_app.errors import Invalid
from habit_app.settings import get_settings


class ForbiddenTargetError(Invalid):
    """The address leads to a place that strangers may not send us to."""

    kind = "forbidden-target"


TRANSLATED = (ipaddress.IPv6Network("::/96"), ipaddress.IPv6Network("64:ff9b::/96"))
"""Where the last 32 bits are an IPv4 address: as it was once written, and behind NAT64."""


def allowed_addresses(host: str, port: int) -> list[str]:
    """Resolve a host once, and return the addresses that may be called; refuses where none may.

    Whoever connects uses these addresses and does not resolve again, or a name server could
    answer differently the second time.
    """
    try:
        infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise ForbiddenTargetError("This is no name of a host.", "not-an-address") from None
    found = list(dict.fromkeys(str(info[4][0]) for info in infos))  # in the system's order
    if not found or not all(is_allowed(address) for address in found):
        raise ForbiddenTargetError("This address is not on the public internet.")
    return found


def refuse_plainly_private(host: str) -> None:
    """Refuse a host that is plainly not public; other names are asked when they are called."""
    try:
        private = not is_allowed(host)
    except ValueError:
        private = host.lower().rstrip(".") == "localhost" and not is_allowed("127.0.0.1")
    if private:
        raise ForbiddenTargetError("This address is not on the public internet.")


def is_allowed(address: str) -> bool:
    """Whether an IP address is public, or the operator lets everything be called."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if get_settings().allow_private_targets:
        return True
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.is_site_local:
            return False
        ip = _inner(ip) or ip
    return ip.is_global and not ip.is_multicast


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that is written into one of IPv6, in any of the ways that lead there."""
    if any(ip in network for network in TRANSLATED):
        return ipaddress.IPv4Address(ip.packed[-4:])
    return ip.ipv4_mapped or ip.sixtofour
