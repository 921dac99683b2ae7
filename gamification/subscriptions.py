"""Everything that the package gamification reacts to, on one page.

Points first, then levels, then badges: each looks at what the one before has settled. All of it is best
effort, since a broken badge must never cost anyone a question; what is only told and stands nowhere else
in the record is kept for certain.
"""

from community.kernel import events
from community.kernel.bus import Bus
from gamification.badges import handlers as badges
from gamification.campaigns import handlers as campaigns
from gamification.integrity import handlers as integrity
from gamification.leaderboards import handlers as boards
from gamification.levels import handlers as levels
from gamification.licences import handlers as licences
from gamification.reputation import handlers as reputation


def subscribe(bus: Bus) -> None:
    """Attach every reaction, in order."""
    bus.on(events.FlagResolved, reputation.keep_flag)
    bus.on(events.FlagReopened, reputation.forget_flag)
    bus.on(events.MemberClosed, licences.member_left)
    bus.on(events.TagChanged, licences.tag_changed)
    bus.on(events.TagChanged, campaigns.tag_changed)
    _points(bus)
    _levels(bus)
    _badges(bus)
    bus.on_best_effort(events.AnswerRated, integrity.rated)
    _boards(bus)


def _points(bus: Bus) -> None:
    bus.on_best_effort(events.AnswerRated, reputation.rated)
    bus.on_best_effort(events.RatingWithdrawn, reputation.rated)
    bus.on_best_effort(events.AnswerAccepted, reputation.accepted)
    bus.on_best_effort(events.AnswerUnaccepted, reputation.accepted)
    bus.on_best_effort(events.AnswerThanked, reputation.thanked)
    bus.on_best_effort(events.PostHidden, reputation.visibility_changed)
    bus.on_best_effort(events.PostRestored, reputation.visibility_changed)
    bus.on_best_effort(events.QuestionMerged, reputation.merged)
    bus.on_best_effort(events.QuestionTaken, reputation.taken_along)
    bus.on_best_effort(events.EditSuggestionDecided, reputation.edit_decided)
    bus.on_best_effort(events.SameProblemCounted, reputation.also_had)
    bus.on_best_effort(events.FlagResolved, reputation.flag_resolved)
    bus.on_best_effort(events.FlagReopened, reputation.flag_reopened)
    bus.on_best_effort(events.ReviewUndone, reputation.review_undone)
    bus.on_best_effort(events.ContentImported, reputation.imported)


def _levels(bus: Bus) -> None:
    bus.on_best_effort(events.ReputationChanged, levels.points_changed)
    bus.on_best_effort(events.RatingWithdrawn, levels.author_judged)
    bus.on_best_effort(events.AnswerAccepted, levels.author_judged)
    bus.on_best_effort(events.AnswerUnaccepted, levels.author_judged)
    bus.on_best_effort(events.PostHidden, levels.author_judged)
    bus.on_best_effort(events.PostRestored, levels.author_judged)
    bus.on_best_effort(events.QuestionMerged, levels.merged)
    bus.on_best_effort(events.QuestionTaken, levels.taken_along)
    bus.on_best_effort(events.IntegrityDecided, levels.judged)
    bus.on_best_effort(events.ReputationRuled, levels.ruled)
    bus.on_best_effort(events.EditSuggestionDecided, levels.edit_decided)
    bus.on_best_effort(events.FlagResolved, levels.flag_resolved)
    bus.on_best_effort(events.FlagReopened, levels.flag_reopened)
    bus.on_best_effort(events.ReviewUndone, levels.review_undone)


def _badges(bus: Bus) -> None:
    bus.on_best_effort(events.PostPublished, badges.written)
    bus.on_best_effort(events.PostHidden, badges.written)
    bus.on_best_effort(events.PostRestored, badges.written)
    bus.on_best_effort(events.PostEdited, badges.edited)
    bus.on_best_effort(events.ReputationChanged, badges.points_changed)
    bus.on_best_effort(events.AnswerRated, badges.rated)
    bus.on_best_effort(events.RatingWithdrawn, badges.rated)
    bus.on_best_effort(events.AnswerAccepted, badges.accepted)
    bus.on_best_effort(events.AnswerUnaccepted, badges.accepted)
    bus.on_best_effort(events.AnswerThanked, badges.thanked)
    bus.on_best_effort(events.EditSuggestionDecided, badges.edit_decided)
    bus.on_best_effort(events.CampaignFrozen, badges.campaign_frozen)
    bus.on_best_effort(events.SameProblemCounted, badges.also_had)
    bus.on_best_effort(events.FlagResolved, badges.flag_resolved)
    bus.on_best_effort(events.FlagReopened, badges.flag_reopened)
    bus.on_best_effort(events.ReviewUndone, badges.review_undone)
    bus.on_best_effort(events.ShareVisited, badges.shared)
    bus.on_best_effort(events.QuestionRetagged, badges.thread_changed)
    bus.on_best_effort(events.QuestionMerged, badges.thread_changed)
    bus.on_best_effort(events.QuestionTaken, badges.taken_along)
    bus.on_best_effort(events.NeedMoved, badges.need_moved)
    bus.on_best_effort(events.ContentImported, badges.imported)
    bus.on_best_effort(events.ContentImported, levels.imported)  # last: badges, too, give members a standing


def _boards(bus: Bus) -> None:
    bus.on_best_effort(events.QuestionRetagged, boards.retagged)
    bus.on_best_effort(events.QuestionMerged, boards.merged)
    bus.on_best_effort(events.TagChanged, boards.tag_changed)
    bus.on_best_effort(events.PostEdited, boards.edited)
    bus.on_best_effort(events.ContentImported, boards.imported)
