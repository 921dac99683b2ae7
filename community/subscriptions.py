"""Everything that the package community reacts to, on one page."""

from community.answers import handlers as answers
from community.comments import handlers as comments
from community.kernel import events
from community.kernel.bus import Bus
from community.questions import handlers as questions

VISIBILITY = (events.PostPublished, events.PostHidden, events.PostRestored)


def subscribe(bus: Bus) -> None:
    """Attach every reaction, in order."""
    for event in VISIBILITY:
        bus.on(event, questions.relist)
        bus.on(event, comments.recount)
        bus.on(event, answers.recount)
    bus.on(events.PostEdited, questions.retag)
    bus.on(events.PostEdited, answers.recount)
