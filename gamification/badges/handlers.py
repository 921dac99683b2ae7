"""What badges hear of: who may have earned one now, and where to count."""

from community.kernel import events
from community.kernel.db import db
from community.posts.models import Post, PostKind
from gamification.badges import services
from gamification.badges.rules import Source

SOURCES_OF = {
    PostKind.QUESTION: (Source.QUESTIONS, Source.DAYS),
    PostKind.ANSWER: (Source.ANSWERS, Source.DAYS),
    PostKind.COMMENT: (Source.DAYS,),
}


def _look_at(member_id: int | None, *sources: Source) -> None:
    if member_id is not None:
        services.look_at([member_id], sources)


def published(event: events.PostEvent) -> None:
    _look_at(event.author_id, *SOURCES_OF[PostKind(event.kind)])


def points_changed(event: events.ReputationChanged) -> None:
    _look_at(event.member_id, Source.TAGS)


def rated(event: events.AnswerRated | events.RatingWithdrawn) -> None:
    _look_at(event.author_id, Source.ANSWERS)
    _look_at(event.rater_id, Source.DEEDS)


def accepted(event: events.AnswerAccepted | events.AnswerUnaccepted) -> None:
    _look_at(event.author_id, Source.ANSWERS)
    asked = db.session.get(Post, event.question_id)
    _look_at(asked.author_id if asked else None, Source.QUESTIONS)


def thanked(event: events.AnswerThanked) -> None:
    _look_at(event.author_id, Source.DEEDS)


def edit_decided(event: events.EditSuggestionDecided) -> None:
    _look_at(event.author_id, Source.DEEDS)


def flag_resolved(event: events.FlagResolved) -> None:
    _look_at(event.flagger_id, Source.DEEDS)


def also_had(event: events.SameProblemCounted) -> None:
    _look_at(event.author_id, Source.QUESTIONS)


def shared(event: events.ShareVisited) -> None:
    _look_at(event.sharer_id, Source.DEEDS)


def imported(_event: events.ContentImported) -> None:
    services.look_back_at_everyone()
