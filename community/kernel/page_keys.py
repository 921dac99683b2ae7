"""What a page depends on beside what is in the database: its address, the languages asked for, and who comes."""

import base64
import binascii
import json
from typing import Any, Final

from werkzeug.datastructures import MultiDict
from werkzeug.sansio.http import parse_cookie

HARMLESS: Final = frozenset({"lang"})  # cookies that only choose what the key holds anyway
SIGNED: Final = "session"
OF_MEMBERS: Final = HARMLESS | {SIGNED, "remember_token"}
TOKEN: Final = "csrf_token"  # noqa: S105 - the name under which a session keeps what its forms are known by
LONGEST_BARE: Final = 300

Key = tuple[str, ...]


def key_of(environ: dict[str, Any]) -> Key | None:
    """What a page depends on; None where it may depend on more than that."""
    if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in environ:
        return None
    sent = environ.get("HTTP_COOKIE", "")
    cookies = parse_cookie(sent)  # as requests do: whatever bytes another site has put there
    if cookies and not OF_MEMBERS.issuperset(cookies):
        return None
    return (
        environ["wsgi.url_scheme"],
        environ.get("HTTP_HOST", ""),
        environ.get("PATH_INFO", ""),
        environ.get("QUERY_STRING", ""),
        environ.get("SCRIPT_NAME", ""),
        cookies.get("lang", ""),
        environ.get("HTTP_ACCEPT_LANGUAGE", ""),
        "" if _is_anybodys(cookies) else sent,
    )


def is_own(key: Key) -> bool:
    """Whether this is the page of one browser alone, which has more than harmless cookies."""
    return bool(key[-1])


def _is_anybodys(cookies: MultiDict[str, str]) -> bool:
    others = [name for name in cookies if name not in HARMLESS]
    return not others or (others == [SIGNED] and all(map(_is_bare, cookies.getlist(SIGNED))))


def _is_bare(session: str) -> bool:
    """Whether a session names nobody and holds nothing but what the forms of its browser are known by.

    Such a browser was at the form for signing in, say. The signature is not looked at: whoever makes up a session
    that names nobody is a visitor, too. A page with such a form in it is not kept at all (`page_cache`).
    """
    payload = session.partition(".")[0]
    if not payload or len(session) > LONGEST_BARE:
        return False
    try:
        held = json.loads(
            base64.b64decode(payload + "=" * (-len(payload) % 4), altchars=b"-_", validate=True)
        )
    except (ValueError, binascii.Error, RecursionError):
        return False
    return isinstance(held, dict) and held.keys() <= {TOKEN}
