"""Reflex's configuration: how the pages are built and where their state lives."""

import reflex as rx

from habit_app.settings import get_settings
from habit_app.ui.reflex.building import SameOriginPlugin

shared = get_settings().pages_redis_url

config = rx.Config(
    app_name="habit_app",
    plugins=[
        rx.plugins.RadixThemesPlugin(
            theme=rx.theme(
                accent_color="jade",
                gray_color="sage",
                radius="large",
                panel_background="translucent",
                appearance="inherit",
            )
        ),
        SameOriginPlugin(),
    ],
    disable_plugins=[rx.plugins.SitemapPlugin],
    default_color_mode="system",
    # The gate in front of everything compares Origin and Host; never empty without it.
    cors_allowed_origins=[],
    frontend_compression_formats=["brotli", "gzip"],
    frontend_lazy_bundled_libraries=True,
    show_built_with_reflex=False,
    # Sockets land on any web process. Without Redis there is one, and memory is fastest.
    state_manager_mode="redis" if shared else "memory",
    redis_url=shared or None,
    transport="websocket",  # polling would have to find the same process each time
    redis_token_expiration=1800,
    telemetry_enabled=False,
)
