"""What points hear of: each deed settles the days that it touches."""

from community.kernel import events
from gamification.reputation import queries, replay, services
from gamification.reputation.rules import Kind

ACCEPTANCES = (Kind.ACCEPTED, Kind.ACCEPTED_BY_OTHER, Kind.ACCEPTING)


def rated(event: events.AnswerRated | events.RatingWithdrawn) -> None:
    if event.author_id is not None:
        services.settle_rating(event.rating_id, event.author_id)


def accepted(event: events.AnswerAccepted | events.AnswerUnaccepted) -> None:
    services.settle_about(event.answer_id, kinds=ACCEPTANCES)


def thanked(event: events.AnswerThanked) -> None:
    services.settle_about(event.answer_id, kinds=(Kind.THANKS,))


def visibility_changed(event: events.PostEvent) -> None:
    services.settle_about(event.post_id)


def merged(event: events.QuestionMerged) -> None:
    moved = event.moved_answer_ids
    beneath = queries.cared_for_beneath((*moved, event.into_id))
    services.settle_about(event.question_id, event.into_id, *moved, *beneath)


def taken_along(event: events.QuestionTaken) -> None:
    """Somebody's own thread from now on: nothing counts there between it and what they wrote."""
    services.settle_about(*queries.posts_of_thread(event.question_id))


def edit_decided(event: events.EditSuggestionDecided) -> None:
    services.settle_about(event.post_id, kinds=(Kind.EDIT,))


def also_had(event: events.SameProblemCounted) -> None:
    services.settle_about(event.question_id, kinds=(Kind.ALSO_HAVE,))


def keep_flag(event: events.FlagResolved) -> None:
    services.keep_told(Kind.FLAG, str(event.flag_id), event.flagger_id, event.post_id, counts=event.upheld)


def flag_resolved(event: events.FlagResolved) -> None:
    services.settle_told(Kind.FLAG, str(event.flag_id))


def forget_flag(event: events.FlagReopened) -> None:
    """The report waits again: it was neither right nor wrong, as long as nobody has decided anew."""
    services.forget_told(Kind.FLAG, str(event.flag_id))


def flag_reopened(event: events.FlagReopened) -> None:
    services.settle_about(event.post_id, kinds=(Kind.FLAG,))


def review_undone(event: events.ReviewUndone) -> None:
    services.settle_about(event.post_id)


def imported(_event: events.ContentImported) -> None:
    replay.settle_everyone()
