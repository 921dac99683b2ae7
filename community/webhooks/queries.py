"""Addresses and messages for those who run the site, and what must always hold of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, exists, func, select
from sqlalchemy.orm import Session

from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.jobs import Job, JobState
from community.kernel.pagination import Page, paginate
from community.kernel.thresholds import threshold
from community.kernel.unit_of_work import unit_of_work
from community.webhooks.models import Delivery, Webhook
from community.webhooks.recording import JOB
from community.webhooks.rules import DeliveryState, WebhookState

PER_PAGE = 30


def every() -> Sequence[Webhook]:
    """All addresses, the oldest first."""
    return db.session.scalars(select(Webhook).order_by(Webhook.id)).all()


def webhook_or_404(webhook_id: int) -> Webhook:
    """One address. Raises NotFound."""
    found = db.session.get(Webhook, webhook_id)
    if found is None:
        raise NotFound
    return found


def delivery_or_404(webhook_id: int, delivery_id: int) -> Delivery:
    """One message to this address. Raises NotFound."""
    found = db.session.get(Delivery, delivery_id)
    if found is None or found.webhook_id != webhook_id:
        raise NotFound
    return found


def deliveries_of(webhook_id: int) -> Select[Delivery]:
    """The messages to an address, the newest first."""
    return select(Delivery).where(Delivery.webhook_id == webhook_id).order_by(Delivery.id.desc())


def page_of(webhook_id: int, number: int) -> Page[Delivery]:
    """A page of them."""
    return paginate(deliveries_of(webhook_id), number, PER_PAGE)


def counts() -> Mapping[int, Mapping[str, int]]:
    """How many messages of each state, by address."""
    found: dict[int, dict[str, int]] = {}
    rows = db.session.execute(
        select(Delivery.webhook_id, Delivery.state, func.count()).group_by(
            Delivery.webhook_id, Delivery.state
        )
    )
    for webhook_id, state, many in rows:
        found.setdefault(webhook_id, {})[state] = many
    return found


def forget_old(now: datetime) -> None:
    """Remove messages that ended long ago; does not write where there are none."""
    old = Delivery.ended_at < now - timedelta(days=threshold("webhook_message_days"))
    if db.session.scalar(select(exists().where(old))):
        with unit_of_work():
            db.session.execute(delete(Delivery).where(old))


def breaches(session: Session) -> list[str]:
    """Addresses that are on, for which something waits that no job will ever send."""
    waiting = select(Delivery.webhook_id).where(Delivery.state == DeliveryState.WAITING)
    wanted = session.scalars(
        select(Webhook.id).where(Webhook.state == WebhookState.ON, Webhook.id.in_(waiting))
    )
    jobs = session.scalars(select(Job.payload).where(Job.kind == JOB, Job.state == JobState.WAITING))
    sent = {int(payload["webhook_id"]) for payload in jobs}
    return [f"webhook {each}: messages wait, and no job sends them" for each in wanted if each not in sent]
