"""What moderators see of one member: what was done, what was reported, what was removed, notes, and the next step."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectin_polymorphic

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Actor, Permission, may
from community.kernel.thresholds import threshold
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from moderation.flags import queries as flags
from moderation.sanctions import queries, rules
from moderation.sanctions.catalogue import REASONS
from moderation.sanctions.models import ConductNote, Sanction
from moderation.sanctions.rules import LADDER, Kind, Step

RECENT = 10
OUT_OF_SIGHT = (PostStatus.REFUSED, PostStatus.HIDDEN, PostStatus.DELETED)


@dataclass(frozen=True, slots=True)
class Conduct:
    """One member's record."""

    member: Member
    sanctions: Sequence[Sanction]
    reports_upheld: int  # on this member's posts
    reports_made: int  # by this member, and decided
    reports_right: int
    removed: Sequence[Post]
    notes: Sequence[ConductNote]
    step: Step

    @property
    def active(self) -> list[Sanction]:
        return [each for each in self.sanctions if each.active and each.kind != Kind.REMOVAL]


def conduct_of(member: Member) -> Conduct:
    """Everything on one member, read in a few statements."""
    right, decided = flags.record_of(member.id)
    sanctions = queries.sanctions_of(member.id)
    return Conduct(
        member=member,
        sanctions=sanctions,
        reports_upheld=flags.upheld_against(member.id),
        reports_made=decided,
        reports_right=right,
        removed=removed_posts(member.id),
        notes=db.session.scalars(
            select(ConductNote)
            .where(ConductNote.member_id == member.id)
            .order_by(ConductNote.id.desc())
            .options(joinedload(ConductNote.by))
        ).all(),
        step=_next(sanctions, ""),
    )


def suggested(member_id: int, reason: str) -> Step:
    """The step of the ladder that comes next; a grave reason skips some."""
    return _next(queries.sanctions_of(member_id), reason)


def _next(sanctions: Sequence[Sanction], reason: str) -> Step:
    found = REASONS.get(reason)
    number = rules.next_step(
        queries.history(sanctions),
        found.gravity if found else 0,
        memory_days=threshold("sanction_memory_days"),
    )
    return LADDER[number]


def removed_posts(member_id: int) -> Sequence[Post]:
    """The latest posts of a member that others took out of sight."""
    return db.session.scalars(
        _posts_of(member_id)
        .where(
            Post.status.in_(OUT_OF_SIGHT),
            Post.hidden_by_id.is_distinct_from(member_id),
        )
        .order_by(Post.hidden_at.desc())
        .limit(RECENT)
    ).all()


def _posts_of(member_id: int) -> Select[Post]:
    """A member's posts; all that a question has comes with them, and not for each by itself."""
    return select(Post).where(Post.author_id == member_id).options(selectin_polymorphic(Post, [Question]))


def candidates(member_id: int, named: Sequence[int], *, by: Actor) -> Sequence[Post]:
    """Posts that `by` may name as what led to a sanction: those named already, removed ones, the latest."""
    theirs = _posts_of(member_id)
    if not may(by, Permission.WORK_CASES):
        theirs = theirs.where(Post.status != PostStatus.PRIVATE)
    latest = db.session.scalars(theirs.order_by(Post.id.desc()).limit(RECENT)).all()
    asked = db.session.scalars(theirs.where(Post.id.in_(named))).all() if named else []
    found = {each.id: each for each in [*asked, *removed_posts(member_id), *latest]}
    return list(found.values())
