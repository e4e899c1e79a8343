"""The signed-in user's profile."""

from fastapi import APIRouter

from habit_app.api import problems
from habit_app.api.deps import Reader, Writer
from habit_app.api.routing import Route
from habit_app.services import accounts, profiles
from habit_app.services.profiles import ProfileDraft, ProfilePatch
from habit_app.services.views import UserView

router = APIRouter(route_class=Route, prefix="/users", tags=["accounts"])


@router.get("/me", responses=problems.answers(401, 403))
def get_profile(caller: Reader) -> UserView:
    """Read the profile."""
    return accounts.me(caller.session, viewer=caller.viewer)


@router.put("/me", responses=problems.answers(401, 403, 422))
def replace_profile(body: ProfileDraft, caller: Writer) -> UserView:
    """Replace the profile."""
    return profiles.change_profile(caller.session, viewer=caller.viewer, change=body)


@router.patch("/me", responses=problems.answers(401, 403, 422))
def change_profile(body: ProfilePatch, caller: Writer) -> UserView:
    """Change the fields that are named."""
    return profiles.change_profile(caller.session, viewer=caller.viewer, change=body)
