"""What boards hear of: threads that move under other tags, and what changes much at once."""

from datetime import datetime

from community.kernel import events
from community.kernel.db import db
from community.kernel.text import detect_language
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post, Revision
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
    revision = db.session.get_one(Revision, event.revision_id)
    before = db.session.query(Revision).filter_by(post_id=event.post_id, number=revision.number - 1).first()
    if before is not None:
        was = detect_language(f"{before.title or ''}\n{before.body_markdown}")
        if was != db.session.get_one(Post, event.post_id).lang:
            services.much_changed()


def imported(_event: events.ContentImported) -> None:
    services.much_changed()


def look_at_clock(now: datetime) -> None:
    """Keep this process's boards near the ledger, and forget marks that are old."""
    rankings.refresh_all()
    with unit_of_work():
        services.forget_old(now)
