"""Everything that the package moderation reacts to, on one page."""

from community.kernel import events
from community.kernel.bus import Bus
from moderation.appeals import handlers as appeals
from moderation.audit import handlers as audit
from moderation.audit import post_handlers as audit_posts
from moderation.casework import handlers as casework
from moderation.desk import handlers as desk
from moderation.escalation import handlers as escalation
from moderation.flags import handlers as flags
from moderation.intake import handlers as intake
from moderation.masking import handlers as masking
from moderation.quality import handlers as quality
from moderation.review import handlers as review
from moderation.reviewers import handlers as reviewers
from moderation.rulebook import handlers as rulebook
from moderation.sanctions import handlers as sanctions
from moderation.surveys import handlers as surveys
from moderation.transparency import handlers as transparency


def subscribe(bus: Bus) -> None:
    """Attach every reaction, in order."""
    bus.on(events.PostHeld, review.hold)
    bus.on(events.PostPublished, review.published)
    bus.on(events.PostPublished, review.look_afterwards)
    bus.on(events.PostPublished, quality.remember)
    bus.on(events.PostHeld, quality.remember)
    for event in (events.PostPublished, events.PostHeld, events.PostEdited):
        bus.on(event, quality.keep_findings)
    bus.on(events.PostPublished, quality.arrived)
    bus.on(events.PostHeld, quality.arrived)
    bus.on(events.ReviewDecided, quality.decided)
    bus.on(events.ReviewUndone, quality.review_undone)
    bus.on(events.GateSettingsChanged, audit.gate_changed)
    bus.on(events.FloodStopped, audit.flood_stopped)
    bus.on(events.PostRestored, quality.remember)
    bus.on(events.PostEdited, quality.remember)
    bus.on(events.PostMasked, quality.remember)
    bus.on(events.PostHidden, quality.forget)
    bus.on(events.PostHidden, review.gone)
    bus.on(events.PostRestored, review.back)
    bus.on(events.PostWithdrawn, review.withdrawn)
    bus.on(events.PostEdited, review.edited)
    bus.on(events.QuestionMerged, review.merged)
    bus.on(events.FlagRaised, review.flagged)
    bus.on(events.UnmaskAsked, review.unmask_asked)
    bus.on(events.PostMasked, review.unmask_decided)
    bus.on(events.UnmaskRefused, review.unmask_decided)
    bus.on(events.ReviewDecided, masking.reviewed)
    bus.on(events.FlagClosed, review.flag_closed)
    bus.on(events.EditSuggested, review.suggested)
    bus.on(events.EditSuggestionDecided, review.suggestion_decided)
    bus.on(events.ReviewDecided, flags.reviewed)
    bus.on(events.ReviewUndone, flags.review_undone)
    bus.on(events.ReviewDecided, reviewers.reviewed)
    bus.on(events.ReviewUndone, reviewers.review_undone)
    bus.on(events.AppealDecided, flags.appeal_decided)
    bus.on(events.AppealDecided, reviewers.appeal_decided)
    bus.on(events.PostHidden, reviewers.taken_away)
    bus.on(events.PostWithdrawn, reviewers.dropped)
    bus.on(events.PostDropped, reviewers.dropped)
    bus.on(events.PostMasked, reviewers.masked)
    bus.on(events.MemberClosed, reviewers.left)
    bus.on(events.PostHidden, sanctions.post_hidden)
    bus.on(events.PostDropped, sanctions.post_dropped)
    bus.on(events.PostPublished, sanctions.post_shown)
    bus.on(events.PostRestored, sanctions.post_shown)
    bus.on(events.PostHeld, sanctions.post_held)
    bus.on(events.PostMasked, sanctions.post_masked)
    bus.on(events.ReviewDecided, sanctions.reviewed)
    bus.on(events.ReviewUndone, sanctions.review_undone)
    bus.on(events.MemberClosed, sanctions.member_left)
    bus.on(events.MemberClosed, appeals.member_left)
    bus.on(events.MemberClosed, flags.left)
    bus.on(events.MemberClosed, desk.left)
    bus.on(events.SanctionEnded, appeals.sanction_ended)
    bus.on_best_effort(events.SanctionImposed, sanctions.imposed)
    bus.on_best_effort(events.SanctionChanged, sanctions.changed)
    bus.on_best_effort(events.SanctionEnded, sanctions.ended)
    bus.on_best_effort(events.AppealOpened, appeals.opened)
    bus.on_best_effort(events.AppealAsked, appeals.asked)
    bus.on_best_effort(events.AppealAnswered, appeals.answered)
    bus.on_best_effort(events.AppealDecided, appeals.decided)
    bus.on_best_effort(events.AppealEnded, appeals.ended)
    bus.on_best_effort(events.AppealOverdue, appeals.overdue)
    bus.on(events.PostPublished, escalation.look)
    bus.on(events.PostPublished, escalation.staff_answered)
    bus.on(events.PostHeld, escalation.look)
    bus.on(events.PostEdited, escalation.look)
    bus.on(events.OpinionGiven, escalation.opinion_given)
    bus.on(events.AnswerRated, escalation.stars)
    bus.on(events.NeedMoved, escalation.follow)
    bus.on(events.MemberClosed, escalation.asker_left)
    bus.on_best_effort(events.CaseOpened, desk.opened)
    bus.on_best_effort(events.NeedMoved, desk.climbed)
    bus.on_best_effort(events.CaseDueSoon, desk.due_soon)
    bus.on_best_effort(events.CaseLate, desk.late)
    bus.on(events.CaseOpened, casework.opened)
    bus.on(events.CaseAssigned, casework.assigned)
    bus.on_best_effort(events.CaseAssigned, desk.came_back)
    bus.on(events.CaseWorked, casework.worked)
    bus.on_best_effort(events.CaseWorked, desk.passed)
    bus.on_best_effort(events.CaseWorked, desk.unreachable)
    bus.on(events.CaseClosed, casework.closed)
    bus.on(events.CaseHandOver, casework.hand_over_ended)
    bus.on_best_effort(events.CaseHandOver, desk.handed_over)
    bus.on(events.QuestionMerged, casework.questions_merged)
    bus.on(events.MemberClosed, casework.left)
    bus.on(events.RoleChanged, casework.left)
    bus.on(events.TagChanged, rulebook.tag_changed)
    bus.on(events.CaseClosed, surveys.case_closed)
    bus.on(events.MemberClosed, surveys.member_left)
    bus.on(events.CustomerWrote, escalation.customer_wrote)
    bus.on(events.AskerReplied, intake.asker_replied)
    bus.on(events.AskerUnreachable, escalation.unreachable)
    bus.on(events.RoleChanged, audit.role_changed)
    bus.on(events.ReputationRuled, audit.points_ruled)
    bus.on(events.IntegrityDecided, audit.integrity_decided)
    bus.on(events.CustomBadgeChanged, audit.badge_changed)
    bus.on(events.LicenceMoved, audit.licence_moved)
    bus.on(events.CampaignRuled, audit.campaign_ruled)
    _write_down(bus)
    _count(bus)


def _write_down(bus: Bus) -> None:
    """What people do by right of office or level, and nobody else writes into the log."""
    bus.on(events.PostRuled, audit_posts.post_ruled)
    bus.on(events.PostEdited, audit_posts.post_edited)
    bus.on(events.EditSuggestionDecided, audit_posts.suggestion_decided)
    bus.on(events.QuestionClosed, audit_posts.question_closed)
    bus.on(events.QuestionReopened, audit_posts.question_reopened)
    bus.on(events.QuestionMerged, audit_posts.question_merged)
    bus.on(events.AnswerAccepted, audit_posts.accepted)
    bus.on(events.AnswerUnaccepted, audit_posts.unaccepted)
    bus.on(events.AnswerThanked, audit_posts.thanked)
    bus.on(events.TagChanged, audit_posts.tag_changed)
    bus.on(events.TokenMade, audit_posts.token_made)
    bus.on(events.SiteMended, audit_posts.mended)
    bus.on(events.WebhookRuled, audit_posts.webhook_ruled)
    bus.on(events.ContentImported, audit_posts.imported)
    bus.on(events.PostRecommended, audit_posts.recommended)
    bus.on(events.PostUnrecommended, audit_posts.unrecommended)
    bus.on(events.AnnouncementRuled, audit_posts.announcement_ruled)
    bus.on(events.IncidentRuled, audit_posts.incident_ruled)
    bus.on(events.ArticleRuled, audit.article_ruled)


def _count(bus: Bus) -> None:
    """What everyone may know of it, as numbers."""
    bus.on(events.PostPublished, transparency.published)
    bus.on(events.PostHeld, transparency.held)
    bus.on(events.FlagRaised, transparency.reported)
    bus.on(events.FlagResolved, transparency.report_decided)
    bus.on(events.ReviewDecided, transparency.reviewed)
