"""Sending: one message after the other to one address, until nothing is due or the receiver does not answer.

A receiver that fails is left alone for a while, so that it costs a worker one try a quarter of an hour and others
nothing. A message may arrive twice, where a worker died or an answer was lost: its id tells.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import structlog
from sqlalchemy import select

from community.accounts.models import Member
from community.kernel import clock, outgoing, webhook_signing
from community.kernel.bus import publish
from community.kernel.db import ROW_LOCK, db
from community.kernel.events import WebhookRuled
from community.kernel.furnish import site_settings
from community.kernel.unit_of_work import unit_of_work
from community.webhooks import recording, rules
from community.webhooks.catalogue import MEMBER, TOPICS
from community.webhooks.models import Delivery, Webhook
from community.webhooks.rules import DeliveryState, WebhookState

SECONDS: Final = 10
MOST_AT_ONCE: Final = 50  # then others that wait for this worker have their turn
HELD: Final = timedelta(minutes=2)  # longer than any try takes: after it, its sender is dead
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message, ready to be sent."""

    delivery_id: int
    webhook_id: int
    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try: the status of the answer, or why there was none."""

    status: int | None
    error: str = ""

    @property
    def is_good(self) -> bool:
        return self.status is not None and rules.has_arrived(self.status)


def send(payload: Mapping[str, Any]) -> None:
    """Do the job: send what is due for one address, and come again for the rest."""
    webhook_id = int(payload["webhook_id"])
    for _ in range(MOST_AT_ONCE):
        parcel = _take(webhook_id)
        if parcel is None:
            break
        outcome = _try(parcel)
        _note(parcel, outcome)
        if not outcome.is_good:
            break
    _come_again(webhook_id)


def _take(webhook_id: int) -> Parcel | None:
    """The oldest message that is due, held for this worker; None where nothing is to be sent now."""
    with unit_of_work():
        webhook, now = db.session.get(Webhook, webhook_id), clock.now()
        if webhook is None or webhook.state != WebhookState.ON:
            return None
        if webhook.rests_until is not None and webhook.rests_until > now:
            return None
        due = (
            select(Delivery)
            .where(
                Delivery.webhook_id == webhook_id,
                Delivery.state == DeliveryState.WAITING,
                Delivery.due_at <= now,
            )
            .order_by(Delivery.due_at, Delivery.id)
            .limit(1)
            .with_for_update(key_share=True, skip_locked=True)
        )
        found = db.session.scalars(due).one_or_none()
        if found is None:
            return None
        found.due_at, found.attempts = now + HELD, found.attempts + 1
        return _packed(found, webhook, now)


def _packed(delivery: Delivery, webhook: Webhook, now: datetime) -> Parcel:
    body = json.dumps(message_of(delivery), ensure_ascii=False, separators=(",", ":")).encode()
    at = int(now.timestamp())
    secrets = webhook_signing.secrets_at(now, webhook.seed, webhook.former_seed, webhook.former_until)
    signed = [webhook_signing.signature(each, delivery.message_id, at, body) for each in secrets]
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Huzhu-Webhooks",
        webhook_signing.ID: delivery.message_id,
        webhook_signing.TIMESTAMP: str(at),
        webhook_signing.SIGNATURE: " ".join(signed),
    }
    return Parcel(delivery.id, webhook.id, webhook.url, headers, body)


def message_of(delivery: Delivery) -> dict[str, Any]:
    """What is sent: the topic, when it happened, and what is told of it."""
    data, base = dict(delivery.data), site_settings().base_url
    topic = TOPICS.get(delivery.topic)
    if MEMBER in data:
        data["member"] = _named(data.pop(MEMBER), base, hidden=topic is not None and topic.game)
    if topic is not None and topic.page:
        data["page"] = f"{base}/{topic.page.format_map(data)}"
    if topic is not None and topic.api:
        data["api"] = f"{base}/api/v1/{topic.api.format_map(data)}"
    return {"type": delivery.topic, "timestamp": delivery.happened_at.isoformat(), "data": data}


def _named(member_id: int | None, base: str, *, hidden: bool) -> dict[str, str] | None:
    """A member by the name they have now; None for nobody, and where it is `hidden` for who hides the game."""
    member = db.session.get(Member, member_id) if member_id is not None else None
    if member is None or (hidden and member.hides_game):
        return None
    return {"name": member.name, "page": f"{base}/members/{member.name}"}


def _try(parcel: Parcel) -> Outcome:
    inner = rules.host_of(parcel.url) in rules.hosts(site_settings().webhook_hosts)
    try:
        answer = outgoing.ask(
            "POST",
            parcel.url,
            seconds=SECONDS,
            most_bytes=None,
            admits=outgoing.is_machine if inner else outgoing.is_open,
            headers=parcel.headers,
            content=parcel.body,
        )
    except (outgoing.Refused, outgoing.Unanswered) as failure:
        return Outcome(None, str(failure)[: rules.LONGEST_ERROR])
    return Outcome(answer.status)


def _note(parcel: Parcel, outcome: Outcome) -> None:
    """Write down what came of a try: the address first, as everywhere, then the message."""
    with unit_of_work():
        now = clock.now()
        webhook = db.session.get(Webhook, parcel.webhook_id, with_for_update=ROW_LOCK, populate_existing=True)
        delivery = db.session.get(Delivery, parcel.delivery_id, populate_existing=True)
        if webhook is None or delivery is None or delivery.state != DeliveryState.WAITING:
            return
        if webhook.url != parcel.url:  # changed meanwhile: the address before says nothing of the new one
            delivery.due_at = now
            return
        delivery.status, delivery.error = outcome.status, outcome.error
        if outcome.is_good:
            delivery.state, delivery.ended_at = DeliveryState.ARRIVED, now
            webhook.failures, webhook.failing_since, webhook.rests_until = 0, None, None
            return
        _note_failure(webhook, delivery, now)
    log.info("webhook_failed", webhook=parcel.webhook_id, status=outcome.status, error=outcome.error)


def _note_failure(webhook: Webhook, delivery: Delivery, now: datetime) -> None:
    delivery.attempts = max(delivery.attempts, 1)  # an admin may have begun anew during this try
    again = rules.next_try(delivery.attempts, now)
    if again is None:
        delivery.state, delivery.ended_at = DeliveryState.GIVEN_UP, now
    delivery.due_at = again or now
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or now
    webhook.rests_until = rules.rest_until(webhook.failures, now)
    if webhook.state == WebhookState.ON and rules.is_hopeless(delivery.status, webhook.failing_since, now):
        webhook.state = WebhookState.STOPPED
        db.session.flush()
        host = rules.host_of(webhook.url)
        publish(WebhookRuled(webhook_id=webhook.id, host=host, act="webhook-stopped", by_id=None))


def _come_again(webhook_id: int) -> None:
    with unit_of_work():
        webhook, due, now = db.session.get(Webhook, webhook_id), recording.next_due(webhook_id), clock.now()
        if webhook is None or due is None or webhook.state != WebhookState.ON:
            return
        at = max(due, webhook.rests_until or due)
        if at <= now:
            recording.send_now(webhook_id)
        else:
            recording.send_at(webhook_id, at)
