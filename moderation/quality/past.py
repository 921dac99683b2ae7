"""The facts about posts that were written already, as the gate would have had them; reads only."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload, selectin_polymorphic

from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel import clock
from community.kernel.db import db
from community.kernel.findings import restored
from community.kernel.judging import Submission
from community.kernel.policy import STAFF, Role
from community.kernel.ports import ports
from community.kernel.thresholds import whole
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from moderation.lists import queries as lists
from moderation.lists.rules import ListAction, Setting
from moderation.quality import origins, queries, rewording
from moderation.quality.models import PostOrigin
from moderation.quality.rules import Alike, Pace, PostFacts
from moderation.triage.records import Kind, Message
from moderation.triage.scores import Scores

DAYS: Final = 7
MOST: Final = 1_000
OLDER: Final = frozenset({"identical", "known-spam", "copied", "second-look"})
COUNTED: Final = frozenset({"burst", "address", "copied", "second-look"})
UNKNOWN: Final = frozenset({"typed-fast", "waiting"})  # nobody wrote down what they would need
AS_KEPT: Final = UNKNOWN | {"private-data"}  # what they saw is taken from the findings of the post


@dataclass(frozen=True)
class Past:
    """Posts of the last days, the newest first, and how many there are in all."""

    posts: Sequence[Post]
    total: int


def last_days(days: int = DAYS, most: int = MOST) -> Past:
    """What members wrote in the last days; deleted drafts of nobody, and letters to staff, are not among it."""
    recent = Post.created_at > clock.now() - timedelta(days=days)
    written = (
        recent,
        Post.status != PostStatus.PRIVATE,
        Post.author_id.is_not(None),
        Post.external_source.is_(None),
    )
    query = (
        select(Post)
        .where(*written)
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(most)
        .options(joinedload(Post.author), selectin_polymorphic(Post, [Question, Answer, Comment]))
    )
    total = db.session.scalar(select(func.count()).select_from(Post).where(*written)) or 0
    return Past(db.session.scalars(query).unique().all(), total)


def facts_of(posts: Sequence[Post], checks: frozenset[str]) -> Iterator[tuple[Post, PostFacts]]:
    """The facts that these checks need about each post, as they were when it came."""
    ids = {post.author_id for post in posts if post.author_id is not None}
    levels = {member: standing.level for member, standing in ports().standing.standings_of(ids).items()}
    before = _earlier(posts)
    titles = _titles(posts)
    for post in posts:
        with clock.at(post.created_at):
            yield (
                post,
                _facts(post, checks, levels.get(post.author_id or 0, 0), before.get(post.id, 0), titles),
            )


def is_trusted(post: Post) -> bool:
    role = post.author.role if post.author is not None else Role.MEMBER
    return role in STAFF or role == Role.MODERATOR


def _facts(
    post: Post, checks: frozenset[str], level: int, earlier: int, titles: Mapping[int, str]
) -> PostFacts:
    trusted = is_trusted(post)
    newcomer = not trusted and earlier < whole("newcomer_posts")
    own_title = post.title if isinstance(post, Question) else ""
    title = own_title or titles.get(post.thread_id, "")
    submission = Submission(
        kind=post.kind, title=title, body=post.body_markdown, author_id=post.author_id, post_id=post.id
    )
    older = queries.alike(submission) if checks & OLDER else ()
    older = tuple(each for each in older if each.minutes_ago >= 0 and each.post_id < post.id)
    message = Message(
        text=post.body_markdown, title=own_title, kind=Kind(post.kind), author_level=0 if newcomer else 1
    )
    return PostFacts(
        kind=post.kind,
        title=title if post.kind != "comment" else "",
        body=post.body_markdown,
        lang=post.lang,
        newcomer=newcomer,
        trusted=trusted,
        level=level,
        scores=Scores(message),
        alike=older,
        asked=rewording.asked(submission) if "near-duplicate" in checks and own_title else (),
        pace=_pace(post, submission, older) if checks & COUNTED else Pace(),
        listed=_listed(post, own_title, level, newcomer=newcomer) if "lists" in checks else (),
        most_links=whole("newcomer_links"),
        kept=tuple(map(restored, post.findings)) if checks & AS_KEPT else (),
    )


def _listed(post: Post, title: str, level: int, *, newcomer: bool) -> tuple[tuple[str, ListAction], ...]:
    """What the lists of today see in a text of the past; what was covered in it is not seen."""
    text = f"{title}\n{post.body_markdown}"
    setting = Setting(kind=post.kind, lang=post.lang, newcomer=newcomer, level=level)
    found = lists.found_in(text, setting)
    return tuple((text[each.start : each.end], each.entry.action) for each in found.hits)


def _pace(post: Post, submission: Submission, older: tuple[Alike, ...]) -> Pace:
    origin = db.session.get(PostOrigin, post.id)
    return queries.pace_of(
        submission,
        older,
        address=origin.address if origin else "",
        content=origins.text_mark(queries.text_of(post)),
        seconds=None,
    )


def _earlier(posts: Sequence[Post]) -> dict[int, int]:
    """How many visible posts the author had when each came, counted no further than needed."""
    older = aliased(Post.__table__)
    table = Post.__table__
    some = (
        select(older.c.id)
        .where(
            older.c.author_id == table.c.author_id,
            older.c.created_at < table.c.created_at,
            older.c.status == PostStatus.PUBLISHED,
        )
        .limit(whole("newcomer_posts"))
        .correlate(table)
        .subquery()
    )
    query = select(table.c.id, select(func.count()).select_from(some).scalar_subquery()).where(
        table.c.id.in_([post.id for post in posts])
    )
    return {post_id: count for post_id, count in db.session.execute(query)}  # noqa: C416


def _titles(posts: Sequence[Post]) -> dict[int, str]:
    ids = {post.thread_id for post in posts}
    table = Question.__table__
    return dict(db.session.execute(select(table.c.id, table.c.title).where(table.c.id.in_(ids))).all())
