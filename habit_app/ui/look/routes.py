"""Where the pages are."""

from urllib.parse import quote
from uuid import UUID

from habit_app.errors import NotFound

TODAY = "/"
LOGIN = "/login"
SIGNUP = "/signup"
FORGOT = "/forgot"
RESET = "/reset"
CONFIRM = "/confirm"
SETTINGS = "/settings"
HABITS = "/habits"
HABIT = "/habits/[habit_id]"
BADGES = "/badges"
COMMUNITY = "/community"
INSIGHTS = "/insights"
INBOX = "/notifications"
MODELS = "/admin/models"
NOT_FOUND = "/404"
NOWHERE = "/nowhere"
"""Where no page is, so that the friendly 404 answers."""

SIGNED_OUT = frozenset({LOGIN, SIGNUP, FORGOT})
"""Pages for people who are not signed in."""
ANYBODY = frozenset({RESET, CONFIRM})
"""Pages that links in mails lead to, signed in or not."""
BUILT = SIGNED_OUT | ANYBODY | {HABITS, INSIGHTS, SETTINGS, BADGES, COMMUNITY, INBOX, MODELS}
"""Pages that have a file of their own."""

FALLBACK = "/__spa-fallback.html"
"""The file for pages whose address holds an id."""


def sign_in_for(page: str) -> str:
    """The sign-in that leads back to a page, which is named by its path and query."""
    return LOGIN if page == TODAY else f"{LOGIN}?next={quote(page, safe='/')}"


def is_habit(path: str) -> bool:
    """Whether this is the address of one habit."""
    folder, _, habit_id = path.rpartition("/")
    return folder == "/habits" and bool(habit_id)


def habit_in(path: str) -> UUID:
    """The habit that an address names; who asks for it is judged by the use-case."""
    try:
        return UUID(str(path).rstrip("/").rpartition("/")[2])
    except ValueError:
        raise NotFound("There is no such habit.", "habit-not-found") from None
