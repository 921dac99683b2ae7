"""How a shared text becomes a question that somebody is about to ask; pure."""

from typing import Final

LONGEST_TITLE: Final = 150
LONGEST_BODY: Final = 4_000  # travels in the address, which servers limit
_ENDS: Final = ("\n", "。", "？", "！", ". ", "? ", "! ")


def draft_of(title: str, text: str, url: str) -> tuple[str, str]:
    """A title and a body from what another app shared; most apps send a text alone, some put the address in it."""
    title, text, url = (" ".join(title.split()), text.strip(), url.strip())
    if not title and text and not text.startswith(("http://", "https://")):
        title = _first_sentence(text)
    parts = [text if text != title else ""]
    if url.startswith(("http://", "https://")) and url not in text:
        parts.append(url)
    return title[:LONGEST_TITLE], "\n\n".join(part for part in parts if part)[:LONGEST_BODY]


def _first_sentence(text: str) -> str:
    ends = [text.find(end) + (0 if end == "\n" else 1) for end in _ENDS if end in text]
    return " ".join(text[: min([*ends, LONGEST_TITLE])].split())
