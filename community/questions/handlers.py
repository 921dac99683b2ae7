"""What questions do when posts change."""

from community.kernel import events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.posts.models import PostKind, Revision
from community.questions import queries, services, tag_merging
from community.tags import services as tags


def relist(event: events.PostEvent) -> None:
    """Lists and tag counts follow the status of a question."""
    if event.kind == PostKind.QUESTION:
        services.relist(queries.question_or_404(event.post_id))


def retag(event: events.PostEdited) -> None:
    """The tags of a question follow its newest revision, whoever wrote or suggested it.

    One that sets an earlier state again may name tags that lead to others by now: it says what the question carries.
    """
    revision = db.session.get_one(Revision, event.revision_id)
    if event.kind == PostKind.QUESTION and revision.tags is not None:
        names = tags.followed([str(name) for name in revision.tags])
        revision.tags = names
        services.give_tags(queries.question_or_404(event.post_id), names)
        tell(events.QuestionRetagged(question_id=event.post_id))


def tag_changed(event: events.TagChanged) -> None:
    """Questions that were written while a tag came to lead to another one get that, too."""
    tag_merging.look_later(event)
