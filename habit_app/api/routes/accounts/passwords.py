"""Changed and forgotten passwords, and confirmed addresses."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import Field

from habit_app.api import deps, problems
from habit_app.api.deps import OwnerVisit, Writer
from habit_app.api.routing import PasswordRoute, Route
from habit_app.services.accounts import email_change, recovery
from habit_app.services.habits.drafts import Body

router = APIRouter(route_class=Route, prefix="/auth", tags=["accounts"])
password_router = APIRouter(route_class=PasswordRoute, prefix="/auth", tags=["accounts"])

Password = Annotated[str, Field(max_length=1000)]
Secret = Annotated[str, Field(max_length=200)]


class PasswordChange(Body):
    """The password that is and the one to be; personal tokens end unless they are kept."""

    current: Password
    new: Password
    end_tokens: bool = True


class Forgotten(Body):
    email: Annotated[str, Field(max_length=320)]


class Reset(Body):
    """The secret of a mail's link, and the new password."""

    token: Secret
    password: Password


class Confirmation(Body):
    """The secret of a mail's link."""

    token: Secret


class Accepted(Body):
    """Whatever follows is told by mail."""

    status: str = "accepted"


@password_router.post("/password", status_code=204, responses=problems.answers(401, 403, 422, 429))
def change_password(body: PasswordChange, request: Request, caller: OwnerVisit) -> None:
    """Change the password; the other sign-ins end, and personal tokens unless told otherwise."""
    recovery.change_password(
        caller.viewer,
        current=body.current,
        new=body.new,
        origin=deps.origin_of(request),
        end_tokens=body.end_tokens,
    )


@router.post("/forgot", status_code=202, responses=problems.answers(422, 429))
def forget_password(body: Forgotten, request: Request) -> Accepted:
    """Ask for a link to a new password; the answer is always the same."""
    recovery.forgot(email=body.email, origin=deps.origin_of(request))
    return Accepted()


@password_router.post("/reset", status_code=204, responses=problems.answers(422, 429))
def reset_password(body: Reset, request: Request) -> None:
    """Set a new password by a mail's link; every sign-in ends."""
    origin = deps.origin_of(request)
    recovery.reset(secret=body.token, password=body.password, origin=origin)


@router.post("/verify", status_code=204, responses=problems.answers(409, 422, 429))
def verify_email(body: Confirmation, request: Request) -> None:
    """Confirm an e-mail address by a mail's link."""
    email_change.confirm(secret=body.token, origin=deps.origin_of(request))


@router.post("/verify/resend", status_code=202, responses=problems.answers(401, 403, 429))
def resend_confirmation(caller: Writer) -> Accepted:
    """Send the mail that asks for confirmation again."""
    email_change.resend(caller.session, viewer=caller.viewer)
    return Accepted()
