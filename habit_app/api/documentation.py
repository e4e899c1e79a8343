"""The pages that show the OpenAPI document, from files of our own."""

from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from habit_app.api import openapi

OPENAPI = "/api/openapi.json"
ASSETS = "/api/docs/assets"
SWAGGER = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>SmartHabit API</title><link rel="stylesheet" href="{ASSETS}/swagger-ui.css"></head>
<body><div id="swagger-ui"></div><script src="{ASSETS}/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script></body></html>"""
START = f"""SwaggerUIBundle({{url: "{OPENAPI}", dom_id: "#swagger-ui", deepLinking: true,
  presets: [SwaggerUIBundle.presets.apis], layout: "BaseLayout"}});"""
REDOC = f"""<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>SmartHabit API</title><meta name="viewport" content="width=device-width, initial-scale=1">
</head><body><redoc spec-url="{OPENAPI}"></redoc>
<script src="{ASSETS}/redoc.standalone.js"></script></body></html>"""
POLICY = (
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "worker-src blob:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)


def install(app: FastAPI) -> None:
    """Serve the document, Swagger UI and ReDoc; no other host is asked for anything."""
    app.openapi = lambda: openapi.document(app)  # type: ignore[method-assign]
    static = files("fastapi_offline") / "static"
    app.mount(ASSETS, StaticFiles(directory=str(static)), name="docs-assets")
    pages = {"/api/docs": SWAGGER, "/api/redoc": REDOC}
    for path, page in pages.items():
        app.add_api_route(path, _page(page), include_in_schema=False)
    app.add_api_route("/api/docs/start.js", _start_script, include_in_schema=False)


def _page(page: str) -> Any:
    def show() -> HTMLResponse:
        return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})

    return show


def _start_script() -> Response:
    return Response(START, media_type="text/javascript")
