"""The queue as a list: one page of it, and how many items there are of each kind under the same filter."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, literal, select, union_all
from sqlalchemy.orm import joinedload, selectinload, with_polymorphic
from sqlalchemy.orm.interfaces import ORMOption

from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel.db import db
from community.kernel.pagination import Page
from community.kernel.policy import Actor
from community.posts.models import Post
from community.questions.models import Question
from moderation.review import conditions
from moderation.review.filters import Filter
from moderation.review.models import ReviewItem
from moderation.review.rules import ItemKind

# Items that are counted and turned over one by one; beyond, a filter finds more than a page.
MOST: Final = 1_000
PER_PAGE: Final = 20
_SHORT: Final[tuple[Any, ...]] = (ReviewItem.id, ReviewItem.kind)

Conditions = Sequence[ColumnElement[bool]]
_OPENABLE: Final[list[Callable[[Actor], Conditions]]] = [lambda _by: ()]


@dataclass(frozen=True, slots=True)
class Listing:
    """One page. Counts are exact up to `MOST`; `MOST + 1` says that there are more."""

    page: Page[ReviewItem]
    counts: dict[str, int]
    searched: int = 0  # items whose words were read, where not all were

    @property
    def total(self) -> int:
        """All kinds together."""
        return sum(self.counts.values())

    @property
    def overfull(self) -> bool:
        """Whether there are more than can be turned over."""
        return self.page.total > MOST


def listed(
    wanted: Filter, number: int, member_id: int | None, *, per_page: int = PER_PAGE, only: Conditions = ()
) -> Listing:
    """One page of the queue, and the counts of all kinds under the same filter; `only` narrows both."""
    these = [*conditions.of(wanted, member_id), *only]
    found = _found(wanted, [*these, ReviewItem.kind == wanted.kind] if wanted.kind else these)
    ids = [item_id for item_id, _ in found]
    if wanted.q and wanted.kind:
        counts = dict(Counter(kind for _, kind in _found(wanted, these)))
    elif wanted.kind or len(found) > MOST:
        counts = _counts(these)
    else:
        counts = dict(Counter(kind for _, kind in found))
    pages = max(1, -(-min(len(ids), MOST) // per_page))
    number = min(number, pages)
    shown = items(ids[(number - 1) * per_page : min(number * per_page, MOST)])
    searched = conditions.LOOKED_THROUGH if wanted.q and _has_more(these) else 0
    return Listing(Page(shown, number, per_page, len(ids)), counts, searched)


def _found(wanted: Filter, these: Conditions) -> list[tuple[int, str]]:
    """Ids and kinds in order, one more than are shown at most."""
    query: Select[Any] = select(*_SHORT).where(*these)
    query = conditions.words_in(query, wanted) if wanted.q else query.order_by(*conditions.order_of(wanted))
    return [(item_id, kind) for item_id, kind in db.session.execute(query.limit(MOST + 1)).all()]


def _has_more(these: Conditions) -> bool:
    some = select(ReviewItem.id).where(*these).limit(conditions.LOOKED_THROUGH + 1).subquery()
    return (db.session.scalar(select(func.count()).select_from(some)) or 0) > conditions.LOOKED_THROUGH


def _counts(these: Conditions) -> dict[str, int]:
    """How many of each kind, each counted up to one more than are shown."""
    parts = []
    for kind in ItemKind:
        some = select(ReviewItem.id).where(*these, ReviewItem.kind == kind).limit(MOST + 1).subquery()
        parts.append(select(literal(kind.value), func.count()).select_from(some))
    return {kind: count for kind, count in db.session.execute(union_all(*parts)).all() if count}


def items(ids: Sequence[int]) -> Sequence[ReviewItem]:
    """These items in this order, with post, author and who holds them."""
    found = {
        each.id: each
        for each in db.session.scalars(select(ReviewItem).where(ReviewItem.id.in_(ids)).options(*with_all()))
    }
    return [found[each] for each in ids if each in found]


def after(
    wanted: Filter,
    member_id: int | None,
    behind: tuple[datetime | None, int] | None,
    limit: int,
    *,
    only: Conditions = (),
) -> Sequence[ReviewItem]:
    """Items behind a place in the list, for programs: behind a rank and an id, or an id where ids are the order."""
    query = select(ReviewItem.id).where(*conditions.of(wanted, member_id), *only).limit(limit)
    if wanted.kind:
        query = query.where(ReviewItem.kind == wanted.kind)
    if behind is not None:
        rank, number = behind
        here = (ReviewItem.rank_at == rank) & (ReviewItem.id > number)
        query = query.where((ReviewItem.rank_at > rank) | here if rank else ReviewItem.id < number)
    return items(db.session.scalars(query.order_by(*conditions.order_of(wanted))).all())


def posts_with_all(ids: Collection[int]) -> Sequence[Post]:
    """These posts with all columns of their kinds and their authors, the oldest first."""
    every = _every_kind()
    query = select(every).where(every.id.in_(ids)).order_by(every.id).options(joinedload(every.author))
    return db.session.scalars(query).all() if ids else []


def _every_kind() -> Any:
    return with_polymorphic(Post, [Question, Answer, Comment])


def with_all() -> tuple[ORMOption, ...]:
    """Load items with who holds them, and in a second statement their posts of all kinds with the authors.

    Not in one: SQLite would join all posts of the site first.
    """
    every = _every_kind()
    post = selectinload(ReviewItem.post.of_type(every))
    return post, post.joinedload(every.author), joinedload(ReviewItem.claimed_by)


def fill_openable(answer: Callable[[Actor], Conditions]) -> None:
    """Let `answer` say from above which items somebody can open; without it, that is all of them."""
    _OPENABLE[:] = [answer]


def openable(by: Actor) -> Conditions:
    """Conditions that leave out what `by` cannot open: appeals that others decide."""
    return _OPENABLE[-1](by)


def open_count(by: Actor) -> int:
    """How many items wait that `by` can open, counted up to one more than are shown."""
    some = select(ReviewItem.id).where(conditions.waits(), *openable(by)).limit(MOST + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0
