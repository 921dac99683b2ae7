"""The entries as pages show them, and the matcher that this process keeps of them."""

from collections.abc import Sequence
from typing import Any, Final

from flask import current_app
from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from community.kernel import clock
from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import NotFound
from community.kernel.pagination import Page, paginate
from moderation.lists.matching import Matcher
from moderation.lists.models import ListEntry
from moderation.lists.rules import Entry, Found, ListAction, Setting

_KEPT: Final = "huzhu_list_matcher"
PER_PAGE: Final = 50
# Built once: it is asked for with every text.
_VERSION: Final = select(
    func.count(), func.max(ListEntry.id), func.max(ListEntry.updated_at), func.sum(ListEntry.id)
).where(ListEntry.active)


def entry_or_404(entry_id: int, *, for_update: bool = False) -> ListEntry:
    lock = ROW_LOCK if for_update else None  # what was read before somebody else let go of it is read anew
    entry = db.session.get(ListEntry, entry_id, with_for_update=lock, populate_existing=for_update)
    if entry is None:
        raise NotFound
    return entry


def listing(action: str, words: str, number: int) -> Page[ListEntry]:
    """Entries, newest first; of one action, or with some words in pattern or note."""
    query = select(ListEntry).order_by(ListEntry.id.desc()).options(joinedload(ListEntry.created_by))
    if action in set(ListAction):
        query = query.where(ListEntry.action == action)
    if wanted := words.strip()[:80]:
        columns = (ListEntry.pattern, ListEntry.note)
        query = query.where(or_(*(column.icontains(wanted, autoescape=True) for column in columns)))
    return paginate(query, number, PER_PAGE)


def counts() -> dict[str, int]:
    """How many entries of each action."""
    rows = db.session.execute(select(ListEntry.action, func.count()).group_by(ListEntry.action)).all()
    return {action: count for action, count in rows}  # noqa: C416 - rows are not tuples to the checker


def every() -> Sequence[ListEntry]:
    """All entries, by action and pattern."""
    return db.session.scalars(select(ListEntry).order_by(ListEntry.action, ListEntry.pattern)).all()


def matcher() -> Matcher:
    """The matcher of the active entries, made anew when they changed."""
    version: Any = db.session.execute(_VERSION).one()
    kept = current_app.extensions.get(_KEPT)
    if kept is None or kept[0] != tuple(version):
        rows = db.session.scalars(select(ListEntry).where(ListEntry.active)).all() if version[0] else ()
        kept = current_app.extensions[_KEPT] = (tuple(version), Matcher(each.as_entry() for each in rows))
    found: Matcher = kept[1]
    return found


def found_in(text: str, setting: Setting | None = None, ready: Matcher | None = None) -> Found:
    """What the lists see in a text; `ready` is the matcher where one was asked for already."""
    return (ready or matcher()).find(text, setting, clock.now())


def found_by(entry: Entry, text: str, setting: Setting | None = None) -> Found:
    """What one entry alone sees in a text."""
    return Matcher([entry]).find(text, setting, clock.now())
