"""What the log hears of from elsewhere."""

from community.accounts.models import Member
from community.kernel import events
from community.kernel.db import db
from community.kernel.policy import Actor
from moderation.audit import services


def role_changed(event: events.RoleChanged) -> None:
    """Who may do what is the first thing that must be traceable."""
    member = db.session.get_one(Member, event.member_id)
    services.record(
        "role-changed",
        f"member:{member.id}",
        by=Actor(member_id=event.by_id) if event.by_id is not None else None,
        member_id=member.id,
        data={"old": event.old, "new": event.new},
    )


def points_ruled(event: events.ReputationRuled) -> None:
    """Points that an admin undid or gave back."""
    services.record(
        f"points-{event.act}",
        f"cause:{event.cause}",
        by=Actor(member_id=event.by_id),
        member_id=event.member_id,
        reason=event.reason,
    )


def integrity_decided(event: events.IntegrityDecided) -> None:
    """What a person decided about ratings that looked like abuse."""
    services.record(
        f"integrity-{event.decision}",
        f"finding:{event.finding_id}",
        by=Actor(member_id=event.by_id),
        reason=event.reason,
        data={"kind": event.kind, "number": event.number, "members": list(event.member_ids)},
    )


def badge_changed(event: events.CustomBadgeChanged) -> None:
    """Whoever makes or changes what members are given stands to it."""
    services.record(f"badge-{event.act}", f"badge:{event.badge}", by=Actor(member_id=event.by_id))


def licence_moved(event: events.LicenceMoved) -> None:
    """Who may speak for the company, since when, and who said so."""
    services.record(
        f"licence-{event.to_state}",
        f"licence:{event.licence_id}",
        by=Actor(member_id=event.by_id),
        member_id=event.member_id,
        reason=event.reason,
        data={"from": event.from_state, "tag": event.tag, "lang": event.lang, "number": event.number},
    )


def campaign_ruled(event: events.CampaignRuled) -> None:
    """Campaigns spend a budget: who let one begin or end stands to it."""
    services.record(
        f"campaign-{event.act}",
        f"campaign:{event.campaign_id}",
        by=Actor(member_id=event.by_id),
        reason=event.reason,
        data={"slug": event.slug},
    )


def flood_stopped(event: events.FloodStopped) -> None:
    """The gate began to hold a flood; nobody decided that, so nobody is named."""
    services.record(
        "flood-stopped",
        f"post:{event.post_id}",
        by=None,
        member_id=event.author_id,
        reason=event.check,
    )


def article_ruled(event: events.ArticleRuled) -> None:
    """Who wrote what the team says to everybody, who looked at it, and why it changed."""
    concerned = event.credited_id if event.act in {"published", "retired"} else None
    services.record(
        f"article-{event.act}",
        f"article:{event.article_id}",
        by=Actor(member_id=event.by_id),
        member_id=concerned,
        reason=event.note,
        data={"title": event.title, "state": event.state, "revision": event.number},
    )


def gate_changed(event: events.GateSettingsChanged) -> None:
    """Whoever changes what the gate lets through stands to it."""
    services.record(
        "gate-changed",
        f"check:{event.check}",
        by=Actor(member_id=event.by_id),
        data={"changes": list(event.changes)},
    )
