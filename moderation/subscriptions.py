"""Everything that the package moderation reacts to, on one page."""

from community.kernel import events
from community.kernel.bus import Bus
from moderation.audit import handlers as audit
from moderation.escalation import handlers as escalation
from moderation.flags import handlers as flags
from moderation.quality import handlers as quality
from moderation.review import handlers as review


def subscribe(bus: Bus) -> None:
    """Attach every reaction, in order."""
    bus.on(events.PostHeld, review.hold)
    bus.on(events.PostPublished, review.published)
    bus.on(events.PostPublished, review.look_afterwards)
    bus.on(events.PostPublished, quality.remember)
    bus.on(events.PostRestored, quality.remember)
    bus.on(events.PostEdited, quality.remember)
    bus.on(events.PostMasked, quality.remember)
    bus.on(events.PostHidden, quality.forget)
    bus.on(events.PostHidden, review.gone)
    bus.on(events.PostRestored, review.back)
    bus.on(events.PostWithdrawn, review.withdrawn)
    bus.on(events.PostEdited, review.edited)
    bus.on(events.FlagRaised, review.flagged)
    bus.on(events.UnmaskAsked, review.unmask_asked)
    bus.on(events.EditSuggested, review.suggested)
    bus.on(events.EditSuggestionDecided, review.suggestion_decided)
    bus.on(events.ReviewDecided, flags.reviewed)
    bus.on(events.ReviewUndone, flags.review_undone)
    bus.on(events.PostPublished, escalation.look)
    bus.on(events.PostPublished, escalation.staff_answered)
    bus.on(events.PostHeld, escalation.look)
    bus.on(events.PostEdited, escalation.look)
    bus.on(events.AnswerRated, escalation.stars)
    bus.on(events.NeedMoved, escalation.follow)
    bus.on(events.RoleChanged, audit.role_changed)
    bus.on(events.ReputationRuled, audit.points_ruled)
    bus.on(events.IntegrityDecided, audit.integrity_decided)
    bus.on(events.CustomBadgeChanged, audit.badge_changed)
    bus.on(events.LicenceMoved, audit.licence_moved)
    bus.on(events.CampaignRuled, audit.campaign_ruled)
