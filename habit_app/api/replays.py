"""Requests with an `Idempotency-Key`: acting once, and what repetitions are answered."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from fastapi import Request, Response
from starlette.datastructures import UploadFile

from habit_app.api.deps import Caller, Visit
from habit_app.db.session import Session, unit_of_work
from habit_app.errors import Conflict
from habit_app.services.shared import idempotency
from habit_app.services.shared.idempotency import Remembered

HEADER = "idempotency-key"
PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "A repetition with the same key creates nothing, and is answered alike.",
    "schema": {"type": "string", "minLength": 1, "maxLength": idempotency.KEY_LENGTH},
}
READ_BYTES = 1024 * 1024
"""Bytes: of an uploaded file that are in memory at once while its hash is taken."""

Act = Callable[[], Response]


def once(caller: Caller, values: dict[str, Any], act: Act) -> Response:
    """Act, unless the same request came before; then its answer is given again."""
    viewer, key = caller.viewer, caller.request.headers[HEADER]
    said = _fingerprint(caller.request, values)
    with _transaction(caller) as session:
        known = idempotency.recall(session, viewer=viewer, key=key, fingerprint=said)
    if known:
        return _again(known)
    with _freeing(caller, key):
        answer = act()
    body = bytes(answer.body) if caller.may_be_told_again else None
    kept = Remembered(answer.status_code, body, answer.headers.get("location"))
    with _transaction(caller) as session:
        idempotency.remember(session, viewer=viewer, key=key, answer=kept)
    return answer


@contextmanager
def _transaction(caller: Caller) -> Iterator[Session]:
    """The one of the act; or one of our own where the act opens its own, too."""
    if not isinstance(caller, Visit):
        yield caller.session
        return
    with unit_of_work() as session:
        yield session


@contextmanager
def _freeing(caller: Caller, key: str) -> Iterator[None]:
    """Let go of the key when the act is refused; in the act's own transaction it goes by itself."""
    try:
        yield
    except BaseException:
        if isinstance(caller, Visit):
            with unit_of_work() as session:
                idempotency.free(session, viewer=caller.viewer, key=key)
        raise


def _again(known: Remembered) -> Response:
    if known.body is None:
        raise Conflict("A token was made with this key, and shown that once.", "token-made-already")
    headers = {"Location": known.location} if known.location else None
    return Response(known.body, known.status, headers, "application/json")


def _fingerprint(request: Request, values: dict[str, Any]) -> bytes:
    """What makes two requests the same: where they go, and the bytes of the body or its files.

    Around files clients draw another boundary each time.
    """
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    said = hashlib.sha256(f"{request.method} {target}\n".encode())
    uploads = [value for value in values.values() if isinstance(value, UploadFile)]
    for upload in uploads:
        for piece in iter(lambda file=upload.file: file.read(READ_BYTES), b""):  # type: ignore[misc]
            said.update(piece)
        upload.file.seek(0)
    if not uploads:
        said.update(getattr(request.state, "body", b""))
    return said.digest()
