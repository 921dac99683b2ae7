"""Who was signed in at a browser whose session has ended: what was typed there is shown to nobody else.

The signed cookie of the browser names the member; signing out takes the name along. So does the next page that is
opened after a session has ended: whatever is typed from then on may be anybody's.
"""

from typing import Final

from flask import request, session

_NAME: Final = "whose"  # in the session


def remember(member_id: int) -> None:
    """This browser is a member's while the session lasts, and until it opens a page afterwards."""
    if session.get(_NAME) != member_id:
        session[_NAME] = member_id


def forget_on_page() -> None:
    """Nobody is signed in: a page that is opened so is filled in by somebody unknown. Polls are no pages."""
    if _NAME in session and request.method == "GET" and _is_page():
        session.pop(_NAME)


def of_browser() -> int | None:
    """The member whose session ended at this browser since it opened its last page; None where nobody knows."""
    found = session.get(_NAME)
    return found if isinstance(found, int) else None


def _is_page() -> bool:
    mode = request.headers.get("Sec-Fetch-Mode")
    return mode == "navigate" if mode else request.accept_mimetypes.accept_html
