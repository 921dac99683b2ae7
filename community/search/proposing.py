"""What a misspelt query may have meant, as far as readers can see it.

The words of a post stay in the index until a job has taken it out. Who searches meanwhile is not told of them.
"""

from collections.abc import Iterator
from typing import Final

from community.search.analysis import IS_UNSPACED, query_words
from community.search.engine import backend
from community.search.results import results_of
from community.search.rules import Query, parse

LOOKED_AT: Final = 10  # posts; when all of them are out of sight, the word is none to propose
WINDOW: Final = 3  # characters


def proposed(query: Query) -> str | None:
    """Better words for `query`, each of them in a post that everyone can see; raises SearchUnavailable."""
    better = backend().suggest(query)
    if better is None:
        return None
    fresh = set(_pieces(better)) - set(_pieces(query.text))
    together = set(_windows(better)) - set(_windows(query.text))
    if all(_is_seen(piece) for piece in fresh) and (
        not together or any(_is_written(each) for each in together)
    ):
        return better
    return None


def _pieces(text: str) -> Iterator[str]:
    """The words of a text; of a run without spaces, the pairs of its characters."""
    for word in query_words(text):
        if IS_UNSPACED.match(word.text):
            yield from (word.text[at : at + 2] for at in range(max(len(word.text) - 1, 1)))
        else:
            yield word.text


def _windows(text: str) -> Iterator[str]:
    """Each three characters of the runs without spaces: pairs alone go together in words that nobody wrote."""
    for word in query_words(text):
        if IS_UNSPACED.match(word.text):
            yield from (word.text[at : at + WINDOW] for at in range(len(word.text) - WINDOW + 1))


def _is_seen(piece: str) -> bool:
    return _is_found(Query(text=piece, words=query_words(piece)))


def _is_written(run: str) -> bool:
    return _is_found(parse(f'"{run}"'))


def _is_found(query: Query) -> bool:
    return bool(results_of(backend().search(query, offset=0, limit=LOOKED_AT).items, query))
