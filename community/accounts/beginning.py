"""The browser in which somebody signed up: whoever proves their address there need not sign in as well.

The session keeps a secret mark, for a known address just the same, so that a cookie tells nobody who has an
account; the link that confirms keeps its fingerprint. A letter opened anywhere else leads to the sign-in page.
"""

import secrets
from typing import Final

from flask import session

from community.accounts.models import Member, OneTimeLink
from community.kernel import secret_links

MARK: Final = "began_with"  # in the session


def mark() -> str:
    """Mark this browser; returns what the link that confirms shall know of it."""
    session[MARK] = secret_links.new_seed()
    return secret_links.fingerprint(session[MARK])


def was_here(link: OneTimeLink, member: Member) -> bool:
    """Whether the link was made by a sign-up in this browser, and the password is still the one typed then."""
    kept, known = str(session.get(MARK, "")), str(link.payload.get("browser", ""))
    same = bool(kept and known) and secrets.compare_digest(secret_links.fingerprint(kept), known)
    return same and link.payload.get("epoch") == member.session_epoch
