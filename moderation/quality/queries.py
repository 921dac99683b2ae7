"""What the gate asks the database: similar posts, and the pace of posting."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Final

from sqlalchemy import ScalarSelect, Select, TextClause, func, literal, or_, select, text

from community.kernel import clock
from community.kernel.db import db
from community.kernel.judging import Submission
from community.kernel.shingles import shingles
from community.kernel.text import similarity
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from moderation.quality.models import AuthorWord, PostOrigin
from moderation.quality.rules import Alike, Pace

KEPT: Final = 16  # smallest hashes kept of a post
SHARED: Final = 2  # how many must be shared before two texts are compared in full
CANDIDATES: Final = 8
NEARLY_THE_SAME: Final = 0.85
MOST_ROWS: Final = 200  # of each kind that the pace is counted over
DAY_MINUTES: Final = 1_440
ESTABLISHED: Final = 3  # so many older posts make somebody known
_SIGN: Final = 2**63


def fingerprint(text: str) -> list[int]:
    """The smallest shingle hashes of a text, as signed numbers that any database can keep."""
    return sorted(value - _SIGN for value in shingles(text))[:KEPT]


def text_of(post: Post) -> str:
    """What is compared of a post."""
    return f"{post.title}\n{post.body_markdown}" if isinstance(post, Question) else post.body_markdown


def submitted_text(submission: Submission) -> str:
    """The same of one on its way in."""
    return f"{submission.title}\n{submission.body}" if submission.kind == "question" else submission.body


def alike(submission: Submission) -> tuple[Alike, ...]:
    """Older posts of this kind that say nearly the same: visible, waiting, or taken away as advertising."""
    said = submitted_text(submission)
    values = fingerprint(said)
    if not values:
        return ()
    given = {f"value{at}": value for at, value in enumerate(values)}
    given |= {"this": submission.post_id or 0, "least": min(SHARED, len(values))}
    shared = [post_id for (post_id,) in db.session.execute(_sharing(len(values)), given)]
    if not shared:
        return ()
    found = db.session.scalars(
        select(Post).where(
            Post.id.in_(shared),
            Post.kind == submission.kind,
            or_(
                Post.status.in_((PostStatus.PUBLISHED, PostStatus.HELD)),
                Post.hidden_reason == "spam",
            ),
        )
    ).all()
    now = clock.now()
    return tuple(
        Alike(
            post_id=post.id,
            question_id=post.thread_id,
            title=post.title if isinstance(post, Question) else "",
            likeness=similarity(said, text_of(post)),
            same_author=post.author_id is not None and post.author_id == submission.author_id,
            minutes_ago=(now - post.created_at).total_seconds() / 60,
            author_id=post.author_id,
            visible=post.status == PostStatus.PUBLISHED,
            as_spam=post.hidden_reason == "spam" and post.status != PostStatus.PUBLISHED,
        )
        for post in found
    )


@lru_cache(maxsize=KEPT + 1)
def _sharing(values: int) -> TextClause:
    """The posts that share most of so many hashes; of each hash, the newest posts that have it."""
    some = (
        "SELECT post_id FROM (SELECT post_id FROM post_shingles"
        " WHERE value = :value{at} ORDER BY post_id DESC LIMIT {most}) AS some{at}"
    )
    found = " UNION ALL ".join(some.format(at=at, most=MOST_ROWS) for at in range(values))
    return text(
        f"SELECT post_id FROM ({found}) AS found WHERE post_id <> :this"  # noqa: S608 - numbers of ours alone
        f" GROUP BY post_id HAVING count(*) >= :least ORDER BY count(*) DESC, post_id DESC LIMIT {CANDIDATES}"
    )


def pace_of(
    submission: Submission, older: tuple[Alike, ...], *, address: str, content: int, seconds: float | None
) -> Pace:
    """How fast posts come, in one statement over at most a few hundred rows."""
    me, this, now = submission.author_id or 0, submission.post_id or 0, clock.now()
    ten, hour, day = (now - timedelta(minutes=each) for each in (10, 60, DAY_MINUTES))
    sent, not_mine = PostOrigin.sent_at, PostOrigin.author_id != me
    row = db.session.execute(
        select(
            _count(
                select(PostOrigin.post_id).where(
                    PostOrigin.author_id == me, sent > ten, sent <= now, PostOrigin.post_id != this
                )
            ),
            _count(
                select(PostOrigin.post_id).where(
                    PostOrigin.address == address, sent > hour, sent <= now, not_mine, PostOrigin.new_account
                )
            )
            if address
            else literal(0),
            _count(
                select(PostOrigin.author_id)
                .where(PostOrigin.content == content, sent > day, sent <= now, not_mine)
                .distinct()
            )
            if content
            else literal(0),
            _count(select(Post.id).where(Post.author_id == me, Post.status == PostStatus.HELD)),
            _old_posts(me, day),
        )
    ).one()
    nearly = {
        each.author_id
        for each in older
        if content and each.likeness >= NEARLY_THE_SAME and each.minutes_ago <= DAY_MINUTES
    }
    return Pace(
        fresh=row[4] < ESTABLISHED,
        in_ten_minutes=row[0],
        at_address=row[1],
        same_text=max(row[2], len(nearly - {submission.author_id, None})),
        waiting=row[3],
        seconds=seconds,
    )


def _old_posts(author_id: int, before: datetime) -> ScalarSelect[int]:
    """How many visible posts a member has from before a moment, counted as far as it matters."""
    old = select(Post.id).where(
        Post.author_id == author_id, Post.created_at < before, Post.status == PostStatus.PUBLISHED
    )
    return select(func.count()).select_from(old.limit(ESTABLISHED).subquery()).scalar_subquery()


def is_fresh(author_id: int, at: datetime) -> bool:
    """Whether a member has hardly a post that is older than a day."""
    found = db.session.scalar(select(_old_posts(author_id, at - timedelta(minutes=DAY_MINUTES))))
    return (found or 0) < ESTABLISHED


def _count(query: Select[int]) -> ScalarSelect[int]:
    """How many rows, counted no further than `MOST_ROWS`."""
    return select(func.count()).select_from(query.limit(MOST_ROWS).subquery()).scalar_subquery()


def author_word(post_id: int) -> str:
    """What the author said to the moderators about a held post."""
    return db.session.scalar(select(AuthorWord.words).where(AuthorWord.post_id == post_id)) or ""
