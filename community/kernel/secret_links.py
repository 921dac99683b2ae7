"""Secret words in links: made of a seed and the key of the site, so that the database alone betrays none.

A message may wait as a row before it is sent, and may be sent twice. Its row holds only the seed; the
word is computed when the message is written, and is the same each time.
"""

import base64
import hashlib
import hmac
import secrets

from flask import current_app

SEED_BYTES = 20  # 160 random bits; 128 would do


def new_seed() -> str:
    """A new random seed, harmless without the key of the site."""
    return secrets.token_urlsafe(SEED_BYTES)


def word_of(seed: str) -> str:
    """The secret word that belongs to `seed`: 43 characters that are safe in an address."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    made = hmac.new(key, b"secret-link:" + seed.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def fingerprint(word: str) -> str:
    """What is kept of a secret word: enough to know it again, useless to whoever reads it."""
    return hashlib.sha256(word.encode("utf-8", "surrogatepass")).hexdigest()
