"""What REST answers and pages show of accounts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

Scope = Literal["read", "write"]


@dataclass(frozen=True, slots=True)
class QuietHours:
    """Local times between which nothing is sent; they may span midnight."""

    from_: Annotated[str, Field(serialization_alias="from")]
    to: str


@dataclass(frozen=True, slots=True)
class NudgeSettings:
    """Whether, from which risk on, and how often a day nudges come."""

    enabled: bool
    threshold: float
    per_day: int


@dataclass(frozen=True, slots=True)
class UserView:
    """A user's own profile."""

    id: UUID
    email: str
    email_confirmed: bool
    full_name: str
    display_name: str | None
    avatar_url: str | None
    timezone: str
    week_start: str
    day_start: int
    locale: str
    quiet_hours: QuietHours | None
    nudges: NudgeSettings
    leaderboard_opt_in: bool
    weekly_report: bool
    trains_model: bool
    onboarding: str
    role: str
    is_active: bool
    created_at: datetime
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionView:
    """One sign-in of the user."""

    id: UUID
    user_agent: str
    ip: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


@dataclass(frozen=True, slots=True)
class TokenView:
    """A token as it is listed, without its secret."""

    id: UUID
    name: str
    scopes: list[Scope]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewToken(TokenView):
    """A token with its secret, which is shown this once."""

    token: str
