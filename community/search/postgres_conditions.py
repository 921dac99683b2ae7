"""A query as PostgreSQL's tsqueries and conditions: whatever its index can answer, in one expression."""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final

from community.search.analysis import Word
from community.search.entry import facet
from community.search.postgres_sql import IS_RATED, literal, stars_mark, strong
from community.search.rules import MOST_STARS, Query, StarBound

FEW_TERMS: Final = 5  # up to so many, "enough of the terms" is spelt out as combinations
_ROUNDED: Final = 0.05  # stars are shown with one decimal


@dataclass(slots=True)
class Values:
    """The parameters of a statement."""

    bound: dict[str, Any] = field(default_factory=dict)
    _names: dict[Any, str] = field(default_factory=dict)

    def bind(self, value: Any) -> str:
        """A placeholder for `value`; the same for the same."""
        if value not in self._names:
            self._names[value] = f"p{len(self._names)}"
            self.bound[self._names[value]] = value
        return f":{self._names[value]}"

    def has(self, tsquery: str) -> str:
        """The condition that a document's terms match."""
        return f"terms @@ CAST({self.bind(tsquery)} AS tsquery)"


def all_of(parts: Iterable[str]) -> str:
    """The tsquery for documents that fit every part."""
    return " & ".join(f"({part})" for part in parts)


def any_of(parts: Iterable[str]) -> str:
    """The tsquery for documents that fit one of the parts."""
    return " | ".join(f"({part})" for part in parts)


def word_query(word: Word, *, strongly: bool = False) -> str:
    """The tsquery for documents that have `word`, in which it is strong; for long words, for all that might."""
    terms = [strong(term) if strongly else term for term in word.terms]
    groups = combinations(terms, word.need) if is_exact(word) else _apart(terms, len(terms) - word.need + 1)
    parts = [" & ".join(map(literal, group)) for group in groups]
    if word.joined:
        parts.append(literal(strong(word.joined) if strongly else word.joined))
    return any_of(parts)


def is_exact(word: Word) -> bool:
    """Whether `word_query` says all of `word`; otherwise the terms are to be counted."""
    return word.need == len(word.terms) or len(word.terms) <= FEW_TERMS


def _apart(terms: list[str], number: int) -> Iterator[list[str]]:
    """The terms in so many groups. Where fewer than `number` terms are missing, one group is there as a whole."""
    for at in range(number):
        yield terms[at * len(terms) // number : (at + 1) * len(terms) // number]


def pairs_of(terms: Sequence[str], leading: int) -> str:
    """The tsquery for documents in which two of the terms are strong, one of them among the first `leading`.

    The index reads the lists of those that lead, and looks into the others for what it found there.
    """
    words = [literal(strong(term)) for term in terms]
    return any_of(
        f"{word} & ({any_of(others)})"
        for number, word in enumerate(words[:leading])
        if (others := words[number + 1 :])
    )


def filters(query: Query, common: Collection[str] = ()) -> list[str]:
    """Everything of `query` but its words, as parts of a tsquery; without facets that are `common`."""
    parts = [literal(each) for each in _facets(query.facets) if each not in common]
    parts += [f"!{literal(each)}" for each in _facets(query.without_facets) if each not in common]
    parts += [f"!({word_query(word)})" for word in query.without]
    if query.words:  # what they find is looked at anyway
        return parts
    for bound in query.bounds:
        parts.append(literal(IS_RATED))
        if (least := _least(bound, query)) > 1:
            parts.append(any_of(literal(stars_mark(stars)) for stars in range(least, MOST_STARS + 1)))
    return parts


def _least(bound: StarBound, query: Query) -> int:
    """From how many stars on a document may be within `bound`: what is shown lies between its mean and the site's."""
    if bound.compare not in {">=", ">"} or bound.stars - _ROUNDED <= query.prior_mean:
        return 1
    return math.floor(bound.stars - _ROUNDED)


def _facets(pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [facet(key, value) for key, value in pairs]


def checks(query: Query, values: Values, common: Collection[str] = ()) -> list[str]:
    """The conditions that have to be looked at document by document; those of facets that are `common`, too.

    To find a document's place in the very long list of such a facet takes longer than to look at the document.
    """
    found = [_counted(word, values) for word in query.words if not is_exact(word)]
    found += [values.has(literal(each)) for each in _facets(query.facets) if each in common]
    found += [f"NOT {values.has(literal(each))}" for each in _facets(query.without_facets) if each in common]
    for bound in query.bounds:
        mean, weight = values.bind(query.prior_mean), values.bind(query.prior_weight)
        shown = f"round(10 * CAST((stars + {weight} * {mean}) / (rated + {weight}) AS float)) / 10"
        found.append(f"rated > 0 AND {shown} {bound.compare} {values.bind(bound.stars)}")
    for phrases, sign in ((query.phrases, ">"), (query.without_phrases, "=")):
        found += [f"strpos({_STREAM}, {values.bind(phrase)}) {sign} 0" for phrase in phrases]
    return found


_STREAM: Final = "(SELECT stream FROM search_texts WHERE search_texts.post_id = near.post_id)"


def has_words(words: Iterable[Word], values: Values) -> str:
    """The condition that a document has all of `words`."""
    words = tuple(words)
    whole = [values.has(all_of(word_query(word) for word in words))]
    return " AND ".join([*whole, *(_counted(word, values) for word in words if not is_exact(word))])


def _counted(word: Word, values: Values) -> str:
    counted = " + ".join(f"({values.has(literal(term))})::int" for term in word.terms)
    whole = f" OR {values.has(literal(word.joined))}" if word.joined else ""
    return f"(({counted}) >= {word.need}{whole})"


def most_matches(words: Iterable[Word], held: Mapping[str, int]) -> int:
    """No more documents than this can have all of `words`, by how many hold each term."""
    bounds = (
        sum(held.get(term, 0) for term in word.terms) // word.need + held.get(word.joined, 0)
        for word in words
    )
    return min(bounds, default=0)
