"""Telling people through Apprise: Telegram, Discord, ntfy and others. In the worker only."""

import re
from urllib.parse import urlsplit

from habit_app.integrations.addresses import ForbiddenTargetError
from habit_app.settings import get_settings

FIXED = frozenset(
    {
        "discord",
        "gchat",
        "guilded",
        "ifttt",
        "join",
        "line",
        "ntfy",
        "ntfys",
        "pbul",
        "pover",
        "prowl",
        "pushed",
        "slack",
        "spush",
        "tgram",
        "threema",
        "wxteams",
    }
)
"""Services whose host is theirs, not the user's to name."""
NTFY = {"ntfy", "ntfys"}
MOST_TARGETS = 3
"""Targets: that one address may name: each is a call of its own, and a sender waits for all."""
MOST_PARTS = 8
"""Parts: of an address's path, which are tokens and targets."""
CALL_SECONDS = 3.0
"""Seconds: that one of them has to take the call, and to answer."""


class NotToldError(Exception):
    """The service did not take it, or does not understand its address."""


def check(url: str) -> None:
    """Refuse an address that could lead into our own network or read our files.

    Only services with a host of their own, and no options, unless the operator lets everything
    be called: options name templates and hosts.
    """
    parts = urlsplit(url)
    if not parts.scheme or not (parts.netloc or parts.path):
        raise ForbiddenTargetError("This is no Apprise address.", "not-an-address")
    if len([part for part in re.split("[/,]", parts.path) if part]) > MOST_PARTS:
        raise ForbiddenTargetError("One channel tells few: make several.", "too-many-targets")
    if get_settings().allow_private_targets:
        return
    names_host = parts.scheme in NTFY and bool(parts.path.strip("/"))
    if parts.scheme not in FIXED or names_host or parts.query or parts.fragment:
        raise ForbiddenTargetError("This service is not among those that may be called.")


def tell(url: str, *, title: str, body: str) -> None:
    """Send plain words to a service; raises NotToldError when it did not take them.

    The address is read as one: Apprise's own lists would take a second one behind a comma.
    """
    import apprise  # noqa: PLC0415 - slow to import, and only workers need it

    check(url)
    asset = apprise.AppriseAsset(app_id="SmartHabit", secure_logging=True, plugin_paths=[])
    service = apprise.Apprise.instantiate(url, asset=asset)
    if not isinstance(service, apprise.NotifyBase):
        raise NotToldError("Apprise does not understand this address.")
    if len(service) > MOST_TARGETS:
        raise ForbiddenTargetError("One channel tells few: make several.", "too-many-targets")
    service.socket_connect_timeout = service.socket_read_timeout = CALL_SECONDS
    post = apprise.Apprise(service, asset=asset)
    if not post.notify(body=body, title=title, body_format=apprise.NotifyFormat.TEXT):
        raise NotToldError("The service did not take the message.")
