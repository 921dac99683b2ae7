"""Reads out of the record what detectors look at: who rated whom, when, in which matters. A few rows at a time."""

from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from community.accounts.models import Member
from community.answers.models import Answer
from community.kernel.db import db, table_of
from community.posts.models import Post, PostStatus
from community.ratings.models import Rating
from community.tags.models import QuestionTag
from gamification.integrity.closeup import ANY_TIME, SITE, Context, Surroundings, all_contexts, stretch
from gamification.integrity.graph import Graph
from gamification.integrity.rules import FEW_STARS, Given

FETCH: Final = 2_000
AT_ONCE: Final = 500
MOST_EDGES: Final = 200_000  # pairs of members in memory at once, those with the most ratings first
ENOUGH: Final = 2  # ratings from one member to another that make an edge by themselves
rating, post, answer, tagged, member = map(table_of, (Rating, Post, Answer, QuestionTag, Member))
asked: Final = post.alias("asked")

# A rating that stands, favours its author, and was given by somebody else.
COUNTS: Final = and_(
    rating.c.withdrawn_at.is_(None),
    rating.c.stars >= FEW_STARS,
    post.c.author_id.is_not(None),
    post.c.status == PostStatus.PUBLISHED,
    rating.c.rater_id.is_distinct_from(post.c.author_id),
)
_RATED: Final = rating.join(post, post.c.id == rating.c.answer_id)


def _rows(query: Select[Any]) -> Iterator[Any]:
    return iter(db.session.execute(query.execution_options(yield_per=FETCH)))


def given(*where: ColumnElement[bool]) -> Iterator[Given]:
    """Ratings that count, by time, with the tags of their questions."""
    query = (
        select(
            rating.c.id,
            rating.c.rater_id,
            post.c.author_id,
            rating.c.answer_id,
            rating.c.stars,
            rating.c.created_at,
            answer.c.question_id,
            asked.c.author_id,
            post.c.lang,
        )
        .select_from(
            _RATED.join(answer, answer.c.id == post.c.id).join(asked, asked.c.id == answer.c.question_id)
        )
        .where(COUNTS, *where)
        .order_by(rating.c.created_at, rating.c.id)
    )
    result = db.session.execute(query.execution_options(yield_per=FETCH))
    for some in result.partitions():
        topics = _topics({row[6] for row in some})
        for id_, rater_id, author_id, answer_id, stars, at, question_id, asker_id, lang in some:
            yield Given(
                id_,
                rater_id or 0,
                author_id,
                answer_id,
                stars,
                at,
                topics.get(question_id, ()),
                rater_id is not None and rater_id == asker_id,
                number_of(lang),
            )


def _topics(question_ids: Collection[int]) -> Mapping[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = defaultdict(tuple)
    query = select(tagged.c.question_id, tagged.c.tag_id).where(tagged.c.question_id.in_(question_ids))
    for question_id, tag_id in db.session.execute(query.order_by(tagged.c.question_id, tagged.c.position)):
        found[question_id] += (tag_id,)
    return found


class Overview:
    """The whole site at a glance; each part is read once, when it is asked for."""

    @cached_property
    def graph(self) -> Graph:
        """Who rated whom. A pair is an edge if it has some ratings, or at least one each way."""
        each = (
            select(rating.c.rater_id, post.c.author_id, func.count().label("count"))
            .select_from(_RATED)
            .where(COUNTS, rating.c.rater_id.is_not(None))
            .group_by(rating.c.rater_id, post.c.author_id)
        )
        there, back = each.cte("there"), each.cte("back")
        query = (
            select(there.c.rater_id, there.c.author_id, there.c.count)
            .outerjoin(back, and_(back.c.rater_id == there.c.author_id, back.c.author_id == there.c.rater_id))
            .where(or_(there.c.count >= ENOUGH, back.c.count.is_not(None)))
            .order_by(there.c.count.desc(), there.c.rater_id, there.c.author_id)
            .limit(MOST_EDGES)
        )
        edges = {(row[0], row[1]): row[2] for row in _rows(query)}
        return Graph(edges, self.gave, self.got)

    @cached_property
    def gave(self) -> dict[int, int]:
        """How many ratings each member gave."""
        query = select(rating.c.rater_id, func.count()).select_from(_RATED)
        query = query.where(COUNTS, rating.c.rater_id.is_not(None)).group_by(rating.c.rater_id)
        return {row[0]: row[1] for row in _rows(query)}

    @cached_property
    def got(self) -> dict[int, int]:
        """How many ratings each author got, from members and out of other systems."""
        query = select(post.c.author_id, func.count()).select_from(_RATED).where(COUNTS)
        return {row[0]: row[1] for row in _rows(query.group_by(post.c.author_id))}

    @cached_property
    def popularity(self) -> dict[int, float]:
        """Each author's share of all ratings."""
        total = max(1, sum(self.got.values()))
        return {who: count / total for who, count in self.got.items()}

    @cached_property
    def days(self) -> float:
        """How long there have been ratings."""
        first, last = db.session.execute(
            select(func.min(rating.c.created_at), func.max(rating.c.created_at))
        ).one()
        return max(1.0, (last - first).total_seconds() / 86_400) if first and last else 1.0

    @cached_property
    def totals(self) -> Counter[Context]:
        """How many ratings there are in each context."""
        found: Counter[Context] = Counter()
        by_tag = _RATED.join(answer, answer.c.id == post.c.id).join(
            tagged, tagged.c.question_id == answer.c.question_id
        )
        for at, tag_id in _rows(
            select(rating.c.created_at, tagged.c.tag_id).select_from(by_tag).where(COUNTS)
        ):
            found[tag_id, stretch(at)] += 1
        query = select(rating.c.created_at, post.c.lang).select_from(_RATED).where(COUNTS)
        for at, lang in _rows(query):
            found.update(((-number_of(lang), stretch(at)), (-number_of(lang), ANY_TIME), SITE))
        return found

    def around(self, members: frozenset[int], without: frozenset[int] = frozenset()) -> Surroundings:
        """What the ratings of a group are compared with, but for some that are in question themselves."""
        inside = list(given(rating.c.rater_id.in_(members)))
        totals = self.totals.copy()
        for each in inside:
            totals.subtract(all_contexts(each))
        for each in self._doubted(without):
            if each.rater_id not in members:
                totals.subtract(all_contexts(each))
        received: Counter[tuple[Context, int]] = Counter()
        outside = or_(rating.c.rater_id.is_(None), rating.c.rater_id.not_in(members))
        for each in given(post.c.author_id.in_(members), outside):
            if each.rating_id not in without:
                received.update((context, each.author_id) for context in all_contexts(each))
        return Surroundings(tuple(inside), received, totals, len(self.got))

    def _doubted(self, rating_ids: Collection[int]) -> Iterator[Given]:
        """Ratings that are in question; each is read once."""
        missing = [each for each in sorted(rating_ids) if each not in self._known]
        for start in range(0, len(missing), AT_ONCE):
            some = missing[start : start + AT_ONCE]
            self._known.update((each.rating_id, each) for each in given(rating.c.id.in_(some)))
        return (self._known[each] for each in rating_ids if each in self._known)

    @cached_property
    def _known(self) -> dict[int, Given]:
        return {}


def number_of(lang: str) -> int:
    """A number for a language: its letters."""
    return int.from_bytes(lang.split("-", maxsplit=1)[0].encode()[:3], "big")


def busy_raters(least: int, within: timedelta, since: datetime | None) -> Sequence[int]:
    """Members who gave one author so many ratings within such a time."""
    before = func.lag(rating.c.created_at, least - 1, type_=rating.c.created_at.type).over(
        partition_by=(rating.c.rater_id, post.c.author_id), order_by=rating.c.created_at
    )
    query = select(rating.c.rater_id, rating.c.created_at, before).select_from(_RATED)
    query = query.where(COUNTS, rating.c.rater_id.is_not(None), _since(since))
    return sorted({who for who, at, first in _rows(query) if first is not None and at - first <= within})


def busy_authors(
    least: int, within: timedelta, raters: int, each: int, since: datetime | None
) -> Sequence[int]:
    """Authors who got so many ratings within such a time, from so many members who gave some each."""
    query = (
        select(post.c.author_id, rating.c.rater_id, rating.c.created_at)
        .select_from(_RATED)
        .where(COUNTS, rating.c.rater_id.is_not(None), _since(since))
        .order_by(post.c.author_id, rating.c.created_at)
    )
    found: set[int] = set()
    window: deque[tuple[int, int, datetime]] = deque()
    for author_id, rater_id, at in _rows(query):
        window.append((author_id, rater_id, at))
        while window[0][0] != author_id or at - window[0][2] > within:
            window.popleft()
        if len(window) >= least and author_id not in found:
            counts = [count for count in Counter(row[1] for row in window).values() if count >= each]
            if len(counts) >= raters and sum(counts) >= least:
                found.add(author_id)
    return sorted(found)


def _since(moment: datetime | None) -> ColumnElement[bool]:
    return rating.c.created_at >= moment if moment is not None else rating.c.id.is_not(None)


def moments_of(rater_ids: Collection[int]) -> Mapping[int, Sequence[datetime]]:
    """When each of these members gave a rating, in order."""
    found: dict[int, list[datetime]] = defaultdict(list)
    query = select(rating.c.rater_id, rating.c.created_at).select_from(_RATED)
    query = query.where(COUNTS, rating.c.rater_id.in_(rater_ids)).order_by(rating.c.created_at)
    for rater_id, at in _rows(query):
        found[rater_id].append(at)
    return found


def keen_accounts(each: int, since: datetime | None) -> dict[int, datetime]:
    """Members, with the moment they joined, who gave some author several ratings."""
    keen = (
        select(rating.c.rater_id)
        .select_from(_RATED)
        .where(COUNTS, _since(since))
        .group_by(rating.c.rater_id, post.c.author_id)
        .having(func.count() >= each)
    )
    query = select(member.c.id, member.c.created_at).where(member.c.id.in_(keen))
    return {row[0]: row[1] for row in _rows(query)}


def between(
    first: datetime, last: datetime, without: Collection[int]
) -> Iterator[tuple[int, datetime, datetime]]:
    """(author, moment, when the rater joined) of ratings in a stretch of time, by all but some members."""
    query = (
        select(post.c.author_id, rating.c.created_at, member.c.created_at)
        .select_from(_RATED.join(member, member.c.id == rating.c.rater_id))
        .where(COUNTS, rating.c.created_at.between(first, last), rating.c.rater_id.not_in(without))
    )
    for row in _rows(query):
        yield row[0], row[1], row[2]
