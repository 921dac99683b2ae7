"""Reports on a post, and the record of those who report."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectin_polymorphic
from sqlalchemy.orm.interfaces import ORMOption

from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel import clock
from community.kernel.asking import Asking, asked
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.pagination import Page, paginate
from community.kernel.policy import Actor, Permission, may
from community.posts.models import Post
from community.posts.queries import seen_in_place
from community.questions.models import Question
from moderation.flags import rules
from moderation.flags.models import Flag, FlagMessage
from moderation.flags.rules import FlagState


@dataclass(frozen=True, slots=True)
class Received:
    """What became of the reports about one member's posts."""

    upheld: int = 0
    dismissed: int = 0
    open: int = 0
    posts: int = 0  # that were reported and found wrong


@dataclass(frozen=True, slots=True)
class SeenFlag:
    """An open report as a reviewer may see it: with a name for moderators and staff alone."""

    reason: str
    note: str
    created_at: datetime
    flag_id: int | None = None
    name: str | None = None
    weight: float = 0.0


def flags_on(post_id: int) -> Sequence[Flag]:
    """All reports of a post, oldest first, with who made them."""
    return db.session.scalars(
        select(Flag).where(Flag.post_id == post_id).order_by(Flag.id).options(joinedload(Flag.flagger))
    ).all()


def seen_flags(post: Post, by: Actor, flags: Sequence[Flag]) -> list[SeenFlag]:
    """The open ones of a post's reports for whoever decides; its author learns of none, peers of no names."""
    if post.author_id is not None and post.author_id == by.member_id:
        return []
    named = may(by, Permission.SEE_HELD)
    return [
        SeenFlag(
            each.reason,
            each.note,
            each.created_at,
            each.id if named else None,
            each.flagger.display_name if named else None,
            each.weight if named else 0.0,
        )
        for each in flags
        if each.is_open
    ]


def open_flags(post_id: int) -> Sequence[Flag]:
    """The reports of a post that wait, read anew."""
    return db.session.scalars(
        select(Flag)
        .where(Flag.post_id == post_id, Flag.state == FlagState.OPEN)
        .order_by(Flag.id)
        .execution_options(populate_existing=True)
    ).all()


def found_fine(post: Post) -> set[str]:
    """Reasons that somebody has looked at in this very text and dismissed."""
    return set(
        db.session.scalars(
            select(Flag.reason).where(
                Flag.post_id == post.id,
                Flag.state == FlagState.DISMISSED,
                Flag.revision == post.revision_count,
            )
        )
    )


def reports_on(post: Post) -> list[rules.Report]:
    """The open reports of a post, as the rule for hiding takes them."""
    fine = found_fine(post)
    return [
        rules.Report(
            weight=each.weight,
            spam=each.reason == "spam",
            strong=each.strong,
            young=each.young,
            found_fine=each.reason in fine,
        )
        for each in open_flags(post.id)
    ]


def record_of(member_id: int) -> tuple[int, int]:
    """How many of a member's decided reports were upheld, and how many were decided."""
    upheld, decided = db.session.execute(
        select(func.count().filter(Flag.state == FlagState.UPHELD), func.count()).where(
            Flag.flagger_id == member_id, Flag.state.in_(rules.DECIDED)
        )
    ).one()
    return upheld, decided


def sent_today(member_id: int) -> int:
    """How many reports a member made within a day."""
    since = clock.now() - timedelta(days=1)
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Flag)
            .where(Flag.flagger_id == member_id, Flag.created_at > since)
        )
        or 0
    )


def last_flag_by(post_id: int, member_id: int) -> Flag | None:
    """The latest report of a post by one member."""
    return db.session.scalars(
        select(Flag).filter_by(post_id=post_id, flagger_id=member_id).order_by(Flag.id.desc()).limit(1)
    ).one_or_none()


def received_by(member_ids: Collection[int]) -> dict[int, Received]:
    """What became of the reports about the posts of each of these members; no entry: nobody reported any."""
    return asked(received_of(member_ids))


def received_of(member_ids: Collection[int]) -> Asking[dict[int, Received]]:
    """The same, to be asked beside other things."""
    (rows,) = yield [
        select(
            Post.author_id,
            func.count().filter(Flag.state == FlagState.UPHELD),
            func.count().filter(Flag.state == FlagState.DISMISSED),
            func.count().filter(Flag.state == FlagState.OPEN),
            func.count(Flag.post_id.distinct()).filter(Flag.state == FlagState.UPHELD),
        )
        .join(Post, Post.id == Flag.post_id)
        .where(Post.author_id.in_(member_ids))
        .group_by(Post.author_id)
    ]
    return {
        author: Received(upheld, dismissed, waiting, posts)
        for author, upheld, dismissed, waiting, posts in rows
        if author
    }


def with_posts() -> tuple[ORMOption, ...]:
    """Load flags with the words of their posts."""
    return (joinedload(Flag.post).options(selectin_polymorphic(Post, [Question, Answer, Comment])),)


def flags_by(member_id: int, number: int, *, per_page: int = 20) -> Page[Flag]:
    """A member's own reports, newest first."""
    query = select(Flag).where(Flag.flagger_id == member_id).order_by(Flag.created_at.desc(), Flag.id.desc())
    return paginate(query.options(*with_posts()), number, per_page)


def flags_about(member_id: int, number: int, *, per_page: int = 20) -> Page[Flag]:
    """Reports about a member's posts, newest first."""
    query = (
        select(Flag)
        .join(Post, Post.id == Flag.post_id)
        .where(Post.author_id == member_id)
        .order_by(Flag.created_at.desc(), Flag.id.desc())
        .options(*with_posts(), joinedload(Flag.flagger))
    )
    return paginate(query, number, per_page)


def flag_or_404(flag_id: int, by: Actor) -> Flag:
    """A report for whoever made it, moderators and staff - but never for the author of the post."""
    flag = db.session.scalars(
        select(Flag).where(Flag.id == flag_id).options(*with_posts(), joinedload(Flag.flagger))
    ).one_or_none()
    own = flag is not None and flag.flagger_id == by.member_id
    if flag is None or not (own or may(by, Permission.SEE_HELD)):
        raise NotFound
    if flag.post.author_id is not None and flag.post.author_id == by.member_id:
        raise NotFound
    return flag


def readable(flags: Iterable[Flag], by: Actor) -> frozenset[int]:
    """Of the posts of these reports, those whose words `by` may read now: a report shows no more than the thread."""
    return seen_in_place([each.post for each in flags], by)


def messages_of(flag_id: int) -> Sequence[FlagMessage]:
    return db.session.scalars(
        select(FlagMessage).where(FlagMessage.flag_id == flag_id).order_by(FlagMessage.id)
    ).all()


def contradictions() -> list[str]:
    """Reports whose outcome does not fit their dates, or that wait where they cannot."""
    wrong = db.session.scalars(
        select(Flag.id).where((Flag.state == FlagState.OPEN) != Flag.decided_at.is_(None)).order_by(Flag.id)
    )
    return [f"flag {each} is open and decided at once" for each in wrong]


def upheld_against(member_id: int) -> int:
    """How many reports of this member's posts were upheld."""
    return received_by([member_id]).get(member_id, Received()).upheld


def flaggers_of(post_ids: Collection[int]) -> frozenset[int]:
    """Who has reported one of these posts."""
    return frozenset(db.session.scalars(select(Flag.flagger_id).where(Flag.post_id.in_(post_ids))))
