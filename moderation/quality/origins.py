"""Where a post comes from: a secret mark of the address, how long the form was open, a mark of the text."""

import hashlib
import hmac
import re
from typing import Final

from flask import current_app, has_request_context, request
from itsdangerous import BadData, URLSafeSerializer

from community.kernel import clock
from community.kernel.text import fold

FIELD: Final = "opened"
LONGEST: Final = 86_400.0
_NOT_WORDS = re.compile(r"https?://\S+|[\W\d_]+")
FEW_LETTERS: Final = 24  # shorter texts are said by many: "Thank you, that helped!"


def address_mark() -> str:
    """The address of the running request as a mark that only this site can make; "" outside a request."""
    if not has_request_context() or not request.remote_addr:
        return ""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, b"address:" + request.remote_addr.encode(), hashlib.sha256).hexdigest()[:32]


def text_mark(text: str) -> int:
    """A number for what a text says: the same for other numbers, links and signs; 0 for very short ones."""
    letters = _NOT_WORDS.sub("", fold(text))
    if len(letters.encode()) < FEW_LETTERS:
        return 0
    return int.from_bytes(hashlib.blake2b(letters.encode(), digest_size=8).digest(), "big", signed=True)


def opened_now() -> str:
    """A signed note of this moment, for a hidden field of a form; one that was sent already is kept."""
    sent = str(request.form.get(FIELD, "")) if has_request_context() else ""
    return sent if seconds_since(sent) is not None else _signer().dumps(clock.now().timestamp())


def seconds_open() -> float | None:
    """How long ago the form of the running request was opened, where it says so."""
    if not has_request_context() or FIELD not in request.form:
        return None
    return seconds_since(str(request.form[FIELD]))


def seconds_since(note: str) -> float | None:
    """The age of a signed note; None for one that is not ours or too old to say anything."""
    try:
        age = clock.now().timestamp() - float(_signer().loads(note))
    except (BadData, TypeError, ValueError):
        return None
    return age if 0 <= age < LONGEST else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.config["SECRET_KEY"]), salt="form-opened")
