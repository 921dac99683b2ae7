"""Who is told of what becomes of reports, and of reviewers. The author of a reported post is never among them."""

from typing import Final

from sqlalchemy import select

from community.accounts.models import Member, MemberStatus
from community.kernel import events
from community.kernel.db import db
from community.kernel.policy import MODERATORS
from community.notifications.handlers import about
from community.notifications.services import notify
from community.posts.models import Post

BY_FLAGS: Final = "flags"
RECORD: Final = "/review/record"


def resolved(event: events.FlagResolved) -> None:
    """Whoever reported hears the outcome; after an appeal, the new one."""
    _tell_flagger(
        event.flagger_id, event.flag_id, event.post_id, "flag-upheld" if event.upheld else "flag-dismissed"
    )


def closed(event: events.FlagClosed) -> None:
    """Nobody came to it in time; who took a report back knows it."""
    if event.how == "stale":
        _tell_flagger(event.flagger_id, event.flag_id, event.post_id, "flag-stale")


def _tell_flagger(member_id: int, flag_id: int, post_id: int, kind: str, part: str = "") -> None:
    thread = db.session.get_one(Post, post_id).thread_id
    notify([member_id], kind, f"{kind}:{flag_id}{part}", data=_about(flag_id, post_id), question_id=thread)


def _about(flag_id: int, post_id: int, actor_id: int | None = None) -> dict[str, str | int]:
    thread = db.session.get_one(Post, post_id).thread_id
    return {**about(thread, actor_id), "flag": flag_id, "path": f"/flags/{flag_id}"}


def hidden(event: events.PostHidden) -> None:
    """Enough reports took a post out of sight: its author hears it at once, and that a person will look."""
    if event.reason == BY_FLAGS and event.author_id is not None:
        post = db.session.get_one(Post, event.post_id)
        notify(
            [event.author_id],
            "hidden-by-flags",
            f"hidden-by-flags:{post.id}:{post.hidden_at}",
            data=about(event.question_id),
            question_id=event.question_id,
            post_id=post.id,
        )


def discussed(event: events.FlagDiscussed) -> None:
    """A word of the team goes to whoever reported; theirs goes to the moderators."""
    part = f":{event.message_id}"
    if event.from_team:
        _tell_flagger(event.flagger_id, event.flag_id, event.post_id, "flag-answered", part)
        return
    post = db.session.get_one(Post, event.post_id)
    notify(
        [each for each in _moderators() if each != post.author_id],
        "flag-asked",
        f"flag-asked:{event.flag_id}{part}",
        data=_about(event.flag_id, event.post_id, event.by_id),
        question_id=post.thread_id,
        actor_id=event.by_id,
    )


def overdue(event: events.FlagsOverdue) -> None:
    """Moderators hear once of reports that have waited too long."""
    data = {"count": len(event.flag_ids), "path": "/review?kind=flag"}
    notify(_moderators(), "flags-overdue", f"flags-overdue:{event.flag_ids[0]}", data=data)


def _moderators() -> list[int]:
    at_work = Member.role.in_(MODERATORS), Member.status == MemberStatus.ACTIVE
    return list(db.session.scalars(select(Member.id).where(*at_work).order_by(Member.id)))


def reviewer_paused(event: events.ReviewerPaused) -> None:
    """Whoever pauses hears it at once, with the way to the reasons."""
    kind = "review-paused" if event.days else "review-stopped"
    notify([event.member_id], kind, f"{kind}:{event.pause_id}", data={"days": event.days, "path": RECORD})


def reviewer_resumed(event: events.ReviewerResumed) -> None:
    """And that the pause is over, with the moderator's word."""
    data = {"reason": event.reason, "path": RECORD}
    notify(
        [event.member_id],
        "review-resumed",
        f"review-resumed:{event.pause_id}",
        data=data,
        actor_id=event.by_id,
    )
