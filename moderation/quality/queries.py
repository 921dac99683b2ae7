"""What the gate asks the database: similar posts, and the pace of posting."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache, lru_cache
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    ScalarSelect,
    Select,
    TextClause,
    and_,
    bindparam,
    func,
    literal,
    or_,
    select,
    text,
)

from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel import clock
from community.kernel.asking import Asking, asked
from community.kernel.db import db
from community.kernel.judging import Submission
from community.kernel.shingles import Compared, shingles
from community.posts.models import Post, PostKind, PostStatus
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
_POSTS, _QUESTIONS, _ANSWERS, _COMMENTS = (kind.__table__ for kind in (Post, Question, Answer, Comment))
_THREADS = _POSTS.alias("threads")
_THREAD_ID: Final = func.coalesce(_ANSWERS.c.question_id, _COMMENTS.c.question_id, _POSTS.c.id)
_IN_THREADS: Final = (
    _POSTS.outerjoin(_QUESTIONS, _QUESTIONS.c.id == _POSTS.c.id)
    .outerjoin(_ANSWERS, _ANSWERS.c.id == _POSTS.c.id)
    .outerjoin(_COMMENTS, _COMMENTS.c.id == _POSTS.c.id)
    .join(_THREADS, _THREADS.c.id == _THREAD_ID)
)
# Letters to staff, and what stands in such a thread: no check may let others feel that they are there.
_NOT_PRIVATE: Final = and_(_POSTS.c.status != PostStatus.PRIVATE, _THREADS.c.status != PostStatus.PRIVATE)
_FOR_ALL: Final = and_(_POSTS.c.status == PostStatus.PUBLISHED, _THREADS.c.status == PostStatus.PUBLISHED)
# What is compared in full: a few columns, in one statement for posts of all kinds.
_COMPARED: Final = (
    select(
        *(_POSTS.c.id, _POSTS.c.author_id, _POSTS.c.created_at, _POSTS.c.status, _POSTS.c.hidden_reason),
        _POSTS.c.body_markdown,
        _QUESTIONS.c.title,
        _THREAD_ID.label("thread_id"),
        _FOR_ALL.label("for_all"),
    )
    .select_from(_IN_THREADS)
    .where(
        _NOT_PRIVATE,
        _POSTS.c.id.in_(bindparam("ids", expanding=True)),
        _POSTS.c.kind == bindparam("kind"),
        or_(_POSTS.c.status.in_((PostStatus.PUBLISHED, PostStatus.HELD)), _POSTS.c.hidden_reason == "spam"),
    )
)
# Visible posts that a member has from before a moment, counted as far as it matters.
_OLD_POSTS: Final = select(func.count()).select_from(
    select(Post.id)
    .where(
        Post.author_id == bindparam("me"),
        Post.kind.in_(tuple(PostKind)),  # as the index has it: of a busy author all others are newer
        Post.created_at < bindparam("day"),
        Post.status == PostStatus.PUBLISHED,
    )
    .limit(ESTABLISHED)
    .subquery()
)


def fingerprint(text: str) -> list[int]:
    """The smallest shingle hashes of a text, as signed numbers that any database can keep."""
    return _smallest(shingles(text))


def _smallest(values: Iterable[int]) -> list[int]:
    return sorted(value - _SIGN for value in values)[:KEPT]


def text_of(post: Post) -> str:
    """What is compared of a post."""
    return f"{post.title}\n{post.body_markdown}" if isinstance(post, Question) else post.body_markdown


def submitted_text(submission: Submission) -> str:
    """The same of one on its way in."""
    return f"{submission.title}\n{submission.body}" if submission.kind == "question" else submission.body


def alike(submission: Submission) -> tuple[Alike, ...]:
    """Older posts of this kind that say nearly the same: visible, waiting, or taken away as advertising."""
    said = Compared(submitted_text(submission))
    values = _smallest(said.shingles())
    if not values:
        return ()
    given = {f"value{at}": value for at, value in enumerate(values)}
    given |= {"this": submission.post_id or 0, "least": min(SHARED, len(values))}
    shared = [post_id for (post_id,) in db.session.execute(_sharing(len(values)), given)]
    if not shared:
        return ()
    found = db.session.execute(_COMPARED, {"ids": shared, "kind": submission.kind})
    now = clock.now()
    return tuple(
        Alike(
            post_id=post.id,
            question_id=post.thread_id,
            title=post.title or "",
            likeness=said.with_(
                post.body_markdown if post.title is None else f"{post.title}\n{post.body_markdown}"
            ),
            same_author=post.author_id is not None and post.author_id == submission.author_id,
            minutes_ago=(now - post.created_at).total_seconds() / 60,
            author_id=post.author_id,
            visible=post.for_all,
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
    given = {"me": me, "this": this, "now": now, "ten": ten, "day": day}
    given |= {"hour": hour, "address": address} if address else {}
    given |= {"content": content} if content else {}
    row = db.session.execute(_counting(by_address=bool(address), by_content=bool(content)), given).one()
    others = [
        each
        for each in older
        if content
        and each.likeness >= NEARLY_THE_SAME
        and each.minutes_ago <= DAY_MINUTES
        and each.author_id not in {submission.author_id, None}
    ]
    shown = max(row[2], len({each.author_id for each in others if each.visible}))
    told = max(row[3], len({each.author_id for each in others}))
    return Pace(
        fresh=row[5] < ESTABLISHED,
        in_ten_minutes=row[0],
        at_address=row[1],
        same_text=shown,
        same_unseen=told if told > shown else 0,
        waiting=row[4],
        seconds=seconds,
    )


@cache
def _counting(*, by_address: bool, by_content: bool) -> Select[int, int, int, int, int, int]:
    """What the pace is made of; built once, since building it anew costs more than running it."""
    me: BindParameter[Any] = bindparam("me")
    now: BindParameter[Any] = bindparam("now")
    sent = PostOrigin.sent_at
    not_mine = PostOrigin.author_id != me
    mine = select(PostOrigin.post_id).where(
        PostOrigin.author_id == me,
        sent > bindparam("ten"),
        sent <= now,
        PostOrigin.post_id != bindparam("this"),
    )
    at_address = select(PostOrigin.post_id).where(
        PostOrigin.address == bindparam("address"),
        sent > bindparam("hour"),
        sent <= now,
        not_mine,
        PostOrigin.new_account,
    )
    same = (
        select(PostOrigin.author_id)
        .join_from(_IN_THREADS, PostOrigin, PostOrigin.post_id == _POSTS.c.id)
        .where(PostOrigin.content == bindparam("content"), sent > bindparam("day"), sent <= now, not_mine)
        .distinct()
    )
    held = select(Post.id).where(Post.author_id == me, Post.status == PostStatus.HELD)
    return select(
        _count(mine),
        _count(at_address) if by_address else literal(0),
        _count(same.where(_FOR_ALL)) if by_content else literal(0),
        _count(same.where(_NOT_PRIVATE)) if by_content else literal(0),
        _count(held),
        _OLD_POSTS.scalar_subquery(),
    )


def is_fresh(author_id: int, at: datetime) -> bool:
    """Whether a member has hardly a post that is older than a day."""
    day_before = at - timedelta(minutes=DAY_MINUTES)
    return (db.session.scalar(_OLD_POSTS, {"me": author_id, "day": day_before}) or 0) < ESTABLISHED


def _count(query: Select[int]) -> ScalarSelect[int]:
    """How many rows, counted no further than `MOST_ROWS`."""
    return select(func.count()).select_from(query.limit(MOST_ROWS).subquery()).scalar_subquery()


def author_word(post_id: int) -> str:
    """What the author said to the moderators about a held post."""
    return asked(author_word_of(post_id))


def author_word_of(post_id: int) -> Asking[str]:
    """The same, to be asked beside other things."""
    (rows,) = yield [select(AuthorWord.words).where(AuthorWord.post_id == post_id)]
    return rows[0][0] if rows else ""
