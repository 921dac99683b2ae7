"""What boards hear of: threads that move under other tags, and what changes much at once."""

from datetime import datetime

from community.kernel import events
from community.kernel.unit_of_work import unit_of_work
from gamification.leaderboards import rankings, services


def retagged(event: events.QuestionRetagged) -> None:
    services.thread_moved(event.question_id)


def merged(_event: events.QuestionMerged) -> None:
    services.much_changed()


def tag_changed(event: events.TagChanged) -> None:
    """What stood under a tag that became another name stands on the board of the one that it leads to."""
    if event.leads_here:
        services.much_changed()


def edited(event: events.PostEdited) -> None:
    """A post that speaks another language now stands on other boards."""
    if event.speaks_anew:
        services.much_changed()


def imported(_event: events.ContentImported) -> None:
    services.much_changed()


def look_at_clock(now: datetime) -> None:
    """Keep this process's boards near the ledger, and forget marks that are old."""
    rankings.refresh_all()
    with unit_of_work():
        services.forget_old(now)
