"""The messages that accounts send, each with its links and what must be true when it is asked for."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import delete, or_

from community.accounts.models import Member, SignUp
from community.accounts.rules import SIGN_UP_LASTS
from community.accounts.tokens import LIVES, Purpose
from community.kernel import clock, jobs, mail
from community.kernel.db import db
from community.kernel.jobs import Job
from community.kernel.mail import Mail, MailLink, send_later

CONFIRM_PATH: Final = "/confirm/{word}"
RESET_PATH: Final = "/reset/{word}"
EMAIL_PATH: Final = "/email/{word}"


LETTER: Final = "account_letter"


class About(StrEnum):
    """What somebody asked for who typed an address: which letter goes there is found out after they were answered."""

    SIGN_UP = "sign-up"
    RESET = "reset"
    NEW_ADDRESS = "new-address"


def find_out(about: About, **known: Any) -> None:
    """Leave it to a job who is behind an address: whoever typed it waits equally long, whatever the job will find.

    An address among what is `known` is called `to`: whoever leaves takes it along (`mail.forget`).
    """
    jobs.enqueue(LETTER, {"about": about, **known})


def prove(sign_up: SignUp, seed: str) -> None:
    """Please confirm that this address is yours; then the account begins."""
    send_later(
        Mail(
            kind="confirm",
            to=sign_up.email,
            name=sign_up.name,
            lang=sign_up.lang,
            links={"link": MailLink(CONFIRM_PATH, seed)},
            until=sign_up.created_at + SIGN_UP_LASTS,
        )
    )


def confirm(member: Member, seed: str) -> None:
    """Please confirm that this address is yours."""
    _to_member(member, "confirm", {"link": MailLink(CONFIRM_PATH, seed)}, until=_end_of(Purpose.CONFIRM))


def reset(member: Member, seed: str) -> None:
    """Here you choose a new password."""
    _to_member(member, "reset", {"link": MailLink(RESET_PATH, seed)}, until=_end_of(Purpose.RESET))


def already_registered(member: Member, seed: str) -> None:
    """Somebody, perhaps you, wanted a second account for this address."""
    links = {"link": MailLink(RESET_PATH, seed), "sign_in": MailLink("/sign-in")}
    _to_member(member, "already-registered", links, until=_end_of(Purpose.RESET))


def password_changed(member: Member, ways: Sequence[tuple[str, str]]) -> None:
    """Your password is another one now; this is what to do if it was not you, and what else opens the account."""
    links = {"link": MailLink("/reset"), "settings": MailLink("/settings/sessions")}
    _to_member(member, "password-changed", links, params={"ways": [list(each) for each in ways]})


def email_change(member: Member, address: str, seed: str, until: datetime) -> None:
    """Please confirm your new address; goes to the new one."""
    send_later(
        Mail(
            kind="email-change",
            to=address,
            name=member.display_name,
            lang=member.spoken_to_in,
            params={"member_id": member.id},
            links={"link": MailLink(EMAIL_PATH, seed)},
            until=until,
        )
    )


def forget_changes(member_id: int) -> None:
    """Remove every address that a member wanted to move to, and no letter of whoever it belongs to."""
    sought = (Job.kind == LETTER) & (Job.payload["member_id"].as_integer() == member_id)
    of_change = (Job.kind == mail.JOB) & (Job.payload["kind"].as_string() == "email-change")
    sent = of_change & (Job.payload["params"]["member_id"].as_integer() == member_id)
    db.session.execute(delete(Job).where(or_(sought, sent)))


def email_changed(member: Member, old: str) -> None:
    """Your account has a new address; goes to the old one, which can no longer reset anything."""
    send_later(Mail(kind="email-changed", to=old, name=member.display_name, lang=member.spoken_to_in))


def _end_of(purpose: Purpose) -> datetime:
    """When a link that is made now ends, and with it what its letter is good for."""
    return clock.now() + LIVES[purpose].lasts


def _to_member(
    member: Member,
    kind: str,
    links: Mapping[str, MailLink],
    *,
    params: Mapping[str, Any] | None = None,
    until: datetime | None = None,
) -> None:
    if member.email is not None:
        send_later(
            Mail(
                kind=kind,
                to=member.email,
                name=member.display_name,
                lang=member.spoken_to_in,
                params=params or {},
                links=links,
                until=until,
            )
        )
