"""Use-cases on accounts: making them, inviting to them, switching them off."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from sqlmodel import Session

from habit_app import clock
from habit_app.db.queries.accounts import accounts as store
from habit_app.db.queries.notifications import channels as channel_store
from habit_app.db.session import unit_of_work
from habit_app.db.tables import Channel, User
from habit_app.errors import Conflict, NotAllowed, NotFound, invalid_field
from habit_app.services.accounts import mail_links, mails, passwords, sign_in
from habit_app.services.accounts.sign_in import Client, SignedIn
from habit_app.services.habits.drafts import known_zone, plain_line, zones
from habit_app.services.shared import audit, rate_limits
from habit_app.services.shared.audit import Origin
from habit_app.services.shared.email_addresses import key_of, normal_email
from habit_app.settings import get_settings
from habit_app.text.formats import LOCALES, first_weekday


@dataclass(frozen=True, slots=True)
class SignUp:
    email: str
    password: str
    full_name: str
    timezone: str | None = None
    """Without one days are those of UTC, until somebody says where they live."""
    locale: str = "en"
    invite: str = ""


def sign_up(*, wanted: SignUp, client: Client, origin: Origin) -> SignedIn:
    """Make an account and sign it in. One account per address, without regard to case.

    The password is hashed before the transaction begins: nobody waits for that.
    """
    rate_limits.spend("sign_up", origin.network)
    mode = get_settings().signup
    if mode == "closed" or (mode == "invite" and not wanted.invite):
        raise NotAllowed("This installation takes no new accounts.", f"sign-up-{mode}")
    user = new_user(wanted)
    with unit_of_work() as session:
        if mode == "invite":
            mail_links.use(session, wanted.invite, "invite")
        store_user(session, user)
        audit.note(session, "sign-up", user_id=user.id, origin=origin)
        mails.ask_confirmation(session, user)
        return sign_in.begin(session, user, client=client, origin=origin)


def new_user(wanted: SignUp, *, role: str = "user") -> User:
    """Make a user to be stored; refuses weak passwords, and what is no address, name or zone."""
    email = normal_email(wanted.email)
    passwords.refuse_weak(wanted.password, email=email)
    try:
        full_name = plain_line(wanted.full_name)[:120]
    except ValueError as error:
        raise invalid_field("full_name", str(error), "invalid-name") from None
    if not full_name:
        raise invalid_field("full_name", "Say how you want to be called.", "name-required")
    try:
        zone = known_zone(wanted.timezone) if wanted.timezone is not None else "UTC"
    except ValueError as error:
        raise invalid_field("timezone", str(error), "value-error") from None
    locale = wanted.locale if wanted.locale in LOCALES else "en"
    return User(
        email=email,
        email_key=key_of(email),
        password_hash=passwords.hash_password(wanted.password),
        full_name=full_name,
        timezone=zone,
        zone_settled=wanted.timezone is not None,
        locale=locale,
        week_start=first_weekday(locale),
        role=role,
    )


def store_user(session: Session, user: User) -> None:
    if not store.insert_user(session, user):
        raise Conflict("There is an account with this e-mail address already.", "email-taken")
    channel_store.insert_channel(session, make_mail(user.id))


def create_user(session: Session, *, wanted: SignUp, role: str = "user") -> User:
    """Make an account on behalf of an operator, who vouches for the address."""
    user = new_user(wanted, role=role)
    user.email_confirmed_at = clock.utc_now()
    store_user(session, user)
    audit.note(session, "user-created", user_id=user.id, origin=Origin(), role=role)
    return user


def has_people(session: Session) -> bool:
    """Whether anybody has an account here."""
    return store.count_users(session) > 0


def invite(session: Session) -> str:
    """Return a link with which one person can sign up where that takes an invitation."""
    return mails.link_to("signup", mail_links.make(session, "invite", user_id=None).id)


def set_active(session: Session, *, email: str, active: bool) -> None:
    """Let a user in again, or refuse them everywhere from now on, on open sockets, too."""
    user = store.find_by_email(session, key_of(email))
    if user is None:
        raise NotFound("There is no such user.", "user-not-found")
    store.update_user(session, user.id, {"is_active": active})
    action = "user-activated" if active else "user-deactivated"
    audit.note(session, action, user_id=user.id, origin=Origin())


def local_zone() -> str:
    """The zone of this machine, where it has a name; for the demo user of a laptop."""
    path = Path("/etc/localtime")
    name = str(path.resolve()).partition("zoneinfo/")[2]
    return name if name in zones() else "UTC"


def make_mail(user_id: UUID) -> Channel:
    """The channel that every account has: mail to its own address."""
    return Channel(user_id=user_id, kind="email", name="E-mail")
