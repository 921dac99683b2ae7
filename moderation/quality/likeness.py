"""How likely it is that two questions ask the same in other words, in English and Chinese; pure.

Words are folded, stripped of their endings and brought to one word of their meaning; Chinese is read in
overlapping pairs of characters. What is rare weighs more. Numbers, names of models and negations must agree.
"""

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import Final

from community.kernel.text import fold, simplify
from community.search.stemming import stem
from moderation.quality.synonyms import MEANS, MEANS_ZH, NEGATIONS, NEGATIONS_ZH, STOP, STOP_ZH

KEPT: Final = 24  # terms of a question that are kept to find it again
BODY: Final = 600  # characters of the text that are read besides the title
TITLE_WEIGHT: Final = 3.0
BODY_WEIGHT: Final = 0.6
UNSHARED: Final = 0.3  # of the score goes when the rarest word stands in one title only
FEWEST_TERMS: Final = 8  # of a body; what is shorter is judged by its title
OTHER_NUMBERS: Final = 0.75  # "E-4012" is not "E-4021"
TURNED_ROUND: Final = 0.85  # "how to pair" is not "cannot pair"
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|[a-z]*\d[\w.-]*|[\u4e00-\u9fff]+")
_MODEL = re.compile(r"\d")
_ADDRESS = re.compile(r"https?://\S+|```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)


@dataclass(frozen=True)
class Words:
    """A text as weighed terms, with what must agree: numbers and negation."""

    text: str

    @cached_property
    def folded(self) -> str:
        plain = simplify(fold(_ADDRESS.sub(" ", self.text)))
        return plain.replace("wi-fi", "wifi").replace("e-mail", "email")

    @cached_property
    def tokens(self) -> list[str]:
        return _TOKEN.findall(self.folded)

    @cached_property
    def parts(self) -> list[str]:
        """What is said, brought to one word for one meaning; stop words are left out."""
        return [part for token in self.tokens for part in _meant(token)]

    @cached_property
    def terms(self) -> dict[str, int]:
        """Each term and how often."""
        found: dict[str, int] = {}
        for part in self.parts:
            for term in _terms(part):
                found[term] = found.get(term, 0) + 1
        return found

    @cached_property
    def pieces(self) -> frozenset[str]:
        """Runs of signs of what is said: four letters, two Chinese characters."""
        said = " ".join(self.parts)
        size = 2 if any(_is_han(char) for char in said) else 4
        return frozenset(said[at : at + size] for at in range(max(1, len(said) - size + 1)))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Numbers, versions and names of models."""
        return frozenset(token.strip(".-") for token in self.tokens if _MODEL.search(token))

    @cached_property
    def negated(self) -> bool:
        return any(token in NEGATIONS or token.endswith("n't") for token in self.tokens) or any(
            word in self.folded for word in NEGATIONS_ZH
        )


def _is_han(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _terms(part: str) -> Iterable[str]:
    """A word is a term; Chinese is read in pairs of neighbours."""
    if not _is_han(part[0]) or len(part) == 1:
        return (part,)
    return (one + other for one, other in pairwise(part))


def _meant(token: str) -> Iterable[str]:
    if _is_han(token[0]):
        return _chinese(token)
    return () if token in STOP else (_english(token),)


@lru_cache(maxsize=4_096)
def _english(token: str) -> str:
    token = token.removesuffix("'s")
    stemmed = token if _MODEL.search(token) else stem(token)
    return MEANS.get(stemmed, MEANS.get(token, stemmed))


def _chinese(run: str) -> list[str]:
    for phrase, meaning in MEANS_ZH:
        if phrase in run:
            run = run.replace(phrase, f" {meaning} " if meaning.isascii() else meaning)
    for stop in STOP_ZH:
        run = run.replace(stop, " ")
    return run.split()


def hash_of(term: str) -> int:
    """A term as a number that any database can keep."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "big", signed=True)


@dataclass(frozen=True)
class Question:
    """A question as it is compared: its title, and the beginning of its text."""

    title: Words
    body: Words

    @cached_property
    def weights(self) -> dict[str, float]:
        """Each term with how much it is of the matter, before rarity."""
        found = {term: TITLE_WEIGHT * (1 + math.log(count)) for term, count in self.title.terms.items()}
        for term, count in self.body.terms.items():
            found[term] = found.get(term, 0.0) + BODY_WEIGHT * (1 + math.log(count))
        return found

    @cached_property
    def hashes(self) -> dict[int, str]:
        """The terms that tell most, as numbers; those of the title first."""
        order = sorted(self.weights, key=lambda term: (-self.weights[term], -len(term), term))
        return {hash_of(term): term for term in order[:KEPT]}


def question(title: str, body: str) -> Question:
    return Question(Words(title), Words(body[:BODY]))


def likeness(one: Question, other: Question, rarity: Mapping[str, float]) -> float:
    """0 (another matter) to 1 (the same); from 0.5 on the asker should see it. A term without `rarity` is most rare."""
    most = max(rarity.values(), default=1.0)
    mine, theirs = (dict.fromkeys(each.title.terms, 1.0) for each in (one, other))
    in_title = _cosine(mine, theirs, rarity, most)
    said = (
        _cosine(one.weights, other.weights, rarity, most) if one.body.text and other.body.text else in_title
    )
    spelt = _overlap(one.title.pieces, other.title.pieces)
    score = 0.2 * said + 0.4 * in_title + 0.4 * spelt
    apart = mine.keys() ^ theirs.keys()
    score *= 1 - UNSHARED * max((rarity.get(term, most) for term in apart), default=0.0) / most
    if one.title.numbers != other.title.numbers:
        score *= OTHER_NUMBERS
    if one.title.negated != other.title.negated:
        score *= TURNED_ROUND
    return max(score, _told_alike(one.body, other.body, rarity, most))


def _told_alike(one: Words, other: Words, rarity: Mapping[str, float], most: float) -> float:
    """How alike two bodies are, in whatever order they say it; 0 where there is too little to compare.

    Different questions of one community stay below 0.45, the same told again lies above 0.55
    (measured on communities whose posts nobody here chose).
    """
    if min(len(one.terms), len(other.terms)) < FEWEST_TERMS:
        return 0.0
    mine, theirs = (dict.fromkeys(each.terms, 1.0) for each in (one, other))
    score = 0.6 * _cosine(mine, theirs, rarity, most) + 0.4 * _overlap(one.pieces, other.pieces)
    if one.numbers and other.numbers and one.numbers.isdisjoint(other.numbers):
        score *= OTHER_NUMBERS
    return score


def _cosine(
    one: Mapping[str, float], other: Mapping[str, float], rarity: Mapping[str, float], most: float
) -> float:
    def length(terms: Mapping[str, float]) -> float:
        return math.sqrt(sum((weight * rarity.get(term, most)) ** 2 for term, weight in terms.items()))

    if len(other) < len(one):
        one, other = other, one
    shared = sum(
        weight * other[term] * rarity.get(term, most) ** 2 for term, weight in one.items() if term in other
    )
    both = length(one) * length(other)
    return shared / both if both else 0.0


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
