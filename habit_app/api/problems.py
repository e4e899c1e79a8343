"""Every error that REST answers: one table from kinds of refusal to statuses, one shape."""

import logging
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from habit_app import errors
from habit_app.db.outages import outage_in
from habit_app.errors import AppError, FieldError
from habit_app.request_ids import current_request_id

logger = logging.getLogger(__name__)

STATUS: dict[type[AppError], int] = {
    errors.Malformed: 400,
    errors.SignInNeeded: 401,
    errors.NotAllowed: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.WrongMediaType: 415,
    errors.Invalid: 422,
    errors.TooMany: 429,
    errors.Unavailable: 503,
    errors.StorageFull: 507,
}
TITLES = {
    400: "The request cannot be read",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "This method is not for here",
    409: "At odds with what is stored",
    413: "Too large",
    415: "This form of body is not read here",
    421: "Not under this name",
    422: "Not acceptable",
    429: "Too many requests",
    500: "Something went wrong",
    503: "Away for the moment",
    507: "No room left",
}


class ProblemField(BaseModel):
    """One thing wrong with one field."""

    field: str
    message: str
    code: str
    index: int | None = None


class Problem(BaseModel):
    """An error, after RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    request_id: str
    errors: list[ProblemField] | None = None


def answers(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document the error answers of an operation."""
    return {
        status: {
            "description": TITLES[status],
            "content": {
                "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
            },
        }
        for status in statuses
    }


def status_of(error: AppError) -> int:
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def problem(
    path: str,
    status: int,
    *,
    code: str,
    detail: str,
    fields: tuple[FieldError, ...] = (),
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """Build an error answer; `code` becomes its stable type."""
    body = _problem(path, status, code, detail, fields).model_dump(exclude_none=True)
    extra = dict(headers or {})
    if status == 401:  # noqa: PLR2004
        extra.setdefault("WWW-Authenticate", 'Bearer realm="smarthabit"')
    return JSONResponse(body, status, extra, media_type="application/problem+json")


def _problem(
    path: str, status: int, code: str, detail: str, fields: tuple[FieldError, ...]
) -> Problem:
    return Problem(
        type=f"/problems/{code}",
        title=TITLES.get(status, "Refused"),
        status=status,
        detail=detail,
        instance=path,
        request_id=current_request_id(),
        errors=[ProblemField(**asdict(field)) for field in fields] or None,
    )


def as_problem(error: AppError, path: str) -> Problem:
    """A refusal as part of a larger answer."""
    return _problem(path, status_of(error), error.code, error.message, error.errors)


def refusal(request: Request, error: AppError) -> JSONResponse:
    """Turn a refusal of the use-cases into an answer."""
    headers = {}
    if isinstance(error, errors.TooMany):
        headers = {
            "Retry-After": str(error.retry_after),
            "RateLimit-Limit": str(error.limit),
            "RateLimit-Remaining": "0",
            "RateLimit-Reset": str(error.retry_after),
        }
    elif isinstance(error, errors.Unavailable | errors.StorageFull):
        headers = {"Retry-After": "1"}
    return problem(
        request.url.path,
        status_of(error),
        code=error.code,
        detail=error.message,
        fields=error.errors,
        headers=headers,
    )


def invalid_request(request: Request, error: RequestValidationError) -> JSONResponse:
    """Answer a request whose path, query or body FastAPI could not read."""
    found = error.errors()
    if any(item["type"] == "json_invalid" for item in found):
        return problem(request.url.path, 400, code="malformed", detail="The body is not JSON.")
    fields = tuple(
        FieldError(
            ".".join(str(part) for part in item["loc"][1:]) or str(item["loc"][0]),
            item["msg"].removeprefix("Value error, "),
            item["type"].replace("_", "-"),
        )
        for item in found
    )
    detail = "Some fields need another look."
    return problem(request.url.path, 422, code="invalid", detail=detail, fields=fields)


def http_error(request: Request, error: HTTPException) -> JSONResponse:
    """Answer what the framework itself refuses: unknown paths, wrong methods, bodies."""
    codes = {404: "not-found", 405: "method-not-allowed", 400: "malformed", 413: "too-large"}
    return problem(
        request.url.path,
        error.status_code,
        code=codes.get(error.status_code, "refused"),
        detail=TITLES.get(error.status_code, str(error.detail)),
        headers=error.headers,
    )


def database_error(request: Request, error: SQLAlchemyError) -> JSONResponse:
    """Answer a database that is away or full as such; every other error of it is a bug."""
    outage = outage_in(error)
    if outage is None:
        return crash(request, error)
    logger.error("%s %s", outage.message, error.args[0])
    return refusal(request, outage)


def crash(request: Request, error: Exception) -> JSONResponse:
    """Answer a bug: logged whole, told to nobody."""
    logger.error("Unhandled error", exc_info=error)
    return problem(
        request.url.path,
        500,
        code="internal",
        detail="The error is logged; try again later.",
        headers={"X-Request-Id": current_request_id()},  # outside of what adds it elsewhere
    )


def install(app: FastAPI) -> None:
    """Let every error of the app have the one shape."""
    app.add_exception_handler(AppError, refusal)  # type: ignore[arg-type]
    app.add_exception_handler(RequestValidationError, invalid_request)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, http_error)  # type: ignore[arg-type]
    app.add_exception_handler(SQLAlchemyError, database_error)  # type: ignore[arg-type]
    app.add_exception_handler(Exception, crash)
