"""Messages that wait to be sent, and the jobs that send them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Select, exists, func, or_, select, update

from community.kernel import clock, jobs
from community.kernel.db import db
from community.kernel.job_care import A_LITTLE_FAST
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import changed_rows
from community.webhooks.models import Delivery, Webhook
from community.webhooks.rules import LONGEST_REST, LONGEST_WAIT, DeliveryState, WebhookState

JOB: Final = "webhook"
_ON: Final = select(Webhook.id, Webhook.topics).where(Webhook.state == WebhookState.ON)


def record(topic: str, data: Mapping[str, Any]) -> None:
    """A message for each address that wants to be told of this topic.

    One that somebody is just removing is waited for, and is none any more: a deed must not fail for it.
    """
    wanted = [row.id for row in db.session.execute(_ON) if not row.topics or topic in row.topics]
    if wanted:
        record_for(db.session.scalars(_still_there(wanted)).all(), topic, data)


def _still_there(webhook_ids: list[int]) -> Select[int]:
    """Which of these are not removed, locked as the messages to them will lock them: against removal alone."""
    those = select(Webhook.id).where(Webhook.id.in_(webhook_ids)).order_by(Webhook.id)
    return those.with_for_update(key_share=True, read=True)


def record_for(webhook_ids: Iterable[int], topic: str, data: Mapping[str, Any]) -> None:
    """A message for these addresses, whatever they want."""
    message_id, now = f"msg_{uuid4().hex}", clock.now()
    for webhook_id in webhook_ids:
        db.session.add(
            Delivery(
                webhook_id=webhook_id,
                message_id=message_id,
                topic=topic,
                data=dict(data),
                happened_at=now,
                due_at=now,
            )
        )
        send_now(webhook_id)
    db.session.flush()


def send_now(webhook_id: int) -> None:
    """Let what is due for an address be sent soon."""
    jobs.enqueue(JOB, {"webhook_id": webhook_id}, key=f"{JOB}:{webhook_id}")


def send_at(webhook_id: int, moment: datetime) -> None:
    """The same at a moment; asking for the same moment again changes nothing."""
    key = f"{JOB}:{webhook_id}:{moment:%Y%m%dT%H%M%S.%f}"
    jobs.enqueue(JOB, {"webhook_id": webhook_id}, key=key, run_at=moment)


def next_due(webhook_id: int) -> datetime | None:
    """When the next message to an address is due; None when none waits."""
    waiting = Delivery.webhook_id == webhook_id, Delivery.state == DeliveryState.WAITING
    found: datetime | None = db.session.scalar(select(func.min(Delivery.due_at)).where(*waiting))
    return found


def call_back(now: datetime) -> None:
    """Bring back what waits for a future that did not come, because a clock was set back meanwhile.

    A message that was not tried yet waits for no moment; none waits, and no address rests, longer than the longest
    pause. Does not write where there are none.
    """
    future = now + A_LITTLE_FAST
    resting = Webhook.rests_until > future + LONGEST_REST
    strays = (
        Delivery.state == DeliveryState.WAITING,
        Delivery.due_at > future,
        or_(Delivery.attempts == 0, Delivery.due_at > future + LONGEST_WAIT),
    )
    held_up = or_(resting, exists().where(Delivery.webhook_id == Webhook.id, *strays))
    found = db.session.scalars(select(Webhook.id).where(Webhook.state == WebhookState.ON, held_up)).all()
    if found:
        with unit_of_work():
            changed_rows(update(Webhook).where(Webhook.id.in_(found), resting).values(rests_until=None))
            changed_rows(update(Delivery).where(Delivery.webhook_id.in_(found), *strays).values(due_at=now))
            for each in found:
                send_now(each)
