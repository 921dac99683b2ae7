"""Similar questions that this process has looked for already: good as long as nothing was written to the index."""

from dataclasses import dataclass
from typing import Final

from flask import current_app
from sqlalchemy.util import LRUCache

from community.kernel import proofs
from community.kernel.db import db
from community.kernel.page_cache import pages_of
from community.search.backend import Hit
from community.search.engine import backend

MOST_KEPT: Final = 2_000
EXTENSION: Final = "huzhu_similar"

Asked = tuple[str, int, int | None]


@dataclass(frozen=True, slots=True)
class _Kept:
    begun: proofs.Begun
    hits: tuple[Hit, ...]


def similar_hits(text: str, *, limit: int, exclude: int | None) -> tuple[Hit, ...]:
    """Questions about the same matter as `text`, as the engine gives them; raises SearchUnavailable."""
    kept: LRUCache[Asked, _Kept] = current_app.extensions.setdefault(EXTENSION, LRUCache(MOST_KEPT))
    asked = (text, limit, exclude)
    found = kept.get(asked)
    if found is not None and pages_of(current_app).looker.rows(found.begun.look) == found.begun.rows:
        return found.hits
    begun = proofs.begun(proofs.proof_of_search(), db.session.connection())  # before it is looked for
    hits = backend().similar(text, limit=limit, exclude=exclude)
    kept[asked] = _Kept(begun, hits)
    return hits
