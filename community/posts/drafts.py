"""Keeping what somebody types, so that nothing is lost before it is posted."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Final

from sqlalchemy import bindparam, delete, select

from community.kernel import clock
from community.kernel.db import db, table_of
from community.kernel.policy import Actor
from community.kernel.upsert import changed_rows, insert, insert_once
from community.posts.models import Draft, PostKind

LONGEST = 60_000  # twice the longest post: a draft may still be too long
LONGEST_LINE = 500
MOST = 100  # drafts of one member, as many as the page of drafts lists
EDIT = "edit"  # of a post that exists; the other kinds are those of posts
KINDS = frozenset({*map(str, PostKind), EDIT})
_drafts: Final = table_of(Draft)
_DISCARD: Final = delete(_drafts).where(
    _drafts.c.member_id == bindparam("member_id"),
    _drafts.c.kind == bindparam("kind"),
    _drafts.c.target_id == bindparam("target_id"),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """What stands in a form."""

    title: str = ""
    body: str = ""
    tags: str = ""
    product: str = ""

    @property
    def is_empty(self) -> bool:
        return not f"{self.title}{self.body}{self.tags}{self.product}".strip()

    def shortened(self) -> "Typed":
        """As much of it as a draft holds."""
        lines = (each[:LONGEST_LINE] for each in (self.title, self.tags, self.product))
        title, tags, product = lines
        return Typed(title, self.body[:LONGEST], tags, product)


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of it: the state that is kept now, and whether it is other, newer words than those sent."""

    version: str
    newer: Typed | None = None


def save(
    kind: str, target_id: int, typed: Typed, *, by: Actor, base: str | None = None, own: Sequence[Typed] = ()
) -> Kept:
    """Keep the newest state of a draft; an empty one is dropped.

    With `base`, the version that the page knew ("" for none), words that another tab kept meanwhile stay as they
    are, and what it posted or threw away does not come back. Words of `own` were sent by the page itself, which
    never heard that they arrived: they may be replaced.
    """
    typed = typed.shortened()
    known = db.session.scalars(
        select(Draft)
        .filter_by(member_id=by.id, kind=kind, target_id=target_id)
        .with_for_update(key_share=True)
    ).one_or_none()
    there, version = (_typed(known), known.version) if known else (Typed(), "")
    if base not in {None, version} and there not in [each.shortened() for each in own]:
        return Kept(version, None if there == typed else there)
    if typed.is_empty:
        discard(kind, target_id, by=by)
        return Kept("")
    texts = {**asdict(typed), "saved_at": clock.now()}
    if known is None:
        _make_room(by)
    if known is None and base is not None:
        if not insert_once(Draft, member_id=by.id, kind=kind, target_id=target_id, **texts):
            return save(kind, target_id, typed, by=by, base=base, own=own)  # another tab was quicker
        return Kept(texts["saved_at"].isoformat())
    statement = insert(Draft).values(member_id=by.id, kind=kind, target_id=target_id, **texts)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["member_id", "kind", "target_id"], set_=texts)
    )
    return Kept(texts["saved_at"].isoformat())


def _make_room(by: Actor) -> None:
    """Of too many drafts the oldest go, so that nobody fills the site with what nobody reads."""
    mine = select(Draft.id).where(Draft.member_id == by.id)
    kept = mine.order_by(Draft.saved_at.desc(), Draft.id.desc()).limit(MOST - 1)
    changed_rows(delete(Draft).where(Draft.member_id == by.id, Draft.id.not_in(kept)))


def _typed(draft: Draft) -> Typed:
    return Typed(draft.title, draft.body, draft.tags, draft.product)


def discard(kind: str, target_id: int, *, by: Actor) -> None:
    """Forget a draft: it was thrown away, or has just been posted."""
    db.session.execute(_DISCARD, {"member_id": by.id, "kind": kind, "target_id": target_id})
