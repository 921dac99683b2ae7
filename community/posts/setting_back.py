"""Setting a post back to a state that it had a moment ago, as if the deed since then had not been done."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, select

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.text import detect_language
from community.posts import mentions
from community.posts.models import Post, Revision
from community.posts.services import about

_MOMENTS: Final = ("published_at", "edited_at", "hidden_at")
_PLAIN: Final = ("status", "hidden_by_id", "hidden_reason", "revision_count")


def state_of(post: Post) -> dict[str, Any]:
    """The state of a post as plain JSON; its words stand in its revisions."""
    moments = {name: _told(getattr(post, name)) for name in _MOMENTS}
    return {
        **moments,
        **{name: getattr(post, name) for name in _PLAIN},
        "status": str(post.status),
        "findings": list(post.findings),
        **{name: getattr(post, name) for name in post.BESIDE},
    }


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def set_back(post: Post, state: dict[str, Any], *, by: Actor) -> None:
    """Give a post the state that `state_of` wrote down, and tell what that changes."""
    was_visible = post.is_visible
    gone = post.revision_count - int(state["revision_count"])
    for name in _PLAIN:
        setattr(post, name, state[name])
    for name in post.BESIDE:
        if name in state:  # not yet in states of earlier releases
            setattr(post, name, state[name])
    for name in _MOMENTS:
        setattr(post, name, clock.parse(state[name]) if state[name] else None)
    db.session.flush()
    if gone > 0:
        _words_back(post, by)
    post.findings = state["findings"]
    db.session.flush()
    if was_visible and not post.is_visible:
        reason = post.hidden_reason or "held"
        tell(events.PostHidden(**about(post), by_id=by.member_id, reason=reason))
    elif post.is_visible and not was_visible:
        tell(events.PostRestored(**about(post), by_id=by.member_id))


def _words_back(post: Post, by: Actor) -> None:
    """Drop the revisions that came since, and set the words of the one before them."""
    kept = db.session.scalars(
        select(Revision)
        .where(Revision.post_id == post.id, Revision.number <= post.revision_count)
        .order_by(Revision.number.desc())
    ).all()
    db.session.execute(
        delete(Revision).where(Revision.post_id == post.id, Revision.number > post.revision_count)
    )
    title = next((each.title for each in kept if each.title is not None), None)
    tagged = next((each for each in kept if each.tags is not None), kept[0])
    post.set_words(kept[0].body_markdown, title, None)
    post.body_html = mentions.rendered(post.body_markdown)
    spoke, post.lang = post.lang, detect_language(f"{title or ''}\n{post.body_markdown}")
    db.session.flush()
    tell(
        events.PostEdited(
            post_id=post.id,
            kind=post.kind,
            question_id=post.thread_id,
            author_id=post.author_id,
            editor_id=by.member_id,
            revision_id=tagged.id,
            speaks_anew=post.lang != spoke,
        )
    )
