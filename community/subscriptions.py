"""Everything that the package community reacts to, on one page."""

from community.answers import handlers as answers
from community.comments import handlers as comments
from community.kernel import events
from community.kernel.bus import Bus
from community.questions import handlers as questions
from community.search import handlers as search

VISIBILITY = (events.PostPublished, events.PostHidden, events.PostRestored)
THREAD_FACTS = (
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
    for event in (*VISIBILITY, events.PostEdited):
        bus.on(event, search.post_changed)
    for fact in THREAD_FACTS:
        bus.on(fact, search.thread_changed)
    bus.on(events.QuestionMerged, search.merged)
    bus.on(events.MemberClosed, search.author_left)
