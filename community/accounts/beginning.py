"""The browser in which somebody signed up: whoever proves their address there need not sign in as well.

The session keeps a secret mark, for a known address just the same, so that a cookie tells nobody who has an
account; the link that confirms keeps its fingerprint. A letter opened anywhere else leads to the sign-in page.
"""

import secrets
from typing import Final

from flask import session

from community.kernel import secret_links

MARK: Final = "began_with"  # in the session
CAME_FROM: Final = "came_from"  # there: where somebody was who signed up
WRITTEN_TO: Final = "written_to"  # there: the address that the next page names


def mark() -> str:
    """Mark this browser, once; returns what the link that confirms shall know of it."""
    session[MARK] = str(session.get(MARK) or secret_links.new_seed())
    return secret_links.fingerprint(session[MARK])


def written(email: str, target: str) -> None:
    """Note where a letter went, for the page that says so, and where its reader wanted to go."""
    session[WRITTEN_TO] = email
    session[CAME_FROM] = target


def was_here(known: str) -> bool:
    """Whether `known` is the mark of this browser."""
    kept = str(session.get(MARK, ""))
    return bool(kept and known) and secrets.compare_digest(secret_links.fingerprint(kept), known)
