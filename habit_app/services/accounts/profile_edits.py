"""Editing the profile together with the address, which takes the password."""

from typing import Annotated, Any

from pydantic import Field

from habit_app.db.session import unit_of_work
from habit_app.errors import invalid_field
from habit_app.services.accounts import email_change, profiles
from habit_app.services.accounts.profiles import ProfileDraft, ProfilePatch
from habit_app.services.accounts.views import UserView
from habit_app.services.evaluation.folding import folding_first
from habit_app.services.shared.audit import Origin
from habit_app.services.shared.viewers import Viewer

Email = Annotated[str, Field(max_length=320)]
Password = Annotated[str, Field(max_length=1000)]


class ProfileReplacement(ProfileDraft):
    """All of the profile; the address stays where none is named."""

    email: Email | None = None
    password: Password | None = None

    def columns(self) -> dict[str, Any]:
        return without_address(super().columns())


class ProfileEdit(ProfilePatch):
    """The fields to change; another address takes the password with it."""

    email: Email | None = None
    password: Password | None = None

    def columns(self) -> dict[str, Any]:
        return without_address(super().columns())


def without_address(columns: dict[str, Any]) -> dict[str, Any]:
    return {name: told for name, told in columns.items() if name not in {"email", "password"}}


def edit(viewer: Viewer, *, edit: ProfileReplacement | ProfileEdit, origin: Origin) -> UserView:
    """Store the profile; a new address is asked for first, so that a refusal changes nothing."""
    if edit.email and edit.email != viewer.email:
        if viewer.session_id is None or not edit.password:
            raise invalid_field("password", "A new address takes your password.", "wrong-password")
        email_change.ask_change(viewer, email=edit.email, password=edit.password, origin=origin)

    def change() -> UserView:
        with unit_of_work() as session:
            return profiles.change_profile(session, viewer=viewer, change=edit)

    return folding_first(change)
