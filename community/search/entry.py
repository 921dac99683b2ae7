"""A document cut into what an index keeps of it; the same for every engine."""

from dataclasses import dataclass

from community.kernel.text import fold
from community.search.analysis import stream, surfaces
from community.search.backend import Document
from community.search.ranking import standing, weights


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands in the index: weighted terms, facets ("tag:wifi"), words as written, the token stream."""

    terms: dict[str, float]
    facets: tuple[str, ...]
    surfaces: frozenset[str]
    stream: str
    length: float
    factor: float


def facet(key: str, value: str) -> str:
    """How a filter is written as a term."""
    return f"{key}:{fold(value)}"


def entry_of(document: Document) -> Entry:
    """The entry for `document`."""
    terms = weights(document)
    facets = [facet("kind", document.kind.value), facet("lang", document.language)]
    facets += [facet("user", document.author)] if document.author else []
    facets += sorted(facet("is", state) for state in document.states)
    facets += [facet("tag", tag) for tag in document.tags]
    return Entry(
        terms=terms,
        facets=tuple(dict.fromkeys(facets)),
        surfaces=frozenset(surfaces(f"{document.title}\n{document.body}")),
        stream=f"{stream(document.title)}\n{stream(document.body)}",
        length=sum(terms.values()),
        factor=standing(document),
    )
