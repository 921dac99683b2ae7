"""Addresses that are told what happens here: named, changed, renewed, switched off and on, removed, tried."""

from sqlalchemy import func, select, update

from community.kernel import clock, shown_again
from community.kernel.bus import publish
from community.kernel.db import db, lock_row, wait_for_turn
from community.kernel.errors import Conflict, Invalid
from community.kernel.events import WebhookRuled
from community.kernel.furnish import site_settings
from community.kernel.lengths import fitting
from community.kernel.meanwhile import ensure_unchanged
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.secret_links import new_seed
from community.kernel.upsert import changed_rows
from community.kernel.webhook_signing import beside_a_new_one, secret_of, shown
from community.kernel.words import N_
from community.webhooks import recording, rules
from community.webhooks.catalogue import TEST, TOPICS
from community.webhooks.models import Delivery, Webhook
from community.webhooks.rules import DeliveryState, Wanted, WebhookState


def _checked(wanted: Wanted) -> Wanted:
    """What is wanted, in order. Raises Invalid."""
    if set(wanted.topics) - {topic.slug for topic in TOPICS}:
        raise Invalid(N_("Please choose from the list."), field="topics")
    return Wanted(
        url=rules.checked_url(wanted.url, rules.hosts(site_settings().webhook_hosts)),
        topics=[topic.slug for topic in TOPICS if topic.slug in wanted.topics],
        note=fitting(wanted.note, rules.LONGEST_NOTE, "note"),
    )


def add(wanted: Wanted, *, by: Actor, form: str = "") -> tuple[Webhook, str]:
    """Tell an address from now on; returns the secret, which is told this once. Raises Invalid, Conflict.

    `form` names the form that asks: sent twice, it makes one and shows the same secret.
    """
    ensure(by, Permission.ADMINISTER)
    wanted = _checked(wanted)
    seed = shown_again.letters_for(form, whose=by.id, use=f"webhook:{wanted}")
    wait_for_turn("webhooks")
    if form and (before := db.session.scalars(select(Webhook).filter_by(seed=seed)).first()):
        return _made_just_now(before)
    if (db.session.scalar(select(func.count(Webhook.id))) or 0) >= rules.MOST_WEBHOOKS:
        raise Conflict(N_("There are as many addresses as can be told. Remove one that is no longer needed."))
    made = Webhook(
        url=wanted.url,
        topics=list(wanted.topics),
        note=wanted.note,
        seed=seed,
        created_by_id=by.id,
        created_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    _tell(made, "webhook-added", by)
    return made, shown(secret_of(made.seed))


def _made_just_now(webhook: Webhook) -> tuple[Webhook, str]:
    """What a form has made that is sent again; raises Conflict where that is no double press any more."""
    if webhook.created_at < clock.now() - shown_again.LASTS:
        raise Conflict(N_("This form has added its address already. Open the page anew to add another one."))
    return webhook, shown(secret_of(webhook.seed))


def change(webhook: Webhook, wanted: Wanted, *, by: Actor, base: str | None = None) -> None:
    """Another address, other topics; what waits goes to the new address. Raises Invalid.

    Conflict is raised where it is no longer what the admin saw, which `base` says.
    """
    ensure(by, Permission.ADMINISTER)
    wanted = _checked(wanted)
    lock_row(webhook)
    before, other = webhook.base, wanted.url != webhook.url
    webhook.url, webhook.topics, webhook.note = wanted.url, list(wanted.topics), wanted.note
    ensure_unchanged(base, before, webhook.base)
    if webhook.base == before:
        return
    if other:
        _forgive(webhook)
    db.session.flush()
    _tell(webhook, "webhook-changed", by)


def renew(webhook: Webhook, *, by: Actor) -> str:
    """A new secret, told this once; for a day messages are signed with the one before as well.

    Another one within that day replaces the new one, not the one before.
    """
    ensure(by, Permission.ADMINISTER)
    lock_row(webhook)
    webhook.former_seed, webhook.former_until = beside_a_new_one(
        clock.now(), webhook.seed, webhook.former_seed, webhook.former_until
    )
    webhook.seed = new_seed()
    db.session.flush()
    _tell(webhook, "webhook-renewed", by)
    return shown(secret_of(webhook.seed))


def switch(webhook: Webhook, *, on: bool, by: Actor) -> None:
    """Send, or send nothing: what happens while it is off is never told; what waited goes on waiting."""
    ensure(by, Permission.ADMINISTER)
    lock_row(webhook)
    if (webhook.state == WebhookState.ON) is on:
        return
    webhook.state = WebhookState.ON if on else WebhookState.OFF
    _forgive(webhook)
    db.session.flush()
    if on:
        _due_now(webhook, DeliveryState.WAITING)
    _tell(webhook, "webhook-switched-on" if on else "webhook-switched-off", by)


def remove(webhook: Webhook, *, by: Actor) -> None:
    """Forget an address with all messages to it."""
    ensure(by, Permission.ADMINISTER)
    lock_row(webhook)
    _tell(webhook, "webhook-removed", by)
    db.session.delete(webhook)
    db.session.flush()


def test(webhook: Webhook, *, by: Actor) -> None:
    """Send a message that says nothing but that it is a trial."""
    ensure(by, Permission.ADMINISTER)
    _ensure_on(webhook)
    recording.record_for([webhook.id], TEST, {})


def send_again(webhook: Webhook, delivery: Delivery, *, by: Actor) -> None:
    """Send a message once more, whatever became of it, under the same id."""
    ensure(by, Permission.ADMINISTER)
    _ensure_on(webhook)
    lock_row(delivery)
    delivery.state, delivery.due_at, delivery.ended_at = DeliveryState.WAITING, clock.now(), None
    delivery.attempts = 0
    webhook.rests_until = None
    db.session.flush()
    recording.send_now(webhook.id)


def send_all_again(webhook: Webhook, *, by: Actor) -> int:
    """Send everything once more that was given up; returns how much."""
    ensure(by, Permission.ADMINISTER)
    _ensure_on(webhook)
    webhook.rests_until = None
    db.session.flush()
    return _due_now(webhook, DeliveryState.GIVEN_UP)


def _due_now(webhook: Webhook, state: DeliveryState) -> int:
    those = Delivery.webhook_id == webhook.id, Delivery.state == state
    many = changed_rows(
        update(Delivery)
        .where(*those)
        .values(state=DeliveryState.WAITING, due_at=clock.now(), ended_at=None, attempts=0)
    )
    if many:
        recording.send_now(webhook.id)
    return many


def _ensure_on(webhook: Webhook) -> None:
    lock_row(webhook)
    if webhook.state != WebhookState.ON:
        raise Conflict(N_("Nothing is sent to this address. Switch it on first."))


def _forgive(webhook: Webhook) -> None:
    webhook.failures, webhook.failing_since, webhook.rests_until = 0, None, None


def _tell(webhook: Webhook, act: str, by: Actor) -> None:
    host = rules.host_of(webhook.url)
    publish(WebhookRuled(webhook_id=webhook.id, host=host, act=act, by_id=by.id))
