"""How often an address that nobody has confirmed may be written to; pure."""

from datetime import datetime, timedelta
from typing import Final

MOST_UNCONFIRMED: Final = 3  # whoever does not answer three letters does not want a fourth
APART: Final = timedelta(hours=1)


def may_be_asked(sent_count: int, last_at: datetime | None, now: datetime) -> bool:
    """Whether one more letter may ask for the address to be confirmed; anybody may have typed it."""
    return sent_count < MOST_UNCONFIRMED and (last_at is None or now - last_at >= APART)
