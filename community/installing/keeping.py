"""Which pages a browser may keep for reading offline: those that everybody may see, and no others."""

from typing import Final

from flask import Response, g, request

from community.kernel.languages import current_language

HEADER: Final = "Huzhu-Keep"
FINE: Final = 200
_MARK: Final = "huzhu.may_keep"


def may_keep() -> None:
    """Say of the page that is being made: everybody may read it, so a browser may keep it."""
    request.environ[_MARK] = True


def mark(response: Response) -> Response:
    """Tell the worker whether to keep the page, and in which language its offline page should be.

    A page with somebody's name on it is kept `again`: fetched once more, without an account.
    """
    if response.mimetype == "text/html":
        response.headers.setdefault("Content-Language", current_language())
    if response.status_code == FINE and request.environ.get(_MARK):
        own = "again" if g.get("huzhu_signed_in") else "this"
        response.headers[HEADER] = f"{own} {current_language()}"
    return response
