"""Mails about accounts: what they say, and asking for them."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlmodel import Session

from habit_app import jobs
from habit_app.db.queries.accounts import accounts as store
from habit_app.db.queries.accounts import sign_ins as sign_in_store
from habit_app.db.session import read_only
from habit_app.db.tables import User
from habit_app.integrations import mail
from habit_app.integrations.mail import Mail
from habit_app.services.accounts import mail_links
from habit_app.services.shared import audit, tokens
from habit_app.services.shared.audit import Origin
from habit_app.services.shared.email_addresses import may_mail
from habit_app.services.shared.mail_templates import render
from habit_app.settings import get_settings
from habit_app.text import say

Kind = Literal[
    "confirm",
    "change-email",
    "email-change-asked",
    "email-changed",
    "reset",
    "password-changed",
    "channel-changed",
    "deletion",
]

PAGES = {"confirm": "confirm", "change-email": "confirm", "reset": "reset"}
"""The pages that links lead to."""

JOB = "mail.account"
FORGOT = "mail.forgot"


def ask(
    session: Session, kind: Kind, *, user_id: UUID, link_id: UUID | None = None, to: str = ""
) -> None:
    """Ask for a mail to a user, with the link that it is about.

    `to` is for what is told to the address that the user had then, or will have.
    """
    jobs.ask(
        session,
        JOB,
        owner_id=user_id,
        kind=kind,
        user_id=str(user_id),
        link_id=str(link_id or ""),
        to=to,
    )


def ask_confirmation(session: Session, user: User) -> None:
    """Ask for the mail by which a user shows that the address is theirs."""
    link = mail_links.make(session, "confirm", user_id=user.id)
    ask(session, "confirm", user_id=user.id, link_id=link.id)


def deliver(job_id: UUID, arguments: dict[str, str]) -> None:
    """Write and send one mail; none if the user is gone, the link used, the address unconfirmed."""
    kind, link_id = arguments["kind"], arguments["link_id"] and UUID(arguments["link_id"])
    with read_only() as session:
        user = store.find_user_or_none(session, UUID(arguments["user_id"]))
        link = sign_in_store.find_link(session, link_id) if link_id else None
    if user is None or (link_id and (link is None or link.used_at)):
        return
    if kind not in {"confirm", "change-email"} and not may_mail(user):
        return
    url = link_to(PAGES[kind], link_id) if link_id else ""
    mail.send(compose(kind, user, to=arguments["to"] or user.email, url=url, name=str(job_id)))


def deliver_forgotten(session: Session, arguments: dict[str, str]) -> None:
    """Answer a forgotten password, where there is such an account.

    An address that nobody confirmed gets the mail that asks for that, and nothing else.
    """
    user = store.find_by_email(session, arguments["email_key"])
    origin = Origin(arguments["ip"], arguments["user_agent"])
    audit.note(session, "reset-asked", user_id=user.id if user else None, origin=origin)
    if user is None or not user.is_active:
        return
    if not may_mail(user):
        ask_confirmation(session, user)
        return
    link = mail_links.make(session, "reset", user_id=user.id)
    ask(session, "reset", user_id=user.id, link_id=link.id)


def link_to(page: str, link_id: UUID) -> str:
    """The address that a mail names. It never comes from a request, which could name any host."""
    return f"{get_settings().address}/{page}#{tokens.secret_of_link(link_id).secret}"


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands in a mail."""

    greeting: str
    paragraphs: list[str]
    button: str
    url: str


def compose(kind: str, user: User, *, to: str, url: str, name: str) -> Mail:
    """Write a mail in the user's language, as text and as HTML."""
    key, language = f"mail.{kind.replace('-', '_')}", user.locale
    letter = Letter(
        greeting=say(language, "mail.greeting", name=user.full_name),
        paragraphs=say(language, f"{key}.text", email=to).split("\n"),
        button=say(language, f"{key}.button") if url else "",
        url=url,
    )
    subject = say(language, f"{key}.subject")
    return render("letter", to=to, language=language, subject=subject, name=name, letter=letter)
