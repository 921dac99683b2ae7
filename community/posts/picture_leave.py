"""Pictures on pages behind a secret link, whose reader has no account: each address says that they may see it."""

import hmac
import re
from datetime import date, timedelta
from typing import Final

from community.kernel import clock, sealing
from community.kernel.storage import NAME, UPLOADS

PARAMETER: Final = "leave"
LASTS: Final = timedelta(days=2)  # as long as a page may stay open
_SHOWN: Final = re.compile(f'<img src="{re.escape(UPLOADS)}({NAME})"')


def with_leave(html: str) -> str:
    """`html` with addresses of pictures that show them to whoever has this page."""
    until = clock.now().date() + LASTS
    return _SHOWN.sub(
        lambda found: f'<img src="{UPLOADS}{found[1]}?{PARAMETER}={_leave(found[1], until)}"', html
    )


def is_given(key: str, leave: str) -> bool:
    """Whether this is a leave to see the picture, and not over."""
    try:
        until = date.fromisoformat(leave[:10])
    except ValueError:
        return False
    return until >= clock.now().date() and hmac.compare_digest(leave.encode(), _leave(key, until).encode())


def _leave(key: str, until: date) -> str:
    """The day on which it is over, and a mark that nobody else can make."""
    return f"{until.isoformat()}-{sealing.mark_of(f'{until.isoformat()} {key}', use='picture leave').hex()}"
