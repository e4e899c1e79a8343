"""Reflex's configuration: how the pages are built and where their state lives."""

import reflex as rx

from habit_app.ui.building import SameOriginPlugin

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
    state_manager_mode="memory",
    redis_token_expiration=1800,
    telemetry_enabled=False,
)
