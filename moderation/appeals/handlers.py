"""Who is told of appeals, and what settles them in another way."""

from sqlalchemy import select

from community.accounts.models import Member, MemberStatus
from community.kernel import events
from community.kernel.db import db
from community.kernel.policy import MODERATORS
from community.notifications.services import notify
from moderation.appeals import queries, services
from moderation.appeals.models import Appeal
from moderation.sanctions.catalogue import REASONS
from moderation.sanctions.rules import End

TAKEN_BACK = frozenset({End.LIFTED, End.RESTORED, End.RESUBMITTED, End.CLOSED})


def sanction_ended(event: events.SanctionEnded) -> None:
    """What was taken back in another way needs no decision; what merely ran out still does."""
    if event.how in TAKEN_BACK:
        services.settle(event.sanction_id)


def member_left(event: events.MemberClosed) -> None:
    """Nobody waits for an answer any more, also where the sanction had run out; and no word of theirs is kept."""
    for appeal_id in queries.running_of(event.member_id):
        services.close_moot(appeal_id)
    services.forget_words(event.member_id)


def opened(event: events.AppealOpened) -> None:
    """Its author has it in writing."""
    _tell([event.member_id], "appeal-opened", event.appeal_id)


def asked(event: events.AppealAsked) -> None:
    _tell([event.member_id], "appeal-asked", event.appeal_id, f":{event.message_id}")


def answered(event: events.AppealAnswered) -> None:
    """Whoever asked goes on with it."""
    if event.asked_by_id is not None:
        _tell([event.asked_by_id], "appeal-answered", event.appeal_id, f":{event.message_id}")


def decided(event: events.AppealDecided) -> None:
    state = db.session.get_one(Appeal, event.appeal_id).state
    _tell([event.member_id], f"appeal-{state}", event.appeal_id)


def ended(event: events.AppealEnded) -> None:
    """Who took it back knows; of what was settled in another way they hear."""
    if event.how == "moot":
        _tell([event.member_id], "appeal-moot", event.appeal_id)


def overdue(event: events.AppealOverdue) -> None:
    """Those who may decide hear of it, once; who had a part in the matter does not."""
    found = queries.appeal_or_404(event.appeal_id)
    moderators = db.session.scalars(
        select(Member.id).where(Member.role.in_(MODERATORS), Member.status == MemberStatus.ACTIVE)
    )
    _tell(
        [each for each in moderators if not queries.is_involved(found, each)], "appeal-late", event.appeal_id
    )


def _tell(member_ids: list[int], kind: str, appeal_id: int, more: str = "") -> None:
    found = queries.appeal_or_404(appeal_id)
    reason = REASONS.get(found.sanction.reason)
    notify(
        member_ids,
        kind,
        f"{kind}:{appeal_id}{more}",
        data={
            "id": appeal_id,
            "path": f"/appeals/{appeal_id}",
            "reason": [reason.title if reason else found.sanction.reason],
            "name": found.member.display_name,
        },
        # Nobody hears of their own deeds: to them, it is nobody's.
        actor_id=None if found.member_id in member_ids else found.member_id,
    )
