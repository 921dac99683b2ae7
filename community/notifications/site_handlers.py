"""News of the works of the site, for those who run it."""

from sqlalchemy import select

from community.accounts.models import Member, MemberStatus
from community.kernel import clock
from community.kernel.db import db
from community.kernel.events import WebhookRuled
from community.kernel.policy import Role
from community.notifications.services import notify


def webhook_ruled(event: WebhookRuled) -> None:
    """Admins hear of a webhook that stopped by itself; what they did themselves they know."""
    if event.by_id is not None:
        return
    at_work = Member.role == Role.ADMIN, Member.status == MemberStatus.ACTIVE
    admins = db.session.scalars(select(Member.id).where(*at_work))
    notify(
        list(admins),
        "webhook-stopped",
        f"webhook-stopped:{event.webhook_id}:{clock.now():%Y-%m-%dT%H:%M}",
        data={"host": event.host, "webhook": event.webhook_id},
    )
