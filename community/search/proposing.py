"""What a misspelt query may have meant, as far as readers can see it.

The words of a post stay in the index until a job has taken it out. Who searches meanwhile is not told of them.
"""

from collections.abc import Iterator
from typing import Final

from community.search.analysis import IS_UNSPACED, query_words
from community.search.engine import backend
from community.search.results import results_of
from community.search.rules import Query

LOOKED_AT: Final = 10  # posts; when all of them are out of sight, the word is none to propose


def proposed(query: Query) -> str | None:
    """Better words for `query`, each of them in a post that everyone can see; raises SearchUnavailable."""
    better = backend().suggest(query)
    if better is None:
        return None
    known = set(_pieces(query.text))
    return better if all(_is_seen(piece) for piece in set(_pieces(better)) - known) else None


def _pieces(text: str) -> Iterator[str]:
    """The words of a text; of a run without spaces, the pairs of its characters."""
    for word in query_words(text):
        if IS_UNSPACED.match(word.text):
            yield from (word.text[at : at + 2] for at in range(max(len(word.text) - 1, 1)))
        else:
            yield word.text


def _is_seen(piece: str) -> bool:
    query = Query(text=piece, words=query_words(piece))
    return bool(results_of(backend().search(query, offset=0, limit=LOOKED_AT).items, query))
