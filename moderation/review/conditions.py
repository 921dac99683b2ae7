"""A filter as conditions for the database."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal_column, or_, select

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.addresses import number_in
from community.kernel.db import db
from community.posts.models import Post
from community.questions.models import Question
from community.tags.models import QuestionTag, Tag, TagSynonym
from community.tags.rules import normalised
from moderation.review.filters import HOURS, Filter, Order, Seen, View
from moderation.review.models import ReviewItem
from moderation.review.rules import SPOT_CHECKS, ItemState

LOOKED_THROUGH: Final = 1_000  # items whose words are read when somebody looks for words
MOST_WORDS: Final = 8
FEW: Final = 2_000  # questions of a tag up to which they are listed first


def of(wanted: Filter, member_id: int | None) -> list[ColumnElement[bool]]:
    """Everything that a filter asks for but the kind and the words."""
    return [
        *_state(wanted.state, member_id),
        *_about(wanted),
        *([tagged(wanted.tag, ReviewItem.thread_id)] if wanted.tag else []),
    ]


def waits() -> ColumnElement[bool]:
    """Open; said as the indexes of the open items say it, so that they are used."""
    return ReviewItem.state == literal_column(f"'{ItemState.OPEN.value}'")


def _state(view: str, member_id: int | None) -> list[ColumnElement[bool]]:
    if view == View.DECIDED:
        return [ReviewItem.state == literal_column(f"'{ItemState.DECIDED.value}'")]
    if view == View.ALL:
        return [ReviewItem.state.not_in(SPOT_CHECKS)]
    found = [waits()]
    if view in {View.MINE, View.CLAIMED}:
        found.append(ReviewItem.claimed_until > clock.now())
    if view == View.MINE:
        found.append(ReviewItem.claimed_by_id == member_id)
    return found


def _about(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.seen:
        found.append(ReviewItem.held.is_(wanted.seen == Seen.HELD))
        found.append(ReviewItem.post_id.is_not(None))
    if wanted.language:
        found.append(ReviewItem.lang == wanted.language)
    if wanted.finding:
        found.append(ReviewItem.found.contains(f"|{wanted.finding}|", autoescape=True))
    if wanted.age:
        found.append(ReviewItem.created_at <= clock.now() - timedelta(hours=HOURS[wanted.age]))
    if wanted.author:
        found.append(_by(wanted.author))
    return found


def _by(name: str) -> ColumnElement[bool]:
    """By the name in the address or by the name that is shown, whichever somebody types."""
    known = or_(Member.name == name, Member.name_key == name.casefold(), Member.display_name == name)
    ids = db.session.scalars(select(Member.id).where(known).limit(10)).all()
    return ReviewItem.author_id.in_(ids) if ids else false()


def tagged(name: str, thread_id: Any) -> ColumnElement[bool]:
    """A column that names a question with this tag. Many questions: each row is looked up; few: they are."""
    name = normalised(name)
    leads = select(TagSynonym.tag_id).where(TagSynonym.name == name)
    tag = db.session.scalars(
        select(Tag).where(or_(Tag.id.in_(leads), Tag.name == name)).order_by(Tag.name == name).limit(1)
    ).first()
    if tag is None:
        return false()
    links: Any = QuestionTag
    if tag.question_count > FEW:
        return exists().where(links.tag_id == tag.id, links.question_id == thread_id)
    few: ColumnElement[bool] = thread_id.in_(select(links.question_id).where(links.tag_id == tag.id))
    return few


def order_of(wanted: Filter) -> list[Any]:
    """The order that a filter asks for; what is decided: the latest first."""
    if wanted.order == Order.URGENT and wanted.waiting:
        return [ReviewItem.rank_at, ReviewItem.id]
    return [ReviewItem.id if wanted.order == Order.OLDEST else ReviewItem.id.desc()]


def words_in(query: Select[Any], wanted: Filter) -> Select[Any]:
    """Of a query for item ids and kinds, those whose post says all of the words; or the post of a number.

    Only the first `LOOKED_THROUGH` in order are read.
    """
    place = func.row_number().over(order_by=order_of(wanted)).label("place")
    some = query.add_columns(ReviewItem.post_id, place).order_by(*order_of(wanted)).limit(LOOKED_THROUGH)
    each = some.subquery()
    posts, questions = Post.__table__, Question.__table__
    text = func.coalesce(questions.c.title, "") + "\n" + posts.c.body_markdown
    found: ColumnElement[bool] = and_(
        *(text.icontains(word, autoescape=True) for word in wanted.q.split()[:MOST_WORDS])
    )
    number = number_in(wanted.q.removeprefix("#"))
    if number is not None:
        found = or_(found, posts.c.id == number)
    return (
        select(each.c.id, each.c.kind)
        .join(posts, posts.c.id == each.c.post_id)
        .outerjoin(questions, questions.c.id == posts.c.id)
        .where(found)
        .order_by(each.c.place)
    )
