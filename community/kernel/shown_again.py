"""Secrets that are shown once, and forms that are sent twice: what the second answer shows is what the first one made.

A browser whose button is pressed twice shows the second answer alone. Where that one refused, or had made something
else, a secret would be in force that nobody has seen. So the secret follows from the name of the form, a number by
chance that is on its page and is not kept, and from the key of the site: the database alone betrays none.
"""

import base64
import secrets
from datetime import timedelta
from typing import Final

from community.kernel import sealing

LASTS: Final = timedelta(minutes=2)  # whoever presses twice does so at once; later it is not shown again
SIZE: Final = 32
LONGEST_FORM: Final = 64


def bytes_for(form: str, *, whose: int, use: str, number: int = 0) -> bytes:
    """Thirty-two bytes that nobody can guess: the same ones for the same form; without one they are new each time."""
    if not form:
        return secrets.token_bytes(SIZE)
    return sealing.mark_of(f"{whose}:{number}:{form[:LONGEST_FORM]}", use=f"shown-again:{use}")


def letters_for(form: str, *, whose: int, use: str) -> str:
    """The same in letters that are safe in an address."""
    return base64.urlsafe_b64encode(bytes_for(form, whose=whose, use=use)).rstrip(b"=").decode()
