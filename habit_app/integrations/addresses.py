"""Which hosts this installation may call on somebody's behalf."""

import ipaddress
import socket

from habit_app.errors import Invalid
from habit_app.settings import get_settings


class ForbiddenTargetError(Invalid):
    """The address leads to a place that strangers may not send us to."""

    kind = "forbidden-target"


TRANSLATED = tuple(
    map(ipaddress.IPv6Network, ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96"))
)
"""Where the last 32 bits are an IPv4 address: compatible, mapped, translated, and NAT64."""
LOCAL = tuple(
    map(ipaddress.ip_network, ("64:ff9b:1::/48", "3fff::/20", "5f00::/16", "192.88.99.0/24"))
)
"""What is nobody's on the public internet, though some versions of Python take it for that: a
network's own NAT64 (how much of it is prefix, only that network knows), examples of documents,
segment routing, and relays to 6to4."""
ISATAP = (b"\x00\x00\x5e\xfe", b"\x02\x00\x5e\xfe")
"""How the last half of an address begins where an IPv4 address follows in any network."""


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
    if isinstance(ip, ipaddress.IPv4Address):
        return _is_public(ip)
    inner = _inner(ip)
    if ip.packed[8:12] in ISATAP:
        return _is_public(ip) and _is_public(ipaddress.IPv4Address(ip.packed[-4:]))
    return _is_public(inner) if inner else _is_public(ip) and not ip.is_site_local


def _is_public(ip: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in LOCAL)


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that one of IPv6 only wraps."""
    if any(ip in network for network in TRANSLATED):
        return ipaddress.IPv4Address(ip.packed[-4:])
    return ip.sixtofour
