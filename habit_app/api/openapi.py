"""The OpenAPI document: what the routes say of themselves, and what holds for all of them."""

from collections.abc import Iterable
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from habit_app import __version__
from habit_app.api import schemas
from habit_app.api.examples import BODIES, EXAMPLES
from habit_app.api.problems import Problem, answers

JSON = "application/json"
FORMS = "/api/v1/auth/form/"
DESCRIPTION = """Everything that the pages of SmartHabit can do.

Sign in with `POST /api/v1/auth/login` and send the access token as `Authorization: Bearer …`.
Every error is a problem after RFC 9457. `HEAD` answers each `GET` without its body, and `OPTIONS`
names in `Allow` what a path takes; any other method is 405 with the same header.
"""
SCHEMES = {
    "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"},
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
        "description": "A browser's, on plain http.",
    },
    "cookieOnHttps": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-session",
        "description": "A browser's, on https.",
    },
}
HEADERS: dict[str, tuple[str, str]] = {
    "X-Request-Id": ("string", "The request's id, as in our logs; yours where you send one."),
    "Location": ("string", "Where to go on, or where to find what was made."),
    "ETag": ("string", "To be sent as If-None-Match the next time."),
    "WWW-Authenticate": ("string", "How to sign in."),
    "Allow": ("string", "The methods that the path takes."),
    "Retry-After": ("integer", "Seconds after which to come again."),
    "RateLimit-Limit": ("integer", "How many there may be in a while."),
    "RateLimit-Remaining": ("integer", "How many are left."),
    "RateLimit-Reset": ("integer", "Seconds until one is free."),
}
CARRIED = {
    "201": ("Location",),
    "303": ("Location",),
    "304": ("ETag",),
    "401": ("WWW-Authenticate",),
    "405": ("Allow",),
    "429": ("Retry-After", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"),
    "503": ("Retry-After",),
}
"""Which headers an answer has by its status, besides X-Request-Id."""


def document(app: FastAPI) -> dict[str, Any]:
    """Make the document on first use."""
    if app.openapi_schema is None:
        made = get_openapi(
            title="SmartHabit",
            version=__version__,
            description=DESCRIPTION,
            routes=app.routes,
        )
        _share(made["components"])
        for path, operations in made["paths"].items():
            for operation in operations.values():
                _complete(path, operation)
        schemas.polish(made)
        app.openapi_schema = made
    return app.openapi_schema


def _share(components: dict[str, Any]) -> None:
    """What every operation may refer to; the framework's own shape of errors is none of ours."""
    problem = Problem.model_json_schema(ref_template=schemas.TEMPLATE)
    known = components["schemas"]
    known |= {**problem.pop("$defs"), "Problem": problem}
    for unused in ("HTTPValidationError", "ValidationError"):
        known.pop(unused, None)
    components["securitySchemes"] = SCHEMES
    components["headers"] = {
        name: {"description": said, "schema": {"type": kind}}
        for name, (kind, said) in HEADERS.items()
    }
    unknown = {str(status): answer for status, answer in answers(405, 500, 503, 507).items()}
    components["responses"] = {
        "MethodNotAllowed": _with_headers(unknown["405"], CARRIED["405"]),
        "Crash": _with_headers(unknown["500"], ()),
        "Away": _with_headers(unknown["503"], CARRIED["503"]),
        "Full": _with_headers(unknown["507"], CARRIED["503"]),
    }


def _complete(path: str, operation: dict[str, Any]) -> None:
    """Add what the routes do not say themselves: who may call, refusals, headers, examples."""
    responses = operation["responses"]
    guarded = "401" in responses and not path.endswith(("/login", "/refresh"))
    if guarded:
        operation["security"] = [{name: []} for name in SCHEMES]
    if path.startswith(FORMS):
        responses.pop("422", None)  # it leads back to its page instead
    refusals = answers(*_refusals(path, operation, guarded=guarded))
    responses |= {str(status): answer for status, answer in refusals.items()}
    _give_examples(operation)
    conditional = "304" in responses
    for status, answer in responses.items():
        if status >= "400":
            answer.get("content", {}).pop(JSON, None)
        tagged = ("ETag",) if conditional and status == "200" else ()
        _with_headers(answer, CARRIED.get(status, tagged))


def _refusals(path: str, operation: dict[str, Any], *, guarded: bool) -> Iterable[int]:
    if guarded:
        yield 429
    if any(each["name"] == "Idempotency-Key" for each in operation.get("parameters", ())):
        yield from (400, 409)
    if "requestBody" in operation:
        yield from (413,) if path.startswith(FORMS) else (400, 413, 415)
    if "422" in operation["responses"]:
        yield 422


def _with_headers(answer: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
    answer["headers"] = {
        name: {"$ref": f"#/components/headers/{name}"} for name in ("X-Request-Id", *names)
    }
    return answer


def _give_examples(operation: dict[str, Any]) -> None:
    name = operation["operationId"]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        if name in BODIES:
            content["example"] = BODIES[name]
    for status, answer in operation["responses"].items():
        content = answer.get("content", {}).get(JSON)
        if content is not None and status.startswith("2") and name in EXAMPLES:
            content["example"] = EXAMPLES[name]
