"""What is to be told by letter or push: planned with the deed, told when it is due, once.

A delivery is claimed, and the letter put into the outbox, in one transaction with the mark that the job is done.
So two workers at once, or one that is killed and comes again, write one letter.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, delete, exists, func, insert, or_, select, update

from community.accounts.models import Member
from community.kernel import clock, jobs, regret
from community.kernel.db import db
from community.kernel.job_care import A_LITTLE_FAST
from community.kernel.unit_of_work import unit_of_work
from community.notifications import families, letters, pushing, rules
from community.notifications.catalogue import KINDS
from community.notifications.models import Delivery, Notification, PushDevice
from community.notifications.queries import shown_to
from community.notifications.rhythm import is_reachable, rhythm_for
from community.notifications.rules import Choice, Pace, Rhythm, Way

JOB: Final = "tell"
HOLD: Final = timedelta(minutes=2)  # small talk waits so long for more of it
APART: Final = timedelta(minutes=15)  # and letters that hold nothing else come no closer than this
_DEVICES: Final = select(PushDevice.member_id).where(
    PushDevice.member_id.in_(bindparam("members", expanding=True))
)
NEWER: Final = timedelta(minutes=15)  # until a kind that this release does not know is looked at again
KEEP_SENT: Final = timedelta(days=7)
KEEP_UNSENT: Final = timedelta(weeks=4)  # whoever was kept from their account then


@dataclass(frozen=True, slots=True)
class Telling:
    """A notification just made, with what its letter alone holds, for whom, and how they want it."""

    notification_id: int
    kind: str
    secret: Mapping[str, Any]
    member: Member
    choice: Choice
    rhythm: Rhythm


def plan(told: Sequence[Telling]) -> None:
    """Note by which other ways, and when, these are to be told."""
    devices = _with_devices([each.member.id for each in told if each.choice.push != Pace.OFF])
    planned: list[dict[str, Any]] = []
    for each in told:
        if each.choice.email != Pace.OFF and is_reachable(each.member):
            planned.append(_planned(each, Way.EMAIL, each.secret))
        if each.choice.push != Pace.OFF and each.member.id in devices:
            planned.append(_planned(each, Way.PUSH, {}))
    if planned:
        db.session.execute(insert(Delivery), planned)
    for row in planned:
        _ask(row["member_id"], row["way"], row["due_at"])


def _with_devices(member_ids: Sequence[int]) -> set[int]:
    if not member_ids:
        return set()
    return set(db.session.scalars(_DEVICES, {"members": member_ids}))


def _planned(telling: Telling, way: Way, secret: Mapping[str, Any]) -> dict[str, Any]:
    pace = telling.choice.pace(way)
    return {
        "notification_id": telling.notification_id,
        "member_id": telling.member.id,
        "way": way,
        "pace": pace,
        "due_at": _due(telling.kind, way, pace, telling.rhythm),
        "secret": dict(secret),
    }


def _due(kind: str, way: Way, pace: Pace, rhythm: Rhythm) -> datetime:
    now = clock.now()
    traces = regret.traces()
    if traces:  # whoever did this may take it back before anybody reads of it
        now += traces.wait
    if families.is_always(kind):
        return now
    if pace == Pace.INSTANT and way == Way.EMAIL and kind in families.CHATTER:
        now += HOLD
    at = rules.due(pace, now, rhythm)
    return now if at is None else at


def _ask(member_id: int, way: str, at: datetime) -> None:
    if at > clock.now():  # all that is due within one second is told together, once all of it is due
        at = at.replace(microsecond=0) + timedelta(seconds=1 if at.microsecond else 0)
    key = f"{JOB}:{member_id}:{way}:{at:%Y%m%dT%H%M%S}"
    jobs.enqueue(JOB, {"member_id": member_id, "way": way}, key=key, run_at=at)


def look_again(member_id: int) -> None:
    """Ask for what is due and was held back, as when a pause ends earlier than was said."""
    due = (Delivery.member_id == member_id, Delivery.due_at <= clock.now(), Delivery.sent_at.is_(None))
    for way in db.session.scalars(select(Delivery.way).where(*due).distinct().order_by(Delivery.way)).all():
        _ask(member_id, way, clock.now())


def call_back(now: datetime) -> None:
    """Plan anew what was noted in a future that did not come, because a clock was set back meanwhile."""
    future = now + A_LITTLE_FAST
    noted = Delivery.notification.has(Notification.created_at > future)
    strays = Delivery.sent_at.is_(None) & (Delivery.due_at > future) & noted
    if not db.session.scalar(select(exists().where(strays))):
        return
    with unit_of_work():
        for each in db.session.scalars(select(Delivery).where(strays)).all():
            rhythm = rhythm_for(db.session.get_one(Member, each.member_id))
            each.due_at = _due(each.notification.kind, Way(each.way), Pace(each.pace), rhythm)
            _ask(each.member_id, each.way, each.due_at)


def tell(payload: Mapping[str, Any]) -> None:
    """Write one letter, or one push, of all that is due for a member and may be told now."""
    member = db.session.get(Member, payload["member_id"])
    way, now = Way(payload["way"]), clock.now()
    if member is None or not member.is_open:
        return
    claimed = _claim(_may_be_told(member, way, now), now)
    fresh = [each for each in claimed if families.is_always(each.notification.kind) or _is_news(each)]
    in_sight = _in_sight(member, fresh)
    fresh = [each for each in fresh if each.notification_id in in_sight]
    if not fresh:
        return
    if way == Way.EMAIL and is_reachable(member):
        letters.write(member, fresh)
    elif way == Way.PUSH:
        pushing.send_later(member, [each.notification for each in fresh])


def _is_news(delivery: Delivery) -> bool:
    return not delivery.notification.was_seen


def _in_sight(member: Member, deliveries: Sequence[Delivery]) -> set[int]:
    ids = [each.notification_id for each in deliveries]
    query = select(Notification.id).where(Notification.id.in_(ids), shown_to(member))
    return set(db.session.scalars(query))


def _may_be_told(member: Member, way: Way, now: datetime) -> list[Delivery]:
    """What is due, without what has to wait by what the member wishes by now; that is asked for again."""
    query = select(Delivery).where(
        Delivery.member_id == member.id,
        Delivery.way == way,
        Delivery.due_at <= now,
        Delivery.sent_at.is_(None),
    )
    found = db.session.scalars(query).all()
    due = [each for each in found if each.notification.kind in KINDS]
    if len(due) < len(found):  # of a newer release, beside which this worker goes on for a while
        _ask(member.id, way, now + NEWER)
    urgent = [each for each in due if families.is_always(each.notification.kind)]
    if len(urgent) == len(due):
        return urgent
    at = rules.calm(_apart(member.id, way, now, due), rhythm_for(member))
    if at <= now:
        return due
    _ask(member.id, way, at)
    return urgent


def _apart(member_id: int, way: Way, now: datetime, due: Collection[Delivery]) -> datetime:
    """The first moment that is not too soon after the last letter: where nothing but small talk is due."""
    if way != Way.EMAIL or any(
        each.notification.kind not in families.CHATTER or each.pace != Pace.INSTANT for each in due
    ):
        return now
    last = db.session.scalar(
        select(func.max(Delivery.sent_at)).where(Delivery.member_id == member_id, Delivery.way == way)
    )
    return last + APART if last is not None and timedelta() <= now - last < APART else now


def _claim(due: Collection[Delivery], now: datetime) -> list[Delivery]:
    """Take what is due; of two workers at once one gets it."""
    taken = db.session.scalars(
        update(Delivery)
        .where(Delivery.id.in_([each.id for each in due]), Delivery.sent_at.is_(None))
        .values(sent_at=now)
        .returning(Delivery.id)
        .execution_options(synchronize_session=False)
    ).all()
    return list(
        db.session.scalars(
            select(Delivery)
            .where(Delivery.id.in_(taken))
            .order_by(Delivery.notification_id)
            .execution_options(populate_existing=True)
        )
    )


def drop(member_id: int, which: ColumnElement[bool], ways: Collection[Way] = (Way.EMAIL, Way.PUSH)) -> None:
    """Tell nothing of these notifications that still waits."""
    theirs = select(Notification.id).where(Notification.member_id == member_id, which)
    db.session.execute(
        delete(Delivery).where(
            Delivery.member_id == member_id,
            Delivery.way.in_(list(ways)),
            Delivery.sent_at.is_(None),
            Delivery.notification_id.in_(theirs),
        ),
        execution_options={"synchronize_session": False},
    )


def forget_old(now: datetime) -> None:
    """Remove what was told long ago, or could not be; does not write when there is nothing to remove."""
    unsent = and_(Delivery.sent_at.is_(None), Delivery.due_at < now - KEEP_UNSENT)
    old = or_(Delivery.sent_at < now - KEEP_SENT, unsent)
    if db.session.scalar(select(exists().where(old))):
        with unit_of_work():
            db.session.execute(delete(Delivery).where(old))
