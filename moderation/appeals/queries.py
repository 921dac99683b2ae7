"""Finding appeals, and what must always be true of them."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.policy import Actor, Permission, may
from community.kernel.thresholds import threshold
from moderation.appeals import rules
from moderation.appeals.models import Appeal, AppealMessage
from moderation.appeals.rules import DECIDED, RUNNING
from moderation.flags.queries import flaggers_of
from moderation.review.models import ReviewItem
from moderation.review.rules import ItemKind, ItemState
from moderation.sanctions.models import Sanction, SanctionPost
from moderation.sanctions.rules import Kind

WITH_ALL = (
    joinedload(Appeal.member),
    joinedload(Appeal.decided_by),
    joinedload(Appeal.sanction).options(joinedload(Sanction.imposed_by)),
)


def appeal_or_404(appeal_id: int) -> Appeal:
    """The appeal with its author and its sanction; raises NotFound."""
    found = db.session.scalars(select(Appeal).where(Appeal.id == appeal_id).options(*WITH_ALL)).one_or_none()
    if found is None:
        raise NotFound
    return found


def visible_or_404(appeal_id: int, by: Actor) -> Appeal:
    """The same for its author and for those who may decide; nobody else knows of it."""
    found = appeal_or_404(appeal_id)
    if found.member_id != by.member_id and not may_see(found, by):
        raise NotFound
    return found


def may_see(appeal: Appeal, by: Actor) -> bool:
    """Stewards look at removed posts; what is done to members themselves is for moderators."""
    if not may(by, Permission.DECIDE_APPEALS):
        return False
    return appeal.sanction.on_post or may(by, Permission.SUSPEND)


def openable(by: Actor) -> list[ColumnElement[bool]]:
    """The same as conditions on review items: none for whoever may see all appeals."""
    if not may(by, Permission.DECIDE_APPEALS):
        return [ReviewItem.kind != ItemKind.APPEAL]
    if may(by, Permission.SUSPEND):
        return []
    on_posts = select(Appeal.id).join(Appeal.sanction).where(Sanction.kind == Kind.REMOVAL)
    return [or_(ReviewItem.kind != ItemKind.APPEAL, ReviewItem.appeal_id.in_(on_posts))]


def is_involved(appeal: Appeal, person_id: int) -> bool:
    """Whether somebody had a part in the matter, so that another person must decide."""
    deciders = {*appeal.sanction.decided_by, appeal.sanction.imposed_by_id} - {None}
    return rules.is_involved(person_id, appeal.member_id, deciders, flaggers_of(_post_ids(appeal.sanction)))


def _post_ids(sanction: Sanction) -> list[int]:
    named = db.session.scalars(
        select(SanctionPost.post_id).where(
            SanctionPost.sanction_id == sanction.id, SanctionPost.post_id.is_not(None)
        )
    ).all()
    return [
        *[each for each in named if each is not None],
        *([sanction.about_id] if sanction.about_id else []),
    ]


def appeal_against(sanction_id: int) -> Appeal | None:
    """The appeal against a sanction, if there is one."""
    return db.session.scalars(
        select(Appeal).where(Appeal.sanction_id == sanction_id).options(*WITH_ALL)
    ).one_or_none()


def running_of(member_id: int) -> Sequence[int]:
    """The appeals of a member that are not closed."""
    return db.session.scalars(
        select(Appeal.id).where(Appeal.member_id == member_id, Appeal.state.in_(RUNNING)).order_by(Appeal.id)
    ).all()


def appeals_against(sanction_ids: Collection[int]) -> dict[int, Appeal]:
    """The appeals against these sanctions, by sanction."""
    rows = db.session.scalars(select(Appeal).where(Appeal.sanction_id.in_(sanction_ids)))
    return {each.sanction_id: each for each in rows}


def appeals_of(ids: Collection[int]) -> dict[int, Appeal]:
    """Appeals by id, with all that a row of the queue shows."""
    rows = db.session.scalars(select(Appeal).where(Appeal.id.in_(ids)).options(*WITH_ALL))
    return {each.id: each for each in rows}


def listed(by: Actor, before: int | None, limit: int) -> Sequence[Appeal]:
    """One's own appeals and, for those who decide, those that wait; newest first, for programs."""
    query = select(Appeal).order_by(Appeal.id.desc()).limit(limit).options(*WITH_ALL)
    if before is not None:
        query = query.where(Appeal.id < before)
    if may(by, Permission.SUSPEND):
        return db.session.scalars(query).all()
    own = Appeal.member_id == by.id
    if may(by, Permission.DECIDE_APPEALS):
        on_posts = select(Sanction.id).where(Sanction.about_id != 0)
        return db.session.scalars(query.where(or_(own, Appeal.sanction_id.in_(on_posts)))).all()
    return db.session.scalars(query.where(own)).all()


def messages_of(appeal_id: int) -> Sequence[AppealMessage]:
    """What was asked and answered, in order."""
    return db.session.scalars(
        select(AppealMessage).where(AppealMessage.appeal_id == appeal_id).order_by(AppealMessage.id)
    ).all()


def questions_asked(appeal_id: int) -> int:
    """How often the decider has asked back."""
    query = select(func.count()).where(
        AppealMessage.appeal_id == appeal_id, AppealMessage.by_member.is_(False)
    )
    return db.session.scalar(query) or 0


def item_of(appeal_id: int) -> ReviewItem | None:
    """The place of an open appeal in the queue, with who holds it."""
    return db.session.scalars(
        select(ReviewItem)
        .where(ReviewItem.appeal_id == appeal_id, ReviewItem.state == ItemState.OPEN)
        .options(joinedload(ReviewItem.claimed_by))
    ).one_or_none()


def clock_of(appeal: Appeal) -> tuple[str, float]:
    """How the clock of an appeal stands: its state, and the share of the time that is left."""
    hours = threshold("appeal_hours")
    return rules.clock(appeal.due_at, hours, clock.now(), waiting_since=appeal.waiting_since)


def overdue(now: datetime) -> Sequence[int]:
    """Open appeals whose time is over and that nobody was reminded of."""
    return db.session.scalars(
        select(Appeal.id).where(
            Appeal.state == rules.AppealState.OPEN, Appeal.due_at <= now, Appeal.reminded_at.is_(None)
        )
    ).all()


def unanswered(now: datetime) -> Sequence[int]:
    """Appeals that have waited for an answer of their author for longer than they may."""
    since = now - timedelta(days=threshold("appeal_answer_days"))
    return db.session.scalars(
        select(Appeal.id).where(Appeal.state == rules.AppealState.WAITING, Appeal.waiting_since <= since)
    ).all()


def readable_no_more(now: datetime) -> Sequence[int]:
    """Sanctions whose copies of posts nobody may ask for any more: the window is closed, nothing is open."""
    window = timedelta(days=threshold("appeal_window_days"))
    running = select(Appeal.sanction_id).where(Appeal.state.in_(RUNNING))
    fresh = select(Appeal.sanction_id).where(Appeal.decided_at > now - window)
    kept = select(SanctionPost.sanction_id).where(SanctionPost.erased_at.is_(None))
    return db.session.scalars(
        select(Sanction.id).where(
            Sanction.imposed_at <= now - window,
            Sanction.id.in_(kept),
            Sanction.id.not_in(running),
            Sanction.id.not_in(fresh),
        )
    ).all()


def breaches() -> list[str]:
    """Where appeals and the queue disagree, or somebody decided who must not have: there must be nothing."""
    running = set(db.session.scalars(select(Appeal.id).where(Appeal.state.in_(RUNNING))))
    queued = set(
        db.session.scalars(
            select(ReviewItem.appeal_id).where(
                ReviewItem.state == ItemState.OPEN, ReviewItem.appeal_id.is_not(None)
            )
        )
    )
    decided = db.session.scalars(select(Appeal).where(Appeal.state.in_(DECIDED)).options(*WITH_ALL))
    return [
        *(f"appeal {each} is open without a review item" for each in sorted(running - queued)),
        *(f"appeal {each} is closed and still in the queue" for each in sorted(queued - running, key=str)),
        *(
            f"appeal {each.id} was decided by somebody who had a part in it"
            for each in decided
            if each.decided_by_id in {each.member_id, each.sanction.imposed_by_id, *each.sanction.decided_by}
        ),
    ]
