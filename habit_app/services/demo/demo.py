"""Making the demo account in an empty installation; refused in production."""

from sqlmodel import Session

from habit_app.db.queries.accounts import accounts as store
from habit_app.errors import NotAllowed
from habit_app.services.accounts import registration
from habit_app.services.accounts.registration import SignUp
from habit_app.services.demo import history
from habit_app.services.predictions import predictions
from habit_app.services.shared import viewers
from habit_app.settings import get_settings


def fill_if_empty(session: Session, *, email: str, password: str) -> bool:
    """Make the demo user, an admin, unless there are users already; never in production."""
    if get_settings().env == "production":
        raise NotAllowed("Demo data are refused in production.", "no-demo")
    if store.count_users(session):
        return False
    wanted = SignUp(email, password, "Demo", registration.local_zone())
    user = registration.create_user(session, wanted=wanted, role="admin")
    viewer = viewers.of_user(user)
    history.fill(session, viewer=viewer)
    predictions.ask_batch(session, viewer=viewer)
    return True
