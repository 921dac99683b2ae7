"""The desk as a list: one page of it, and how many cases stand in each view."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload, load_only, selectinload
from sqlalchemy.orm.interfaces import ORMOption

from community.accounts.models import Member
from community.kernel.addresses import number_in
from community.kernel.db import db
from community.kernel.pagination import Page, nearest
from community.kernel.policy import Actor
from community.posts.models import Post
from community.questions.models import Question
from moderation.desk import conditions
from moderation.desk.filters import SCOPED, Filter, Sort, View
from moderation.desk.teams import teams_of
from moderation.escalation.models import Case
from moderation.escalation.queries import own_tier
from moderation.escalation.rules import CaseState

MOST: Final = (
    1_000  # cases that are counted and turned over one by one; beyond, a filter finds more than a page
)
LOOKED_THROUGH: Final = 1_000  # cases whose title and customer are read when somebody looks for words
MOST_WORDS: Final = 8
PER_PAGE: Final = 25
COUNTED: Final = 500  # cases that a view counts one by one

Conditions = Sequence[ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Listing:
    """One page. Totals are exact up to `MOST`; `MOST + 1` says that there are more."""

    page: Page[Case]
    searched: int = 0  # cases that were read, where not all were

    @property
    def overfull(self) -> bool:
        """Whether there are more than can be turned over."""
        return self.page.total > MOST


def listed(wanted: Filter, number: int, actor: Actor, *, per_page: int = PER_PAGE) -> Listing:
    """One page of the cases under a filter, with question, customer and owner."""
    ids = found(wanted, actor)
    number = nearest(number, min(len(ids), MOST), per_page)
    shown = cases(ids[(number - 1) * per_page : min(number * per_page, MOST)], _as_rows())
    searched = LOOKED_THROUGH if wanted.q and _number(wanted.q) is None and _has_more(wanted, actor) else 0
    return Listing(Page(shown, number, per_page, len(ids)), searched)


def found(wanted: Filter, actor: Actor, most: int = MOST + 1, behind: Conditions = ()) -> list[int]:
    """Ids of the cases under a filter, in order; with `behind`, of those that it is true of."""
    these = *conditions.of(wanted, actor), *behind
    query = select(Case.id).where(*these).order_by(*conditions.order_of(wanted))
    if not wanted.q and wanted.sort == Sort.DUE:
        return _due_first(query, most)
    if not wanted.q:
        return list(db.session.scalars(query.limit(most)))
    number = _number(wanted.q)
    if number is not None:
        return list(
            db.session.scalars(
                select(Case.id)
                .where(or_(Case.id == number, Case.question_id == number))
                .order_by(Case.id.desc())
            )
        )
    return list(db.session.scalars(_saying(query, wanted).limit(most)))


def around(wanted: Filter, actor: Actor, case_id: int, *, before: int, most: int) -> Select[int, int]:
    """Ids and places of the cases round one in a list, of which so many stand before it; of the first without it."""
    if wanted.q or wanted.sort == Sort.DUE:
        return _round(found(wanted, actor), case_id, before, most)
    query = select(Case.id, func.row_number().over(order_by=conditions.order_of(wanted)).label("place"))
    some = query.where(*conditions.of(wanted, actor)).order_by(*conditions.order_of(wanted)).limit(MOST + 1)
    ranked = some.cte("ranked")
    own = select(ranked.c.place).where(ranked.c.id == case_id).scalar_subquery()
    last = select(func.count() - (most - 1)).select_from(ranked).scalar_subquery()
    start = func.coalesce(own, 1) - before
    start = case((start < last, start), else_=last)
    start = case((start < 1, 1), else_=start)
    return select(ranked.c.id, ranked.c.place).where(ranked.c.place >= start, ranked.c.place < start + most)


def _round(ids: Sequence[int], case_id: int, before: int, most: int) -> Select[int, int]:
    """The same of a list that has been read."""
    start = max(0, min((ids.index(case_id) if case_id in ids else 0) - before, len(ids) - most))
    places = {each: place for place, each in enumerate(ids[start : start + most])}
    place = case(places, value=Case.id) if places else literal(0)
    return select(Case.id, place.label("place")).where(Case.id.in_(places))


def _due_first(query: Select[Any], most: int) -> list[int]:
    """Those whose clock runs by the moment it ends, then those whose clock stands still."""
    running = query.where(Case.state == CaseState.OPEN, Case.due_at.is_not(None))
    ids = list(db.session.scalars(running.limit(most)))
    if len(ids) < most:
        ids += db.session.scalars(query.where(Case.due_at.is_(None)).limit(most - len(ids)))
    return ids


def _number(words: str) -> int | None:
    """The number of a case or a question that somebody typed, as 42 or #42."""
    return number_in(words.removeprefix("#"))


def _saying(query: Select[Any], wanted: Filter) -> Select[Any]:
    """Of the first cases in order, those whose title says all of the words or whose customer is called so."""
    place = func.row_number().over(order_by=conditions.order_of(wanted)).label("place")
    some = query.add_columns(Case.question_id, place).limit(LOOKED_THROUGH).subquery()
    posts, questions, members = Post.__table__, Question.__table__, Member.__table__
    titled = and_(
        *(questions.c.title.icontains(word, autoescape=True) for word in wanted.q.split()[:MOST_WORDS])
    )
    called = or_(
        members.c.display_name.icontains(wanted.q, autoescape=True),
        members.c.name.icontains(wanted.q, autoescape=True),
    )
    return (
        select(some.c.id)
        .join(questions, questions.c.id == some.c.question_id)
        .join(posts, posts.c.id == some.c.question_id)
        .outerjoin(members, members.c.id == posts.c.author_id)
        .where(or_(titled, called))
        .order_by(some.c.place)
    )


def _has_more(wanted: Filter, actor: Actor) -> bool:
    some = select(Case.id).where(*conditions.of(wanted, actor)).limit(LOOKED_THROUGH + 1).subquery()
    return (db.session.scalar(select(func.count()).select_from(some)) or 0) > LOOKED_THROUGH


def cases(ids: Collection[int], loading: Sequence[ORMOption] = ()) -> list[Case]:
    """These cases in this order, with question, customer and owner: all of them, or what `loading` says."""
    if not ids:
        return []
    query = select(Case).where(Case.id.in_(ids)).options(*(loading or with_all()))
    known = {each.id: each for each in db.session.scalars(query)}
    return [known[each] for each in ids if each in known]


@cache
def with_all() -> tuple[ORMOption, ...]:
    """Load cases with their owners, and in a second statement their questions with the customers.

    Not in one: SQLite would join all posts of the site first.
    """
    return joinedload(Case.owner), selectinload(Case.question).joinedload(Question.author)


@cache
def _as_rows() -> tuple[ORMOption, ...]:
    """The same for a list, without what no row says: a question has its texts, and a member four dozen columns."""
    names = load_only(Member.display_name, Member.status, raiseload=True)
    titles = load_only(
        Question.kind,
        Question.title,
        Question.lang,
        Question.author_id,
        Question.author_label,
        raiseload=True,
    )
    question = selectinload(Case.question).options(titles, joinedload(Question.author).options(names))
    return joinedload(Case.owner).options(names), question


def counts(
    actor: Actor, views: Collection[View] = tuple(View), teams: Collection[str] | None = None
) -> dict[str, int]:
    """How many cases stand in each of these views, each counted up to one more than `COUNTED`, in one statement.

    Views that show one tier are counted in one's own. `teams` are the actor's, where they are known already.
    """
    rows = db.session.execute(_counting(tuple(views), own_tier(actor)), _given(actor, views, teams))
    return {view: count for view, count in rows.all()}  # noqa: C416 - rows


def counting(actor: Actor, views: Collection[View]) -> CompoundSelect[Any]:
    """The statement that `counts` asks, as part of another: a row for each view."""
    return _counting(tuple(views), own_tier(actor)).params(_given(actor, views, None))


def _given(actor: Actor, views: Collection[View], teams: Collection[str] | None) -> dict[str, Any]:
    if teams is None:
        teams = teams_of(actor) if View.TEAM in views else ()
    return conditions.standpoint(actor, teams).values


@cache
def _counting(views: tuple[View, ...], own: int | None) -> CompoundSelect[Any]:
    """Made once: to put nine counts together takes as long as to ask for them."""
    parts = []
    for view in views:
        these = conditions.of_view(view, conditions.PARAMETERS)
        if view in SCOPED and own is not None:
            these.append(Case.tier == own)
        parts.append(
            select(literal(view.value).label("view"), func.count().label("count")).select_from(
                _some(these, COUNTED)
            )
        )
    return union_all(*parts)


def _some(these: Conditions, most: int = MOST) -> Any:
    return select(Case.id).where(*these).limit(most + 1).subquery()


def own_count(actor: Actor) -> int:
    """How many cases wait for this person: open in their tier, theirs or nobody's; up to one more than are shown."""
    mine = or_(Case.owner_id.is_(None), Case.owner_id == actor.member_id)
    these = [conditions.UNRESOLVED, Case.state == CaseState.OPEN, mine]
    tier = own_tier(actor)
    if tier is not None:
        these.append(Case.tier == tier)
    return db.session.scalar(select(func.count()).select_from(_some(these))) or 0
