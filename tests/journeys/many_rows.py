"""Tables that grow with the years more than with the posts, filled as if these had passed: rows like one that is there."""

from collections.abc import Mapping

from sqlalchemy import JSON, FromClause, SQLColumnExpression, Table, join, literal, select
from sqlalchemy.dialects.postgresql import insert

from community.accounts.models import Member
from community.kernel.db import db, table_of
from community.kernel.policy import Role
from community.posts.models import Post
from community.routing.models import Need
from moderation.escalation.models import Case, CaseAssignment
from moderation.flags.models import Flag
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.rules import ItemState

SETTLED = "resolved"


def fill() -> None:
    """Every post was in the queue and reported, every need a case that is over with all that belongs to one."""
    post, need, item, case = map(table_of, (Post, Need, ReviewItem, Case))
    some = select(Member.id).where(Member.role.in_([Role.MODERATOR, Role.ADMIN])).order_by(Member.id).limit(2)
    people = db.session.scalars(some).all()
    _like_one(item, post, {"post_id": post.c.id, "state": literal(ItemState.DECIDED.value)})
    for each in people:
        _like_one(table_of(ReviewDecision), item, {"item_id": item.c.id, "reviewer_id": literal(each)})
    _put(
        table_of(Flag),
        post,
        {
            "post_id": post.c.id,
            "flagger_id": literal(people[0]),
            "reason": literal("spam"),
            "note": literal(""),
            "weight": literal(1.0),
            "state": literal("upheld"),
            "created_at": post.c.created_at,
        },
    )
    of_need = {"question_id": need.c.question_id, "need_id": need.c.id, "state": literal(SETTLED)}
    _like_one(case, need, of_need)
    _put(
        table_of(CaseAssignment),
        case,
        {
            "case_id": case.c.id,
            "owner_id": literal(people[0]),
            "how": literal("taken"),
            "note": literal(""),
            "why": literal([], JSON),
            "created_at": case.c.opened_at,
        },
    )
    for table in db.metadata.sorted_tables:
        if table.name.startswith("case_") and "case_id" in table.c:
            _like_one(table, case, {"case_id": case.c.id})
    db.session.commit()


def _like_one(table: Table, each: FromClause, over: Mapping[str, SQLColumnExpression[object]]) -> None:
    """For `each` row one like the first of `table`, but for what `over` says; none where one is there already."""
    kept = [column for column in table.c if column.name not in ("id", *over)]
    first = select(*kept).order_by(*table.primary_key.columns).limit(1).subquery()
    given = {column.name: first.c[column.name] for column in kept} | dict(over)
    _put(table, join(each, first, literal(value=True)), given)


def _put(table: Table, each: FromClause, given: Mapping[str, SQLColumnExpression[object]]) -> None:
    rows = select(*given.values()).select_from(each)
    db.session.execute(insert(table).from_select(list(given), rows).on_conflict_do_nothing())
