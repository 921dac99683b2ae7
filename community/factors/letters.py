"""The letters to an owner about their second factor."""

from enum import StrEnum

from community.accounts.models import Member
from community.kernel.mail import Mail, MailLink, send_later


class News(StrEnum):
    """What has happened to it."""

    ON = "on"
    OFF = "off"
    NEW_CODES = "new-codes"
    CODE_USED = "code-used"
    PASSKEY = "passkey"
    PASSKEY_GONE = "passkey-gone"


def tell(member: Member, news: News, *, left: int = 0) -> None:
    """Write to the owner; `left` is how many recovery codes they still have."""
    if member.email is not None:
        send_later(
            Mail(
                kind="second-factor",
                to=member.email,
                name=member.display_name,
                lang=member.spoken_to_in,
                params={"news": str(news), "left": left, "with_password": member.password_hash is not None},
                links={"link": MailLink("/settings/second-factor"), "reset": MailLink("/reset")},
            )
        )
