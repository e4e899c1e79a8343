"""The OpenAPI document and the pages that show it, from files of our own."""

from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

from habit_app import __version__
from habit_app.api.examples import BODIES, EXAMPLES
from habit_app.api.problems import Problem, answers

OPENAPI = "/api/openapi.json"
ASSETS = "/api/docs/assets"
DESCRIPTION = """Everything that the pages of SmartHabit can do.

Sign in with `POST /api/v1/auth/login` and send the access token as `Authorization: Bearer …`.
Every error is a problem after RFC 9457.
"""
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
    app.openapi = lambda: _document(app)  # type: ignore[method-assign]
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


def _document(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        document = get_openapi(
            title="SmartHabit",
            version=__version__,
            description=DESCRIPTION,
            routes=app.routes,
        )
        document["components"]["schemas"] |= Problem.model_json_schema(
            ref_template="#/components/schemas/{model}"
        ).pop("$defs")
        problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
        problem.pop("$defs")
        document["components"]["schemas"]["Problem"] = problem
        document["components"]["securitySchemes"] = {
            "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "session"},
        }
        for path, operations in document["paths"].items():
            for operation in operations.values():
                _complete(path, operation)
        app.openapi_schema = document
    return app.openapi_schema


def _complete(path: str, operation: dict[str, Any]) -> None:
    """Add what the routes do not say themselves: who may call, and an example."""
    if "401" in operation["responses"] and not path.endswith(("/login", "/refresh")):
        operation["security"] = [{"bearer": []}, {"cookie": []}]
        operation["responses"] |= {str(key): value for key, value in answers(429).items()}
    if any(parameter["name"] == "Idempotency-Key" for parameter in operation.get("parameters", ())):
        operation["responses"] |= {str(key): value for key, value in answers(400, 409).items()}
    if "requestBody" in operation:
        operation["responses"] |= {str(key): value for key, value in answers(400, 413, 415).items()}
    name = operation["operationId"]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        if name in BODIES:
            content["example"] = BODIES[name]
    for status, answer in operation["responses"].items():
        content = answer.get("content", {}).get("application/json")
        if content is not None and status.startswith("2") and name in EXAMPLES:
            content["example"] = EXAMPLES[name]
