"""Which documents of a segment a query means, and how well each fits."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nlargest
from typing import Final

from community.search.analysis import Word, query_words
from community.search.backend import Hit, Hits, Kind
from community.search.entry import facet
from community.search.ranking import (
    COMMON,
    ENOUGH_SIMILAR,
    FEW_HITS,
    MOST_SIMILAR_TERMS,
    MOST_TERMS_READ,
    rarity,
)
from community.search.rules import Query
from community.search.segments import FACET, TEXT, Segment

MUCH_MORE: Final = 8  # so many documents are gone through in the time that one is looked for by halving


def found_page(segments: Sequence[Segment], query: Query, *, offset: int, limit: int) -> Hits:
    """One page of what `query` finds; when few posts have all words, those with some of them follow."""
    rarities = term_rarities(segments, query.words)
    best = best_of_each_question(segments, rarities, {part.name: matching(part, query) for part in segments})
    if len(best) >= FEW_HITS or not query.words:
        return Hits(page_of(best, offset, limit), len(best))
    some = {part.name: matching_some(part, query) for part in segments}
    wider = best_of_each_question(segments, rarities, some, relaxed=True)
    if wider.keys() <= best.keys():
        return Hits(page_of(best, offset, limit), len(best))
    top = max(score for score, _ in wider.values())
    wider |= {question: (score + top, post) for question, (score, post) in best.items()}
    return Hits(page_of(wider, offset, limit), len(wider), relaxed=True)


def similar_questions(
    segments: Sequence[Segment], text: str, *, limit: int, exclude: int | None = None
) -> tuple[Hit, ...]:
    """The questions that share the most telling words of `text`."""
    terms = list(dict.fromkeys(term for word in query_words(text) for term in word.all_terms))[
        :MOST_TERMS_READ
    ]
    held = {term: sum(part.frequency(TEXT, term) for part in segments) for term in terms}
    telling = nlargest(
        MOST_SIMILAR_TERMS, (term for term in terms if held[term]), key=lambda term: -held[term]
    )
    asked = [part.narrowed(facet("kind", Kind.QUESTION.value)) for part in segments]
    query = Query(words=tuple(Word(term, (term,), 1) for term in telling))
    found = {part.name: matching_some(part, query, enough=ENOUGH_SIMILAR) for part in asked}
    documents = sum(len(part.posts) for part in segments)
    rarities = {term: rarity(held[term], documents) for term in telling}
    best = best_of_each_question(asked, rarities, found, relaxed=True)
    if exclude is not None:
        best.pop(exclude, None)
    return page_of(best, 0, limit)


def matching(segment: Segment, query: Query) -> set[int]:
    """The documents with all words, filters and phrases of `query` and none of what it excludes."""
    found: set[int] | None = None
    for holders in sorted(_demands(segment, query), key=len):
        found = set(holders) if found is None else found.intersection(holders)
        if not found:
            return set()
    if found is None:
        found = segment.living()
    return _admitted(segment, query, found)


def matching_some(segment: Segment, query: Query, *, enough: int | None = None) -> set[int]:
    """The documents with at least one word of `query`; filters and exclusions hold as ever.

    Rarer words come first. Once there are `enough`, more frequent ones bring no others: they only add to a score.
    """
    found: set[int] = set()
    terms = dict.fromkeys(term for word in query.words for term in word.all_terms)
    for term in sorted(terms, key=lambda term: segment.frequency(TEXT, term)):
        if (found and segment.frequency(TEXT, term) > COMMON) or (enough and len(found) >= enough):
            break
        found.update(segment.holders(TEXT, term))
    for key, value in query.facets:
        found = segment.among(found, facet(key, value))
    return _admitted(segment, query, found)


def _demands(segment: Segment, query: Query) -> Iterator[Sequence[int] | set[int]]:
    for key, value in query.facets:
        yield segment.holders(FACET, facet(key, value))
    for word in query.words:
        yield holders_of(segment, word)


def holders_of(segment: Segment, word: Word) -> Sequence[int] | set[int]:
    """The documents that have `word`: its joined form, or enough of its terms."""
    lists = sorted((segment.holders(TEXT, term) for term in word.terms), key=len)
    if len(lists) == 1 and not word.joined:
        return lists[0]
    if word.need == len(lists):
        found = set(lists[0]).intersection(*lists[1:])
    else:
        counts: Counter[int] = Counter()
        for holders in lists:
            counts.update(holders)
        found = {number for number, count in counts.items() if count >= word.need}
    if word.joined:
        found.update(segment.holders(TEXT, word.joined))
    return found


def _admitted(segment: Segment, query: Query, found: set[int]) -> set[int]:
    found = found.difference(segment.deleted)
    for word in query.without:
        found.difference_update(holders_of(segment, word))
    for key, value in query.without_facets:
        found.difference_update(segment.holders(FACET, facet(key, value)))
    if query.bounds:
        found = {number for number in found if _admits(query, segment.rated[number], segment.stars[number])}
    for phrase in query.phrases:
        found = {number for number in found if segment.has_phrase(number, phrase)}
    for phrase in query.without_phrases:
        found = {number for number in found if not segment.has_phrase(number, phrase)}
    return found


def _admits(query: Query, rated: int, stars: int) -> bool:
    shown = query.shown_stars(rated, stars)
    return all(bound.admits(shown) for bound in query.bounds)


def scores(
    segment: Segment, found: set[int], terms: Mapping[str, float], *, partly: bool
) -> dict[int, float]:
    """How well each document of `found` fits: BM25 and its standing; `terms` gives every term its rarity.

    With `partly`, times the square of how much of what is asked for it has, 0 to 1: rare terms count more.
    """
    total = dict.fromkeys(found, 0.0)
    share = dict.fromkeys(found, 0.0) if partly else {}
    whole = sum(terms.values()) or 1.0
    for term, rare in terms.items():
        part = rare / whole
        for number, worth in _among(found, *segment.postings(TEXT, term)):
            total[number] += rare * worth
            if partly:
                share[number] += part
    for number, part in share.items():
        total[number] *= part * part
    return total


def _among(found: set[int], numbers: Sequence[int], worths: Sequence[float]) -> Iterable[tuple[int, float]]:
    """Those of a posting that are `found`: by halving where these are few, else by going through all."""
    if len(found) * MUCH_MORE > len(numbers):
        return [each for each in zip(numbers, worths, strict=True) if each[0] in found]
    places = [(number, bisect_left(numbers, number)) for number in found]
    last = len(numbers)
    return [(number, worths[at]) for number, at in places if at < last and numbers[at] == number]


def term_rarities(segments: Sequence[Segment], words: Iterable[Word]) -> dict[str, float]:
    """How much each term of `words` says, over all segments."""
    documents = sum(len(segment.posts) for segment in segments)
    terms = dict.fromkeys(term for word in words for term in word.all_terms)
    return {
        term: rarity(sum(len(segment.holders(TEXT, term)) for segment in segments), documents)
        for term in terms
    }


def best_of_each_question(
    segments: Sequence[Segment],
    rarities: Mapping[str, float],
    found: Mapping[str, set[int]],
    *,
    relaxed: bool = False,
) -> dict[int, tuple[float, int]]:
    """For each question the score and the id of its best post among those `found` in each segment (by name).

    Without terms there is nothing to score: then the newest are the best.
    """
    best: dict[int, tuple[float, int]] = {}
    for segment in segments:
        numbers = found[segment.name]
        posts, questions = segment.posts, segment.questions
        if rarities:
            fit = scores(segment, numbers, rarities, partly=relaxed)
        else:
            fit = {number: float(segment.created[number]) for number in numbers}
        for number, score in fit.items():
            question = questions[number]
            known = best.get(question)
            if known is None or score > known[0]:
                best[question] = (score, posts[number])
    return best


def page_of(best: Mapping[int, tuple[float, int]], offset: int, limit: int) -> tuple[Hit, ...]:
    """The hits from `offset` on, best first; of equal ones the newer post first."""
    order = nlargest(offset + limit, ((score, post, question) for question, (score, post) in best.items()))
    return tuple(Hit(post, question, score) for score, post, question in order[offset:])
