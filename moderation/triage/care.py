"""How much care a post was written with, as numbers: title, sentences, paragraphs, manners, what was tried."""

import math
import re

_SENTENCE_END = re.compile(r"[.!?]\s+")
_WORD = re.compile(r"\w+")
_MINDING_CASE = tuple(re.compile(pattern) for pattern in (r"[A-Z]", r"[.!?]\s+[a-z]"))
# Counted in the lower-cased text, each as it is and for every hundred words.
_SIGNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"[.!?](?:\s|$)",
        r"\n\s*\n",
        r"\n",
        r"\$",
        r"\bthank",
        r"\b(?:however|but|although|because|since|therefore|so that)\b",
        r"\bi (?:have|tried|want|need|am|was|know|think|found)\b",
        r"\b(?:what|how|why|which|when|where|who)\b",
        r"\bany(?:one|body)?\b.{0,12}\b(?:help|idea|suggest)",
        r"\bi\b",
        r"\b(?:im|dont|u|pls)\b",
        r",",
        r"\(",
        r"\b(?:e\.?g|example|instance)\b",
        r"\b(?:edit|update)\b",
        r"\?",
        r"\b(?:hi|hello|dear)\b",
        r"\b(?:error|exception|warning)\b",
        r"\d",
        r"[^\x00-\x7f]",
        r"\bthe\b",
        r"\bplease\b",
        r"\b(?:best|better|should|recommend|opinion)\b",
    )
)


def facts(title: str, body: str, code: str, link_count: int) -> list[float]:
    """The numbers, always as many and in the same order; `body` with its line ends, without markup."""
    words = body.split()
    said = max(1, len(words))
    sentences = max(1, sum(1 for part in _SENTENCE_END.split(body) if part.strip()))
    named, told = set(_WORD.findall(title.lower())), set(_WORD.findall(body.lower()))
    found = [
        len(title),
        len(title.split()),
        title[:1].isupper(),
        title.endswith("?"),
        sum(map(str.isupper, title)) / max(1, len(title)),
        math.log1p(len(body)),
        math.log1p(sentences),
        len(words) / sentences,
        math.log1p(len(code)),
        len(code) / max(1, len(code) + len(body)),
        link_count,
        len(set(words)) / said,
        sum(map(len, words)) / said,
        body[:1].isupper(),
        body.rstrip()[-1:] in {".", "?", "!"},
        len(named & told) / max(1, len(named)),
        len(named - told),
    ]
    low = body.lower()
    counts = [len(sign.findall(body)) for sign in _MINDING_CASE] + [len(sign.findall(low)) for sign in _SIGNS]
    found += [math.log1p(count) for count in counts]
    found += [100 * count / max(10, said) for count in counts]
    return [float(fact) for fact in found]
