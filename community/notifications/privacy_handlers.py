"""Who is told of what is covered in posts, and of who looked at it."""

from sqlalchemy import select

from community.kernel import clock, events
from community.kernel.db import db
from community.notifications.handlers import about
from community.notifications.models import Notification
from community.notifications.services import notify
from community.posts.models import PostKind
from community.questions.models import Question


def masked(event: events.PostMasked) -> None:
    """The author of a post that others covered hears of it; so does whoever had asked to show it."""
    if event.author_id is not None:
        kind = "parts-shown" if event.shown else "parts-covered"
        notify(
            [event.author_id],
            kind,
            f"{kind}:{event.post_id}:{clock.now():%Y-%m-%dT%H:%M:%S.%f}",
            data=about(event.question_id),
            question_id=event.question_id,
            post_id=event.post_id,
            actor_id=event.by_id,
        )


def retitle(event: events.PostMasked) -> None:
    """What members were told about a question says its title as it is now."""
    if event.kind != PostKind.QUESTION:
        return
    title = db.session.get_one(Question, event.question_id).title
    for told in db.session.scalars(select(Notification).where(Notification.question_id == event.question_id)):
        if isinstance(told.data.get("title"), str) and told.data["title"] != title:
            told.data = {**told.data, "title": title}


def revealed(event: events.PrivateDataRevealed) -> None:
    """The author hears that staff looked at what is covered, and why."""
    if event.author_id is not None:
        notify(
            [event.author_id],
            "private-revealed",
            f"private-revealed:{event.post_id}:{clock.now():%Y-%m-%dT%H:%M:%S.%f}",
            data={**about(event.question_id, event.by_id), "reason": event.reason},
            question_id=event.question_id,
            post_id=event.post_id,
            actor_id=event.by_id,
        )
