"""Which letter an address gets: found out by a job, so that no answer on a page depends on it.

And whether it is still sent once the mail server takes it: not when the link that it brings leads nowhere any more.
"""

from collections.abc import Mapping
from typing import Any, Final

from flask import Flask

from community.accounts import credentials, mails, signing_up, tokens
from community.accounts.mails import About
from community.accounts.tokens import Purpose
from community.kernel import mail, secret_links
from community.kernel.job_kinds import Registry

# Letters that are there for their link, and what that is for.
LINKS: Final = {
    "confirm": Purpose.CONFIRM,
    "reset": Purpose.RESET,
    "already-registered": Purpose.RESET,
    "email-change": Purpose.EMAIL_CHANGE,
}


def write(payload: Mapping[str, Any]) -> None:
    """Look who is behind an address that somebody typed, and write to them."""
    match About(payload["about"]):
        case About.SIGN_UP:
            signing_up.write(payload["sign_up_id"], payload["seed"])
        case About.RESET:
            credentials.send_reset(payload["to"])
        case About.NEW_ADDRESS:
            credentials.write_to_new_address(payload["member_id"], payload["to"], payload["seed"])


def while_it_leads(payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The same letter; None once its link was used, or replaced by a later one, which has a letter of its own."""
    word = secret_links.word_of(payload["links"]["link"]["seed"])
    try:
        tokens.look(word, LINKS[payload["kind"]])
    except tokens.LinkExpired:
        if signing_up.look(word) is None:
            return None
    return payload


def init_app(app: Flask) -> None:
    """Register the job, and the look before these letters are sent."""
    registry: Registry = app.extensions["huzhu_jobs"]
    registry.add(mails.LETTER, write)
    for kind in LINKS:
        mail.look_again(app, kind, while_it_leads)
