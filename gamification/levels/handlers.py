"""What levels hear of. Ratings are not among it: they count once they are a day old, and a timer looks then."""

from datetime import datetime, timedelta
from typing import Final

from community.kernel import bus, events
from community.kernel.db import db
from community.posts.models import Post
from gamification.levels import services

EVERY: Final = timedelta(minutes=15)
WHILE_RUNNING: Final = timedelta(days=2)
WHILE_AWAY: Final = timedelta(days=90)  # how long a site may have stood still before


def author_judged(
    event: events.AnswerAccepted
    | events.AnswerUnaccepted
    | events.RatingWithdrawn
    | events.PostHidden
    | events.PostRestored,
) -> None:
    if event.author_id is not None:
        services.look_at([event.author_id])


def taken_along(event: events.QuestionTaken) -> None:
    services.look_at([event.author_id])


def merged(event: events.QuestionMerged) -> None:
    """What either of those who asked has answered may stand in a thread of their own now, or no more."""
    asked = [db.session.get(Post, each) for each in (event.question_id, event.into_id)]
    services.look_at({each.author_id for each in asked if each is not None and each.author_id is not None})


def points_changed(event: events.ReputationChanged) -> None:
    """Stars were lowered or taken back, or a person ruled something out: what rests on them may be gone.

    Or stars for somebody else let a pair go again: what counts again is ripe by now, so no timer would look.
    """
    stars = bus.cause(events.AnswerRated) or bus.cause(events.RatingWithdrawn)
    if event.delta < 0 or (stars is not None and stars.author_id != event.member_id):
        services.look_at([event.member_id])


def judged(event: events.IntegrityDecided) -> None:
    """What was held counts again, or no more, however old it is."""
    services.look_at(event.member_ids)


def ruled(event: events.ReputationRuled) -> None:
    services.look_at([event.member_id])


def edit_decided(event: events.EditSuggestionDecided) -> None:
    services.look_at([event.author_id])


def flag_resolved(event: events.FlagResolved) -> None:
    services.look_at([event.flagger_id])


def flag_reopened(event: events.FlagReopened) -> None:
    services.look_at([event.flagger_id])


def review_undone(event: events.ReviewUndone) -> None:
    services.look_at([each for each in (event.author_id, event.suggester_id) if each is not None])


def imported(_event: events.ContentImported) -> None:
    services.look_at_everyone()


class Timer:
    """Looks at the levels that time alone may change, four times an hour of the clock it is given."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def __call__(self, now: datetime) -> None:
        if self._last is None or abs(now - self._last) >= EVERY:
            services.look_at_due(WHILE_AWAY if self._last is None else WHILE_RUNNING)
            self._last = now
