"""How a shared text becomes a question that somebody is about to ask; pure."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

LONGEST_TITLE: Final = 150
# Signs of an address as it is sent. Servers refuse longer lines than some 8,000, and at the door the address stands
# within another one, where each % takes three signs; a Chinese character is nine signs here, and fifteen there.
LONGEST_ADDRESS: Final = 4_000
_ENDS: Final = ("\n", "。", "？", "！", ". ", "? ", "! ")


def draft_of(title: str, text: str, url: str) -> tuple[str, str]:
    """A title and a body from what another app shared; most apps send a text alone, some put the address in it."""
    title, text, url = (" ".join(title.split()), text.strip(), url.strip())
    if not title and text and not text.startswith(("http://", "https://")):
        title = _first_sentence(text)
    parts = [title if len(title) > LONGEST_TITLE else "", text if text != title else ""]
    if url.startswith(("http://", "https://")) and url not in text:
        parts.append(url)
    return title[:LONGEST_TITLE], "\n\n".join(part for part in parts if part)


def query_of(words: Mapping[str, str]) -> str | None:
    """The words as the part of an address behind the ?; None where they do not fit into one."""
    query = urlencode(words)
    return query if len(query) <= LONGEST_ADDRESS else None


def _first_sentence(text: str) -> str:
    ends = [text.find(end) + (0 if end == "\n" else 1) for end in _ENDS if end in text]
    return " ".join(text[: min([*ends, LONGEST_TITLE])].split())
