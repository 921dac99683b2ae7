"""What a share link says, who counts as a visitor, and who does not; pure."""

import hashlib
import hmac
import re
from datetime import date
from typing import Final

DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
SEAL: Final = 5  # letters at the end of a code; enough that nobody hits another member's by trying
LONGEST_CODE: Final = 7 + SEAL  # an id has at most seven letters
HALF: Final = 16  # hex letters for the network, and as many for the browser in it
FROM_ONE_NETWORK: Final = 20  # visits a day that one network may bring a sharer

# Programs that fetch pages: they say so, or are known to; previews of messengers too.
# Cubot makes phones.
ROBOTS: Final = re.compile(
    r"(?<!cu)bot\b|crawl|spider|slurp|scrap|preview|fetch|monitor|uptime|pingdom|lighthouse|headless|phantom"
    r"|facebookexternalhit|^whatsapp|embedly|mediapartners|feedly|feedburner|archiver|validator"
    r"|curl/|wget/|python-|httpx|aiohttp|okhttp|go-http|^java|libwww|^ruby|axios|undici",
    re.IGNORECASE,
)


def code_of(member_id: int, key: bytes) -> str:
    """The short word in a member's share links; it tells neither the name nor the address."""
    number, letters = member_id, ""
    while number:
        number, rest = divmod(number, len(DIGITS))
        letters = DIGITS[rest] + letters
    return letters + _seal(member_id, key)


def member_of(code: str, key: bytes) -> int | None:
    """Whose code this is; None for anything else."""
    letters = code[:-SEAL]
    if not letters or len(code) > LONGEST_CODE or not all(each in DIGITS for each in letters):
        return None
    number = int(letters, len(DIGITS))
    return number if hmac.compare_digest(code_of(number, key).encode(), code.encode()) else None


def _seal(member_id: int, key: bytes) -> str:
    number = int.from_bytes(hmac.digest(key, b"share:%d" % member_id, hashlib.sha256))
    letters = []
    for _ in range(SEAL):
        number, rest = divmod(number, len(DIGITS))
        letters.append(DIGITS[rest])
    return "".join(letters)


def visitor_of(network: str, agent: str, day: date, key: bytes) -> str:
    """A visitor of one day, known again that day and no longer; the first half stands for the network alone."""
    salt = hmac.digest(key, b"visitors of " + day.isoformat().encode(), hashlib.sha256)
    both = f"{network}\n{agent}".encode("utf-8", "surrogatepass")
    place = hmac.digest(salt, network.encode("utf-8", "surrogatepass"), hashlib.sha256)
    browser = hmac.digest(salt, both, hashlib.sha256)
    return place.hex()[:HALF] + browser.hex()[:HALF]


def is_robot(agent: str) -> bool:
    """Whether a program fetched the page, as far as it says what it is."""
    return not agent.strip() or ROBOTS.search(agent) is not None
