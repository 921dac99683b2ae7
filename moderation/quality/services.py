"""What the gate keeps: fingerprints of posts, findings, origins, words of authors."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Final

from sqlalchemy import TextClause, delete, select, text, update

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor
from community.kernel.upsert import changed_rows, insert, insert_all_once, insert_once
from community.kernel.words import N_
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from moderation.quality import queries, rewording
from moderation.quality.models import (
    AuthorWord,
    FloodNotice,
    GateFinding,
    PostOrigin,
    PostShingle,
)

LONGEST_WORDS: Final = 500
KEEP_ORIGINS: Final = timedelta(days=7)
FLOODS: Final = ("burst", "address", "copied", "second-look", "waiting")


def remember(post: Post, *, new: bool = False) -> None:
    """Keep the fingerprint of a post, so that repetitions are noticed; and what a visible question is about."""
    if not new:
        forget(post.id)
    _keep_fingerprint(post.id, queries.fingerprint(queries.text_of(post)))
    if isinstance(post, Question) and post.is_visible:
        rewording.remember(post)


def _keep_fingerprint(post_id: int, values: Sequence[int]) -> None:
    """In one statement: row by row it costs a twentieth of all that a post causes."""
    if values:
        db.session.flush()  # the post itself
        given = {f"value{at}": value for at, value in enumerate(values)}
        db.session.execute(_keeping(len(values)), {"post_id": post_id, **given})


@cache  # one for each number of values, and no more are kept of a post
def _keeping(count: int) -> TextClause:
    rows = ", ".join(f"(:post_id, :value{at})" for at in range(count))
    return text(f"INSERT INTO post_shingles (post_id, value) VALUES {rows}")  # noqa: S608 - names alone


def forget(post_id: int) -> None:
    """Drop the fingerprint of a post that is no longer visible."""
    db.session.execute(delete(PostShingle).where(PostShingle.post_id == post_id))
    rewording.forget(post_id)


def keep_findings(post: Post, *, new: bool = False) -> None:
    """Write down what each check found in a post as it stands now."""
    if not new:
        db.session.execute(delete(GateFinding).where(GateFinding.post_id == post.id))
    rows = [
        {
            "post_id": post.id,
            "check": each["check"],
            "verdict": each["verdict"],
            "score": each.get("score"),
            "found_at": post.edited_at or post.created_at,
        }
        for each in {each["check"]: each for each in post.findings}.values()
    ]
    if rows:
        insert_all_once(GateFinding, rows)


def learn_decision(post_id: int, decision: str | None) -> None:
    """A moderator decided about a post: its findings were right, or they were not; None: it was taken back."""
    changed_rows(update(GateFinding).where(GateFinding.post_id == post_id).values(decision=decision))


def keep_origin(post: Post, *, address: str, content: int, new_account: bool) -> None:
    """Write down who sent a post and from where, for as long as floods are looked for."""
    if post.author_id is not None:
        insert_once(
            PostOrigin,
            post_id=post.id,
            author_id=post.author_id,
            address=address,
            content=content,
            new_account=new_account,
            sent_at=post.created_at,
        )


def notice_flood(post: Post, findings: tuple[str, ...], *, address: str, content: int) -> None:
    """Tell the staff of a flood: once a day, however many posts it brings."""
    for check in findings:
        if check not in FLOODS:
            continue
        flood = "copied" if check == "second-look" else check  # one text is one flood, whoever may see it
        about = {"address": address, "copied": str(content)}.get(flood, str(post.author_id))
        key = f"{flood}:{about}:{clock.now():%Y-%m-%d}"
        if insert_once(FloodNotice, key=key, told_at=clock.now()):
            tell(events.FloodStopped(post_id=post.id, author_id=post.author_id, check=check))


def has_old(now: datetime) -> bool:
    """Whether there is anything to drop; most of the time no lock need be taken."""
    old = select(PostOrigin.post_id).where(PostOrigin.sent_at < now - KEEP_ORIGINS).limit(1)
    return db.session.scalar(old) is not None


def forget_old(now: datetime) -> None:
    """Drop what floods were counted by, after a week."""
    before = now - KEEP_ORIGINS
    db.session.execute(delete(PostOrigin).where(PostOrigin.sent_at < before))
    db.session.execute(delete(FloodNotice).where(FloodNotice.told_at < before))


def say_to_moderators(post: Post, words: str, *, by: Actor) -> None:
    """What the author says about a post that waits; the newest words count."""
    if by.member_id is None or post.author_id != by.member_id:
        raise NotAllowed(N_("Only the author says something about a post that waits."))
    if post.status != PostStatus.HELD:
        raise Conflict(N_("This post does not wait any more."))
    words = " ".join(words.split())
    if not words:
        raise Invalid(N_("Say in a sentence why it is all right."), field="words")
    if len(words) > LONGEST_WORDS:
        raise Invalid(N_("Say it in at most 500 characters."), field="words")
    values = {"words": words, "said_at": clock.now()}
    statement = insert(AuthorWord).values(post_id=post.id, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["post_id"], set_=values))
