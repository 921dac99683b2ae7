"""Reads who holds which badges."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, bindparam, case, exists, func, literal, or_, select, union, union_all

from community.accounts.models import Member, MemberStatus
from community.answers.models import Answer
from community.comments.models import Comment
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.pagination import Page, nearest
from community.posts.models import EditSuggestion, Post, PostKind, PostStatus
from community.questions.models import SameProblem
from community.ratings.models import Rating
from community.sharing.models import ShareVisit
from gamification.badges import shelf
from gamification.badges.models import BadgeAward, ChosenBadge
from gamification.badges.rules import Badge, Holding, Tier
from gamification.badges.ways import ways_of

PER_PAGE: Final = 48
MOST_CHOSEN: Final = 6
_lasting = BadgeAward.lapsed_at.is_(None)
_HOLDING: Final = (
    func.max(BadgeAward.number),
    func.max(BadgeAward.awarded_at),
    func.count(case((_lasting, 1))),
    func.max(case((_lasting, BadgeAward.expires_at))),
)
HELD: Final = (
    select(BadgeAward.member_id, BadgeAward.badge, *_HOLDING)
    .where(BadgeAward.member_id.in_(bindparam("members", expanding=True)))
    .group_by(BadgeAward.member_id, BadgeAward.badge)
)
_PLACE: Final = (
    select(ChosenBadge.position)
    .where(ChosenBadge.member_id == BadgeAward.member_id, ChosenBadge.badge == BadgeAward.badge)
    .correlate(BadgeAward)
    .scalar_subquery()
)
SHOWN: Final = HELD.add_columns(_PLACE.label("place"))
HELD_BY_ALL: Final = (
    select(BadgeAward.member_id, *_HOLDING)
    .where(BadgeAward.badge == bindparam("badge"))
    .group_by(BadgeAward.member_id)
)
_EARLIER_THAT_DAY: Final = select(
    exists().where(
        Post.author_id == bindparam("author_id"),
        Post.kind.in_(tuple(PostKind)),  # as the index has it
        Post.status == PostStatus.PUBLISHED,
        Post.created_at >= bindparam("midnight"),
        or_(
            Post.created_at < bindparam("at"),
            and_(Post.created_at == bindparam("at"), Post.id < bindparam("post_id")),
        ),
    )
)
ORDER: Final = {Tier.GOLD: 0, Tier.SILVER: 1, Tier.BRONZE: 2}


def held_by(member_ids: Collection[int]) -> Mapping[int, Mapping[str, Holding]]:
    """How often each member was given each badge, and whether it still counts."""
    found: dict[int, dict[str, Holding]] = defaultdict(dict)
    for member_id, slug, *rest in db.session.execute(HELD, {"members": list(member_ids)}):
        found[member_id][slug] = _holding(rest)
    return found


def holdings_of(slug: str) -> dict[int, Holding]:
    """The same for one badge and everybody."""
    rows = db.session.execute(HELD_BY_ALL, {"badge": slug})
    return {member_id: _holding(rest) for member_id, *rest in rows}


def _holding(row: Sequence[Any]) -> Holding:
    times, last_at, live, until = row
    return Holding(times, last_at, live > 0, until)


@dataclass(frozen=True, slots=True)
class Award:
    """A badge that a member holds, how often, since when, and until when where it lapses."""

    badge: Badge
    times: int
    awarded_at: datetime
    until: datetime | None = None
    lapsed: bool = False
    place: int | None = None  # among those that the member chose to show


def all_awards_of(member_id: int) -> list[Award]:
    """What a member was ever given, gold first, newest first; what has lapsed comes last."""
    now = clock.now()
    rows = db.session.execute(SHOWN, {"members": [member_id]}).all()
    known = shelf.named([row.badge for row in rows])
    awards = [
        _award(known[slug], _holding(rest), now, place) for _, slug, *rest, place in rows if slug in known
    ]
    awards.sort(key=lambda award: award.awarded_at, reverse=True)
    return sorted(awards, key=lambda award: (award.lapsed, ORDER[award.badge.tier]))


def _award(badge: Badge, held: Holding, now: datetime, place: int | None) -> Award:
    over = not held.live or (held.until is not None and held.until <= now)
    return Award(badge, held.times, held.last_at, held.until, over, place)


def awards_of(member_id: int, *, by_holder: bool = True) -> list[Award]:
    """What a member holds now, for the holder's eyes; others see no secret ones."""
    return [
        award
        for award in all_awards_of(member_id)
        if not award.lapsed and (by_holder or not award.badge.secret)
    ]


def is_later_that_day(post: Post) -> bool:
    """Whether its author wrote something else before it on the same UTC day, which can be seen now."""
    midnight = post.created_at.replace(hour=0, minute=0, second=0, microsecond=0)
    given = {"author_id": post.author_id, "midnight": midnight, "at": post.created_at, "post_id": post.id}
    return bool(db.session.scalar(_EARLIER_THAT_DAY, given))


def is_bare_answer(post: Post) -> bool:
    """Whether it is an answer that nobody has rated or accepted."""
    return isinstance(post, Answer) and not post.rating_count and post.accepted_at is None


def asker_solved_for(post: Post) -> int | None:
    """Whose question it solves, if it is an accepted answer."""
    if not isinstance(post, Answer) or post.accepted_at is None:
        return None
    return db.session.scalar(select(Post.author_id).where(Post.id == post.question_id))


def answerers_of(question_id: int) -> list[int]:
    """Who answered a question, in order."""
    query = select(Answer.author_id).where(Answer.question_id == question_id, Answer.author_id.is_not(None))
    return [found for found in db.session.scalars(query.distinct().order_by(Answer.author_id)) if found]


def all_in(question_id: int) -> list[int]:
    """Who asked, wrote, rated, mended or shared anything in a thread, or has its problem; in order."""
    written = union_all(
        select(Answer.__table__.c.id).where(Answer.question_id == question_id),
        select(Comment.__table__.c.id).where(Comment.question_id == question_id),
        select(literal(question_id)),
    )
    parts = (
        select(Post.author_id).where(Post.id.in_(written)),
        select(Rating.rater_id).where(Rating.answer_id.in_(written)),
        select(EditSuggestion.author_id).where(EditSuggestion.post_id.in_(written)),
        select(SameProblem.member_id).where(SameProblem.question_id == question_id),
        select(ShareVisit.sharer_id).where(ShareVisit.question_id == question_id),
    )
    found = db.session.scalars(union(*parts)).all()
    return sorted(each for each in found if each is not None)


def members_with_problem_of(question_id: int) -> list[int]:
    """Who said that they have the problem of a question, in order."""
    query = select(SameProblem.member_id).where(SameProblem.question_id == question_id)
    return list(db.session.scalars(query.order_by(SameProblem.member_id)))


def picked(awards: list[Award]) -> list[Award]:
    """The badges to show on a profile: those the member chose and still holds, else the best and newest."""
    placed = [(award.place, award) for award in awards if award.place is not None]
    wanted = [award for _place, award in sorted(placed, key=lambda each: each[0])]
    return (wanted or awards)[:MOST_CHOSEN]


def places_of(member_id: int) -> dict[str, int]:
    """Which badges a member chose to show, in which order."""
    query = select(ChosenBadge.badge, ChosenBadge.position).where(ChosenBadge.member_id == member_id)
    return {row[0]: row[1] for row in db.session.execute(query)}


def next_badges(member_id: int, most: int = 3) -> list[tuple[Badge, tuple[int, int]]]:
    """The badges that a member is nearest to, without the secret ones."""
    held = held_by([member_id])[member_id]
    ways = ways_of(member_id, [badge for badge in shelf.live() if not badge.secret], held)
    begun = [(badge, way) for badge, way in ways.items() if way[0]]
    return sorted(begun, key=lambda each: each[1][0] / each[1][1], reverse=True)[:most]


def badge_named(slug: str) -> Badge:
    """A badge by its name, for its picture: those of others are seen on their pages, drafts by their makers."""
    badge = shelf.named([slug], drafts=True).get(slug)
    if badge is None:
        raise NotFound
    return badge


def badge_or_404(slug: str, member_id: int | None) -> Badge:
    """A badge by its name; a secret one only for those who have it. Raises NotFound."""
    badge = shelf.named([slug]).get(slug)
    if badge is None:
        raise NotFound
    if badge.secret and (member_id is None or slug not in held_by([member_id])[member_id]):
        raise NotFound
    return badge


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody who has a badge, how often, and since when."""

    member: Member
    times: int
    awarded_at: datetime


def _in_sight(columns: Any) -> Any:
    """Awards that count, of those who are seen: without closed accounts and members who hide the game."""
    return columns.join(BadgeAward, BadgeAward.member_id == Member.id).where(
        _lasting, Member.status != MemberStatus.CLOSED, Member.hides_game.is_(False)
    )


def holder_counts() -> dict[str, int]:
    """How many members have each badge."""
    who = func.count(BadgeAward.member_id.distinct())
    query = _in_sight(select(BadgeAward.badge, who).select_from(Member)).group_by(BadgeAward.badge)
    return {row[0]: row[1] for row in db.session.execute(query)}


def holder_count(slug: str) -> int:
    who = func.count(BadgeAward.member_id.distinct())
    query = _in_sight(select(who).select_from(Member)).where(BadgeAward.badge == slug)
    return db.session.scalar(query) or 0


def _holders(slug: str) -> Any:
    latest, times = func.max(BadgeAward.awarded_at), func.max(BadgeAward.number)
    query = _in_sight(select(Member, times, latest)).where(BadgeAward.badge == slug)
    return query.group_by(Member.id).order_by(latest.desc(), Member.id)


def holders(badge: Badge, number: int) -> Page[Holder]:
    """One page of those who have a badge, newest first."""
    total = holder_count(badge.slug)
    number = nearest(number, total, PER_PAGE)
    rows = db.session.execute(_holders(badge.slug).limit(PER_PAGE).offset((number - 1) * PER_PAGE))
    return Page([Holder(row[0], row[1], row[2]) for row in rows], number, PER_PAGE, total)


def holders_after(badge: Badge, last: tuple[datetime, int] | None, most: int) -> list[Holder]:
    """Some of those who have a badge, for programs: newest first, behind the one of a moment and a number."""
    query = _holders(badge.slug)
    if last is not None:
        latest, (then, number) = func.max(BadgeAward.awarded_at), last
        query = query.having(or_(latest < then, and_(latest == then, Member.id > number)))
    rows = db.session.execute(query.limit(most))
    return [Holder(row[0], row[1], row[2]) for row in rows]
