"""The composition root: the API, the pages, and what stands in front of them."""

import logging
from pathlib import Path

import reflex as rx
from granian.utils.proxies import wrap_asgi_with_proxy_headers
from starlette.types import ASGIApp

from habit_app import logs
from habit_app.api.app import create_api
from habit_app.api.cors import Cors
from habit_app.api.hosts import Hosts
from habit_app.settings import get_settings
from habit_app.ui import pages
from habit_app.ui.front_door.gate import Gate
from habit_app.ui.front_door.guard import Guard
from habit_app.ui.front_door.headers import PageHeaders
from habit_app.ui.front_door.https import Https
from habit_app.ui.live import follower, page_store
from habit_app.ui.reflex import internals
from habit_app.worker.doorbell import ringing_in_web

PAGES = Path(".web/build/client")
logger = logging.getLogger(__name__)

# What comes later wins over what comes before.
STYLES = [
    *("base", "frame", "buttons", "summary", "cards", "tick", "grid", "onboarding", "keys"),
    *("states", "forms", "door", "panels", "risk"),
    *("habits", "habit", "settings", "insights", "progress", "inbox", "models", "forced"),
]


def log_crash(exception: Exception) -> None:
    """A bug in a handler: logged whole, told to nobody."""
    logger.error("Unhandled error in a page's handler", exc_info=exception)


app = rx.App(
    api_transformer=[create_api(), Gate],
    stylesheets=[f"/styles/{name}.css" for name in STYLES],
    head_components=[
        rx.el.link(rel="icon", href="/icon.svg", type="image/svg+xml"),
        rx.el.meta(name="theme-color", content="#29a383"),
    ],
    html_lang="en",
    backend_exception_handler=log_crash,
    toaster=None,
    app_wraps=internals.WRAPS,
)
app.add_middleware(Guard())
app.register_lifespan_task(ringing_in_web)
app.register_lifespan_task(follower.following)
app.register_lifespan_task(page_store.watching)
pages.add_all(app)


def build() -> ASGIApp:
    """What the server serves: pages, API and sockets on one port."""
    logs.configure()
    settings = get_settings()
    if settings.env == "production" and settings.is_secure and not settings.trusted_proxies:
        logger.warning(
            "HABIT_TRUSTED_PROXIES is not set: everybody seems to come from the proxy's address, "
            "and shares the limits on sign-in and sign-up."
        )
    product: ASGIApp = Cors(PageHeaders(app(), PAGES))
    if settings.force_https:
        product = Https(product)
    product = Hosts(product)
    if settings.trusted_proxies:
        product = wrap_asgi_with_proxy_headers(
            product, trusted_hosts=list(settings.trusted_proxies)
        )
    return product
