"""Keeping what somebody types, so that nothing is lost before it is posted."""

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.upsert import insert
from community.posts.models import Draft, PostKind

LONGEST = 60_000  # twice the longest post: a draft may still be too long


def save(
    kind: PostKind, target_id: int, *, title: str = "", body: str = "", tags: str = "", by: Actor
) -> None:
    """Keep the newest state of a draft; an empty one is dropped."""
    if not (title.strip() or body.strip() or tags.strip()):
        discard(kind, target_id, by=by)
        return
    texts = {"title": title[:500], "body": body[:LONGEST], "tags": tags[:500], "saved_at": clock.now()}
    statement = insert(Draft).values(member_id=by.id, kind=kind, target_id=target_id, **texts)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["member_id", "kind", "target_id"], set_=texts)
    )


def discard(kind: PostKind, target_id: int, *, by: Actor) -> None:
    db.session.query(Draft).filter_by(member_id=by.id, kind=kind, target_id=target_id).delete()
