"""A light English stemmer: plurals, -ing, -ed, -ly and some -ion, so that "resetting" finds "reset"."""

import re
from functools import lru_cache
from typing import Final

SHORTEST: Final = 4  # shorter words are kept: "bus", "red"
_VOWEL: Final = re.compile("[aeiouy]")
_DOUBLED: Final = re.compile(
    r"([bdfgmnprt])\1$"
)  # "reset" + "t" + "ing"; "ll", "ss" and "zz" belong to the word
_KEPT: Final = frozenset(
    {"this", "news", "always", "during", "wireless", "address", "access", "https", "nothing", "string"}
)
_IRREGULAR: Final = {
    "uses": "use",
    "used": "use",
    "using": "use",
    "lost": "lose",
    "losing": "lose",
    "sent": "send",
}


@lru_cache(maxsize=8_192)
def stem(word: str) -> str:
    """What `word` shares with its other forms; only words of plain Latin letters are changed."""
    if len(word) < SHORTEST or not (word.isascii() and word.isalpha()) or word in _KEPT:
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    return _without_final_e(_without_noun(_without_tense(_without_plural(word))))


def _without_plural(word: str) -> str:
    if word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > SHORTEST:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "sses", "xes", "zes")):
        return word[:-2]
    return word.removesuffix("s")


def _without_tense(word: str) -> str:
    for ending, shortest in (("ing", 2), ("ed", 2), ("ly", SHORTEST)):
        bare = word.removesuffix(ending)
        if bare == word or len(bare) < shortest or not _VOWEL.search(bare):
            continue
        if ending == "ed" and bare.endswith("e"):  # "speed", "need"
            return word
        if bare.endswith("i"):  # "tried", "easily"
            return bare[:-1] + "y"
        return bare if ending == "ly" else _DOUBLED.sub(r"\1", bare)
    return word


def _without_noun(word: str) -> str:
    if word.endswith("ation") and len(word) > SHORTEST + 5:  # "configuration", not "station"
        return word[:-5]
    return word[:-3] if word.endswith("ction") and len(word) > SHORTEST + 3 else word  # "connection"


def _without_final_e(word: str) -> str:
    return word[:-1] if word.endswith("e") and len(word) >= SHORTEST else word
