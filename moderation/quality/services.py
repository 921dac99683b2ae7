"""Keeping fingerprints of posts, and the lists of words."""

from sqlalchemy import delete

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.upsert import insert_once
from community.kernel.words import N_
from community.posts.models import Post
from community.questions.models import Question
from moderation.audit import services as audit
from moderation.quality import queries
from moderation.quality.models import ListEntry, PostShingle
from moderation.quality.rules import ListAction

LONGEST_PATTERN = 80
FEWEST_LETTERS = 2


def remember(post: Post) -> None:
    """Keep the fingerprint of a visible post, so that repetitions are noticed."""
    forget(post.id)
    text = f"{post.title}\n{post.body_markdown}" if isinstance(post, Question) else post.body_markdown
    db.session.add_all(PostShingle(post_id=post.id, value=value) for value in queries.fingerprint(text))
    db.session.flush()


def forget(post_id: int) -> None:
    """Drop the fingerprint of a post that is no longer visible."""
    db.session.execute(delete(PostShingle).where(PostShingle.post_id == post_id))


def add_entry(pattern: str, action: ListAction, *, by: Actor) -> None:
    """List a word or phrase."""
    ensure(by, Permission.DELETE_ANY)
    pattern = " ".join(pattern.split())
    if len(pattern.replace("*", "").strip()) < FEWEST_LETTERS or len(pattern) > LONGEST_PATTERN:
        raise Invalid(N_("An entry has 2 to 80 characters besides the stars."), field="pattern")
    if not insert_once(
        ListEntry, pattern=pattern, action=action, created_at=clock.now(), created_by_id=by.member_id
    ):
        raise Invalid(N_("This is listed already."), field="pattern")
    audit.record("list-added", f"list:{pattern}", by=by, data={"action": action})


def remove_entry(entry: ListEntry, *, by: Actor) -> None:
    ensure(by, Permission.DELETE_ANY)
    audit.record("list-removed", f"list:{entry.pattern}", by=by, data={"action": entry.action})
    db.session.delete(entry)
