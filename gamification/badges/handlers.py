"""What badges hear of: who may have earned one now, and by what."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

from community.kernel import bus, events
from community.kernel.db import db
from community.posts.models import Post, PostKind
from community.routing.models import MoveReason
from gamification.badges import queries, services, upkeep
from gamification.badges.metrics import Metric, Source, of_source

BY_STARS: Final = of_source(Source.ANSWERS) - {Metric.LATE_RESCUES}  # which only need to be accepted
BY_POINTS: Final = of_source(Source.TAGS)
BY_ACCEPTING: Final = of_source(Source.ANSWERS, Source.PAUSES)
BY_ASKING: Final = of_source(Source.QUESTIONS)
BY_WRITING: Final = of_source(Source.DAYS, Source.STREAKS)
# All else that is counted of answers takes stars, or that they solved something.
BY_BARE_ANSWER: Final = BY_WRITING | {Metric.ANSWERS}
BY_CAMPAIGNS: Final = frozenset({Metric.CAMPAIGNS_SCORED, Metric.CAMPAIGN_PODIUMS, Metric.CAMPAIGN_WINS})
BY_THANKS: Final = frozenset({Metric.THANKS, Metric.THANKED_BY})
BY_KIND: Final = {
    PostKind.QUESTION: BY_ASKING | BY_WRITING,
    PostKind.ANSWER: of_source(Source.ANSWERS) | BY_WRITING | BY_THANKS,
    PostKind.COMMENT: BY_WRITING,
}


def _look(*changed: tuple[int | None, Collection[Metric]], in_parts: Collection[Metric] = ()) -> None:
    """Look once at everybody concerned; who stands there twice is looked at for both."""
    by_member: dict[int, set[Metric]] = {}
    for member_id, metrics in changed:
        if member_id is not None:
            by_member.setdefault(member_id, set()).update(metrics)
    services.look_at(by_member, in_parts=in_parts)


def written(event: events.PostEvent) -> None:
    """A post came into sight or went out of it. Days count once each: what is written later on one adds none."""
    post = db.session.get_one(Post, event.post_id)
    changed = BY_KIND[PostKind(event.kind)]
    if isinstance(event, events.PostPublished) and queries.is_bare_answer(post):
        changed = BY_BARE_ANSWER
    by_now = BY_WRITING if event.author_id is not None and queries.is_later_that_day(post) else ()
    # What was solved comes and goes with the answer.
    asker = queries.asker_solved_for(post), {Metric.QUESTIONS_SOLVED}
    _look((event.author_id, changed), asker, in_parts=by_now)


def edited(event: events.PostEdited) -> None:
    """A post that speaks another language now counts for that one."""
    if event.speaks_anew:
        changed = BY_KIND[PostKind(event.kind)]
        _look((event.author_id, changed), in_parts=changed - {Metric.LANGUAGES})


def points_changed(event: events.ReputationChanged) -> None:
    rating = bus.cause(events.AnswerRated) or bus.cause(events.RatingWithdrawn)
    if rating is None or rating.author_id != event.member_id:  # an author is looked at once, by `rated`
        _look((event.member_id, BY_POINTS))


def rated(event: events.AnswerRated | events.RatingWithdrawn) -> None:
    _look((event.author_id, BY_STARS | BY_POINTS), (event.rater_id, {Metric.RATINGS_GIVEN}))


def accepted(event: events.AnswerAccepted | events.AnswerUnaccepted) -> None:
    asked = db.session.get(Post, event.question_id)
    _look((event.author_id, BY_ACCEPTING), (asked.author_id if asked else None, {Metric.QUESTIONS_SOLVED}))


def thanked(event: events.AnswerThanked) -> None:
    _look((event.author_id, BY_THANKS))


def campaign_frozen(event: events.CampaignFrozen) -> None:
    _look(*((member_id, BY_CAMPAIGNS) for member_id in event.member_ids))


def edit_decided(event: events.EditSuggestionDecided) -> None:
    _look((event.author_id, {Metric.EDITS_APPROVED}))


def flag_resolved(event: events.FlagResolved) -> None:
    _look((event.flagger_id, {Metric.FLAGS_UPHELD}))


def flag_reopened(event: events.FlagReopened) -> None:
    _look((event.flagger_id, {Metric.FLAGS_UPHELD}))


def review_undone(event: events.ReviewUndone) -> None:
    _look((event.suggester_id, {Metric.EDITS_APPROVED}))


def also_had(event: events.SameProblemCounted) -> None:
    _look((event.author_id, {Metric.QUESTION_ALSO_HAD}), (event.member_id, {Metric.SAME_PROBLEMS}))


def shared(event: events.ShareVisited) -> None:
    _look((event.sharer_id, {Metric.SHARE_VISITS}))


def thread_changed(event: events.QuestionRetagged | events.QuestionMerged) -> None:
    """Other tags, or other questions above them, give answers another place."""
    thread = event.into_id if isinstance(event, events.QuestionMerged) else event.question_id
    services.look_at(dict.fromkeys(queries.answerers_of(thread), BY_ACCEPTING | of_source(Source.TAGS)))
    services.look_at_tags_of(thread)
    if isinstance(event, events.QuestionMerged):
        # Who asked the same has the same problem, and who had both has one.
        asked, same = (db.session.get(Post, each) for each in (thread, event.question_id))
        counted = {Metric.SAME_PROBLEMS}
        had_it = ((each, counted) for each in queries.members_with_problem_of(event.question_id))
        own = (asked.author_id if asked else None, BY_ASKING)
        _look(own, (same.author_id if same else None, BY_ASKING | counted), *had_it)


def taken_along(event: events.QuestionTaken) -> None:
    """A question came to its author: it is one of theirs, and an answer to others no more."""
    services.look_at({event.author_id: BY_KIND[PostKind.QUESTION] | BY_ACCEPTING | of_source(Source.TAGS)})


def need_moved(event: events.NeedMoved) -> None:
    """Somebody turns out to be upset: who answered them well has answered calmly."""
    if event.reason == MoveReason.ANGRY:
        services.look_at(
            dict.fromkeys(queries.answerers_of(event.question_id), frozenset({Metric.CALM_ANSWERS}))
        )


def imported(_event: events.ContentImported) -> None:
    services.look_back_at_everyone()


class Timer:
    """Lets awards lapse as soon as a tick finds them due, and looks once an hour at what time alone changes."""

    EVERY: Final = timedelta(hours=1)

    def __init__(self) -> None:
        self._last: datetime | None = None

    def __call__(self, now: datetime) -> None:
        upkeep.lapse_due(now)
        if self._last is None or abs(now - self._last) >= self.EVERY:
            upkeep.look_at_windows(now)
            upkeep.forget_old_news(now)
            self._last = now
