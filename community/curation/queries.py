"""What pages and programs read of announcements, known problems and recommendations."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from community.accounts.models import Member
from community.answers.models import Answer
from community.curation import board
from community.curation.board import News, Pick, Problem
from community.curation.models import (
    Announcement,
    AnnouncementDismissal,
    Incident,
    IncidentFollow,
    IncidentUpdate,
    Recommendation,
)
from community.curation.rules import Reader
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.languages import current_language
from community.kernel.pagination import Page, paginate
from community.kernel.policy import Actor
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from community.tags.models import Tag

_POSTS: Final[Any] = Post.__table__
_ANSWERS: Final[Any] = Answer.__table__
_QUESTIONS: Final[Any] = Question.__table__


@dataclass(frozen=True, slots=True)
class Recommended:
    """A recommended post with what the front page shows of it."""

    pick: Pick
    kind: str
    title: str
    lang: str
    author: str
    by: str


def recommended() -> list[Recommended]:
    """The recommended posts that are visible, in their order, of one place those in the reader's language first.

    One statement, and none without picks.
    """
    picks = board.picks()
    if not picks:
        return []
    author, by = aliased(Member), aliased(Member)
    shown = _shown(
        _POSTS.c.id,
        _POSTS.c.kind,
        _POSTS.c.lang,
        _QUESTIONS.c.title,
        author.display_name.label("author"),
        by.display_name.label("recommender"),
    )
    rows = db.session.execute(
        shown.outerjoin(by, by.id == Recommendation.by_id)
        .outerjoin(author, author.id == _POSTS.c.author_id)
        .where(_POSTS.c.id.in_([pick.post_id for pick in picks]))
    )
    found = {row.id: row for row in rows}
    seen = [
        Recommended(
            pick,
            found[pick.post_id].kind,
            found[pick.post_id].title,
            found[pick.post_id].lang,
            found[pick.post_id].author or "",
            found[pick.post_id].recommender or "",
        )
        for pick in picks
        if pick.post_id in found
    ]
    lang = current_language()
    return sorted(seen, key=lambda each: (each.pick.place, each.lang != lang))


def _shown(*columns: Any) -> Select[Any]:
    """Recommended posts that are visible."""
    thread = func.coalesce(_ANSWERS.c.question_id, _POSTS.c.id)
    return (
        select(*columns)
        .select_from(_POSTS)
        .join(Recommendation, Recommendation.post_id == _POSTS.c.id)
        .outerjoin(_ANSWERS, _ANSWERS.c.id == _POSTS.c.id)
        .join(_QUESTIONS, _QUESTIONS.c.id == thread)
        .where(_POSTS.c.status == PostStatus.PUBLISHED, _QUESTIONS.c.listed)
    )


def places_taken(now: datetime, *, beside: int) -> int:
    """How many posts stand on the front page `beside` this one; what went out of sight takes no place there."""
    standing = or_(Recommendation.until.is_(None), Recommendation.until > now)
    counted = _shown(func.count()).where(Recommendation.post_id != beside, standing)
    return db.session.scalar(counted) or 0


def news_for(actor: Actor, tag: str = "") -> list[News]:
    """The announcements for this reader here, without those put away."""
    found = board.news_for(Reader(actor.signed_in, current_language(), tag))
    if not found or actor.member_id is None:
        return found
    away = set(
        db.session.scalars(
            select(AnnouncementDismissal.announcement_id).where(
                AnnouncementDismissal.member_id == actor.member_id,
                AnnouncementDismissal.announcement_id.in_([each.id for each in found]),
            )
        )
    )
    return [each for each in found if each.id not in away]


def announcement_or_404(number: int) -> Announcement:
    """The announcement; raises NotFound."""
    found = db.session.get(Announcement, number)
    if found is None:
        raise NotFound
    return found


def announcements(page: int) -> Page[Announcement]:
    """All announcements for those who make them, the latest first."""
    return paginate(select(Announcement).order_by(Announcement.id.desc()), page, 20)


def incident_or_404(number: int) -> Incident:
    """The known problem; raises NotFound."""
    found = db.session.get(Incident, number)
    if found is None:
        raise NotFound
    return found


def question_about(problem: Problem) -> int | None:
    """The question about a problem, as long as everybody can read it."""
    about = db.session.get(Question, problem.question_id) if problem.question_id is not None else None
    return about.id if about is not None and about.is_visible else None


def facts_base(found: Incident) -> str:
    """What a form of this problem is filled with."""
    return found.base(board.problems_of([found])[0].tags)


def incidents(page: int) -> Page[Problem]:
    """All known problems, the latest first."""
    found = paginate(select(Incident).order_by(Incident.began_at.desc(), Incident.id.desc()), page, 20)
    return found.map(board.problems_of)


def updates_of(incident_id: int) -> Sequence[IncidentUpdate]:
    """The news of a problem, the latest first."""
    query = select(IncidentUpdate).where(IncidentUpdate.incident_id == incident_id)
    return db.session.scalars(query.order_by(IncidentUpdate.id.desc())).all()


def follows(incident_id: int, member_id: int | None) -> bool:
    """Whether a member has this problem too."""
    return member_id is not None and db.session.get(IncidentFollow, (incident_id, member_id)) is not None


def followers(incident_id: int) -> list[int]:
    """Who is told when a problem is resolved."""
    return list(
        db.session.scalars(select(IncidentFollow.member_id).where(IncidentFollow.incident_id == incident_id))
    )


def tag_ids(names: Collection[str]) -> dict[str, int]:
    """The ids of tags that exist."""
    rows = db.session.execute(select(Tag.name, Tag.id).where(Tag.name.in_(names)))
    return {row.name: row.id for row in rows}
