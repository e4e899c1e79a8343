"""The composition root: the API, the pages, and what stands in front of them."""

import logging
from pathlib import Path

import reflex as rx
from granian.utils.proxies import wrap_asgi_with_proxy_headers

from habit_app import logs
from habit_app.api.app import create_api
from habit_app.asgi import Asgi
from habit_app.settings import get_settings
from habit_app.ui import internals, pages
from habit_app.ui.gate import Gate
from habit_app.ui.guard import Guard
from habit_app.ui.headers import PageHeaders

PAGES = Path(".web/build/client")

logger = logging.getLogger(__name__)


def log_crash(exception: Exception) -> None:
    """A bug in a handler: logged whole, told to nobody."""
    logger.error("Unhandled error in a page's handler", exc_info=exception)


app = rx.App(
    api_transformer=[create_api(), Gate],
    stylesheets=["/style.css"],
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
pages.add_all(app)


def build() -> Asgi:
    """What the server serves: pages, API and sockets on one port."""
    logs.configure()
    product = PageHeaders(app(), PAGES)
    trusted = get_settings().trusted_proxies
    if not trusted:
        return product
    behind_proxies: Asgi = wrap_asgi_with_proxy_headers(product, trusted_hosts=list(trusted))
    return behind_proxies
