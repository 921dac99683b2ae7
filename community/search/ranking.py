"""How good a find is: fielded BM25 and the standing of the post."""

import math
from typing import Final

from community.search.analysis import terms
from community.search.backend import Document, Kind

# Weights of one occurrence in a field. To an answer the words of its question are only a background:
# they let "mesh firmware" find the answer that names the firmware, not every answer about meshes first.
TITLE: Final = 4.0
TAG: Final = 2.0
BODY: Final = 1.0
BACKGROUND: Final = 0.3  # times the weight
# The usual constants of BM25: how soon repetition stops to count, how much long posts are held back.
SATURATION: Final = 1.2
LENGTH_EFFECT: Final = 0.45

SOLVED: Final = 0.15
ACCEPTED: Final = 0.05
A_STAR: Final = 0.06  # for each star above or below three
NEUTRAL_STARS: Final = 3
PRIOR_RATINGS: Final = 2  # a first rating moves a post less than many do
# Who searches wants an answer: posts of a solved thread count so much more, beyond their standing, when they are asked
# for. It is no part of the index, so that it holds for all that is in it.
SETTLED: Final = 1.15
# When some words suffice, a term that so many posts have only adds to the score of those found by rarer ones.
COMMON: Final = 4_000
FEW_HITS: Final = 3  # with fewer finds of all words, those with some of them follow
MOST_SIMILAR_TERMS: Final = 12
# So many questions with the rarest words of a text hold those that are like it: on the labelled pairs of five sets
# a limit of 300 to 1,500 gave the same mean reciprocal rank as none.
ENOUGH_SIMILAR: Final = 600
MOST_TERMS_READ: Final = 60  # of a text whose like is looked for


def weights(document: Document) -> dict[str, float]:
    """Every term of `document` with its weight over all fields."""
    share = BACKGROUND if document.kind is Kind.ANSWER else 1.0
    found: dict[str, float] = {}
    for text, weight in (
        (document.title, share * TITLE),
        (" \n ".join(document.tags), share * TAG),
        (document.body, BODY),
    ):
        for term, count in terms(text).items():
            found[term] = found.get(term, 0.0) + weight * count
    return found


def standing(document: Document) -> float:
    """What the score is multiplied by: solved threads, accepted answers and good stars come first."""
    factor = 1.0
    if "solved" in document.states:
        factor += SOLVED
    if "accepted" in document.states:
        factor += ACCEPTED
    surplus = document.rating_total - NEUTRAL_STARS * document.rating_count
    return factor + A_STAR * surplus / (document.rating_count + PRIOR_RATINGS)


def rarity(holders: int, documents: int) -> float:
    """The weight of a term that `holders` of `documents` have (BM25's inverse document frequency)."""
    return math.log(1 + (documents - holders + 0.5) / (holders + 0.5))


def term_worth(weight: float, norm: float) -> float:
    """BM25's part of one term of `weight` in a post of this `length_norm`, to be multiplied by its rarity."""
    return (SATURATION + 1) * weight / (weight + norm)


def length_norm(length: float, average: float) -> float:
    """BM25's denominator for a post of `length`: added to the term's weight."""
    return SATURATION * (1 - LENGTH_EFFECT + LENGTH_EFFECT * length / max(average, 1.0))
