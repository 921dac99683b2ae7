"""Words of new tokens; a form that is sent twice makes one token, and shows it both times."""

from collections.abc import Collection
from typing import Final

from sqlalchemy import select

from community.accounts.models import ApiToken
from community.kernel import clock, secret_links, shown_again
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.words import N_

TOKEN_PREFIX: Final = "hz_"  # noqa: S105 - lets people and scanners of leaked secrets know one of ours


def word(member_id: int, form: str, label: str, scopes: Collection[str] | None) -> str:
    """A token that nobody can guess; the same form, filled in alike, has the same one."""
    use = f"token:{label}:{None if scopes is None else sorted(scopes)}"
    return TOKEN_PREFIX + shown_again.letters_for(form, whose=member_id, use=use)


def was_just_made(token: str) -> bool:
    """Whether its form was sent before, a moment ago; raises Conflict where that was earlier."""
    query = select(ApiToken).where(ApiToken.token_hash == secret_links.fingerprint(token))
    made = db.session.scalars(query).one_or_none()
    if made is None:
        return False
    if made.revoked_at is not None or made.created_at < clock.now() - shown_again.LASTS:
        raise Conflict(N_("This form has made its token already. Open the page anew to make another one."))
    return True
