"""Everything that the package community reacts to, on one page."""

from typing import Any

from community.answers import handlers as answers
from community.articles import handlers as articles
from community.askers import handlers as askers
from community.channels import handlers as channels
from community.comments import handlers as comments
from community.curation import handlers as boards
from community.factors import handlers as factors
from community.front import handlers as front
from community.imports import handlers as imports
from community.invites import handlers as invites
from community.kernel import events
from community.kernel.bus import Bus
from community.notifications import article_handlers as article_news
from community.notifications import campaign_handlers as campaigns
from community.notifications import case_handlers as cases
from community.notifications import curation_handlers as curation
from community.notifications import flag_handlers as flags
from community.notifications import handlers as notifications
from community.notifications import mention_handlers as mentions
from community.notifications import privacy_handlers as privacy
from community.notifications import reach_handlers as reach
from community.notifications import site_handlers as site
from community.oidc import handlers as oidc
from community.posts import handlers as posts
from community.questions import handlers as questions
from community.routing import handlers as routing
from community.search import handlers as search
from community.webhooks import wiring as webhooks

VISIBILITY = (events.PostPublished, events.PostHidden, events.PostRestored)
THREAD_FACTS: tuple[type[Any], ...] = (
    events.AnswerAccepted,
    events.AnswerUnaccepted,
    events.AnswerRated,
    events.RatingWithdrawn,
    events.QuestionRetagged,
    events.QuestionClosed,
    events.QuestionReopened,
)


def subscribe(bus: Bus) -> None:
    """Attach every reaction, in order."""
    for event in VISIBILITY:
        bus.on(event, questions.relist)
        bus.on(event, comments.recount)
        bus.on(event, answers.recount)
    bus.on(events.PostEdited, questions.retag)
    bus.on(events.PostEdited, answers.recount)
    for change in (*VISIBILITY, events.PostEdited, events.PostMasked):
        bus.on(change, search.post_changed)
    for fact in THREAD_FACTS:
        bus.on(fact, search.thread_changed)
    bus.on(events.QuestionMerged, search.merged)
    bus.on(events.QuestionMerged, articles.merged)
    bus.on(events.MemberClosed, search.author_left)
    bus.on(events.MemberClosed, posts.forget_author)
    bus.on(events.MemberClosed, routing.asker_left)
    bus.on(events.MemberClosed, articles.author_left)
    bus.on(events.TagChanged, questions.tag_changed)
    bus.on(events.TagChanged, articles.tag_changed)
    bus.on(events.TagChanged, boards.tag_changed)
    bus.on(events.MemberClosed, invites.closed)
    bus.on(events.MemberClosed, front.closed)
    bus.on(events.MemberClosed, factors.closed)
    bus.on(events.MemberClosed, oidc.closed)
    bus.on(events.MemberClosed, askers.closed)
    bus.on(events.MemberClosed, imports.closed)
    bus.on(events.EmailConfirmed, invites.came)
    bus.on(events.EmailConfirmed, askers.confirmed)
    bus.on(events.PostMasked, articles.masked)
    bus.on(events.PostMasked, channels.masked)
    bus.on(events.PostMasked, privacy.retitle)
    bus.on(events.PostHidden, privacy.hidden)
    bus.on(events.PostPublished, routing.opened)
    bus.on(events.PostPublished, routing.answered)
    bus.on(events.PostHidden, routing.withdrawn)
    bus.on(events.PostRestored, routing.restored)
    bus.on(events.AnswerAccepted, routing.solved)
    bus.on(events.AnswerUnaccepted, routing.unsolved)
    bus.on(events.QuestionClosed, routing.closed)
    bus.on(events.QuestionReopened, routing.reopened)
    bus.on(events.QuestionMerged, routing.merged)
    bus.on(events.QuestionMerged, reach.merged)
    bus.on(events.MemberClosed, reach.forget)
    bus.on(events.SessionsEnded, reach.signed_out)
    webhooks.subscribe(bus)
    _tell_people(bus)


def _tell_people(bus: Bus) -> None:
    """Notifications; one that fails costs the deed nothing."""
    bus.on_best_effort(events.PostPublished, notifications.published)
    bus.on_best_effort(events.PostPublished, mentions.named)
    bus.on_best_effort(events.PostEdited, mentions.named)
    bus.on_best_effort(events.PostRestored, mentions.named)
    bus.on_best_effort(events.PostHeld, notifications.held)
    bus.on_best_effort(events.ReviewDecided, notifications.reviewed)
    bus.on_best_effort(events.FlagResolved, flags.resolved)
    bus.on_best_effort(events.FlagClosed, flags.closed)
    bus.on_best_effort(events.PostHidden, flags.hidden)
    bus.on_best_effort(events.FlagDiscussed, flags.discussed)
    bus.on_best_effort(events.FlagsOverdue, flags.overdue)
    bus.on_best_effort(events.ReviewerPaused, flags.reviewer_paused)
    bus.on_best_effort(events.ReviewerResumed, flags.reviewer_resumed)
    bus.on_best_effort(events.AnswerAccepted, notifications.accepted)
    bus.on_best_effort(events.AnswerThanked, notifications.thanked)
    bus.on_best_effort(events.AnswerRated, reach.rated)
    bus.on_best_effort(events.MailRefused, reach.refused)
    bus.on_best_effort(events.MailRefused, askers.refused)
    bus.on_best_effort(events.NeedMoved, notifications.moved)
    bus.on_best_effort(events.HelperInvited, notifications.invited)
    bus.on_best_effort(events.CaseReplied, cases.replied)
    bus.on_best_effort(events.CaseReplied, askers.replied)
    bus.on_best_effort(events.CaseClosed, cases.closed)
    bus.on_best_effort(events.CaseAssigned, cases.assigned)
    bus.on_best_effort(events.CaseHandOver, cases.handed_over)
    bus.on_best_effort(events.CaseMerged, cases.merged)
    bus.on_best_effort(events.CaseAnswered, cases.answered)
    bus.on_best_effort(events.StaffMentioned, cases.mentioned)
    bus.on_best_effort(events.SurveyAsked, cases.surveyed)
    bus.on_best_effort(events.SurveyAnswered, cases.rated)
    bus.on_best_effort(events.EditSuggested, notifications.edit_suggested)
    bus.on_best_effort(events.EditSuggestionDecided, notifications.edit_decided)
    bus.on_best_effort(events.QuestionClosed, notifications.closed)
    bus.on_best_effort(events.QuestionMerged, notifications.merged)
    bus.on_best_effort(events.EmailConfirmed, notifications.confirmed)
    bus.on_best_effort(events.BadgeAwarded, notifications.badge_awarded)
    bus.on_best_effort(events.CampaignBegan, campaigns.began)
    bus.on_best_effort(events.CampaignFrozen, campaigns.frozen)
    bus.on_best_effort(events.LevelChanged, notifications.level_changed)
    bus.on_best_effort(events.ReputationRuled, notifications.points_ruled)
    bus.on_best_effort(events.IntegrityDecided, notifications.integrity_decided)
    bus.on_best_effort(events.PostRecommended, curation.recommended)
    bus.on_best_effort(events.IncidentRuled, curation.incident_ruled)
    bus.on_best_effort(events.ArticleRuled, article_news.ruled)
    bus.on_best_effort(events.ArticleDue, article_news.due)
    bus.on_best_effort(events.LicenceMoved, notifications.licence_moved)
    bus.on_best_effort(events.PostMasked, privacy.masked)
    bus.on_best_effort(events.PrivateDataRevealed, privacy.revealed)
    bus.on_best_effort(events.UnmaskRefused, privacy.kept)
    bus.on_best_effort(events.ListEntryCutOff, privacy.list_entry_cut_off)
    bus.on_best_effort(events.WebhookRuled, site.webhook_ruled)
