"""What an entry would have touched of late."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from time import thread_time
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import selectin_polymorphic

from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel import clock, masks
from community.kernel.db import db
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from moderation.lists.matching import Matcher
from moderation.lists.patterns import Budget
from moderation.lists.rules import Entry, Setting

DAYS: Final = 7
MOST_POSTS: Final = 3_000
SECONDS: Final = 1.0  # for the whole walk
SHOWN: Final = 50
AROUND: Final = 40


@dataclass(frozen=True, slots=True)
class Touched:
    """A post with the entry in it, and the words around it."""

    post_id: int
    kind: str
    created_at: datetime
    before: str
    word: str
    after: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What was found in the posts that were looked at; `whole` says whether these were all of the days."""

    looked_at: int
    count: int
    posts: tuple[Touched, ...]
    whole: bool
    too_slow: bool = False


def rehearse(entry: Entry) -> Rehearsal:
    """Look for an entry in the posts of the last seven days, newest first, for a second at most.

    The posts are read as they are shown: what is covered in them is not seen, and what was written to staff alone is
    none of them. Authors' levels are not asked.
    """
    now = clock.now()
    matcher, begun = Matcher([entry]), thread_time()
    touched: list[Touched] = []
    count = looked_at = 0
    query = (
        select(Post)
        .where(Post.created_at >= now - timedelta(days=DAYS), Post.status != PostStatus.PRIVATE)
        .order_by(Post.created_at.desc(), Post.id.desc())
        .limit(MOST_POSTS + 1)
        .options(selectin_polymorphic(Post, [Question, Answer, Comment]))
        .execution_options(yield_per=200)
    )
    for post in db.session.scalars(query):
        if looked_at >= MOST_POSTS or thread_time() - begun > SECONDS:
            return Rehearsal(looked_at, count, tuple(touched), whole=False)
        looked_at += 1
        text = f"{getattr(post, 'title', '')}\n{post.body_markdown}"
        setting = Setting(kind=post.kind, lang=post.lang, newcomer=True)
        found = matcher.find(text, setting, now, Budget())
        if found.cut_off:
            return Rehearsal(looked_at, count, tuple(touched), whole=False, too_slow=True)
        if found.hits:
            count += 1
            if len(touched) < SHOWN:
                touched.append(_touched(post, text, found.hits[0].start, found.hits[0].end))
    return Rehearsal(looked_at, count, tuple(touched), whole=True)


def _touched(post: Post, text: str, start: int, end: int) -> Touched:
    before = " ".join(masks.labelled(text[max(0, start - 5 * AROUND) : start]).split())[-AROUND:]
    after = " ".join(masks.labelled(text[end : end + 5 * AROUND]).split())[:AROUND]
    return Touched(post.id, post.kind, post.created_at, before, text[start:end], after)
