"""Who is told of what is covered in posts, of who looked at it, and of patterns that failed."""

from typing import Final

from sqlalchemy import select

from community.accounts.models import Member, MemberStatus
from community.kernel import clock, events, masks
from community.kernel.db import db
from community.kernel.policy import MODERATORS
from community.notifications import letters
from community.notifications.handlers import about
from community.notifications.models import Notification
from community.notifications.services import notify
from community.posts.models import PostKind
from community.questions.models import Question

REVEALED: Final = "private-revealed"


def masked(event: events.PostMasked) -> None:
    """The author of a post that others covered hears of it; so does whoever had asked to show it."""
    _tell_author(event, "parts-shown" if event.shown else "parts-covered", event.by_id)


def kept(event: events.UnmaskRefused) -> None:
    """The author had asked to show it."""
    _tell_author(event, "parts-kept", event.by_id)


def revealed(event: events.PrivateDataRevealed) -> None:
    """The author hears that staff looked at what is covered, and why."""
    _tell_author(event, REVEALED, event.by_id, reason=event.reason)


def _tell_author(event: events.PostEvent, kind: str, by_id: int | None, **more: str) -> None:
    if event.author_id is not None:
        notify(
            [event.author_id],
            kind,
            f"{kind}:{event.post_id}:{clock.now():%Y-%m-%dT%H:%M:%S.%f}",
            # Only whoever looked is named to the author; whoever covered something or kept it so is not.
            data={**about(event.question_id, by_id if kind == REVEALED else None), **more},
            question_id=event.question_id,
            post_id=event.post_id,
            actor_id=by_id,
        )


def retitle(event: events.PostMasked) -> None:
    """What members were told about a question says its title as it is now."""
    if event.kind != PostKind.QUESTION:
        return
    title = masks.labelled(db.session.get_one(Question, event.question_id).title)
    for told in db.session.scalars(select(Notification).where(Notification.question_id == event.question_id)):
        if isinstance(told.data.get("title"), str) and told.data["title"] != title:
            told.data = {**told.data, "title": title}
    letters.see_anew(event.question_id)


def hidden(event: events.PostHidden) -> None:
    """A letter that waits for the mail server quotes no title that went out of sight meanwhile."""
    if event.kind == PostKind.QUESTION:
        letters.see_anew(event.question_id)


def list_entry_cut_off(event: events.ListEntryCutOff) -> None:
    """Those who look after the word lists mend it."""
    at_work = Member.role.in_(sorted(MODERATORS)), Member.status == MemberStatus.ACTIVE
    keepers = db.session.scalars(select(Member.id).where(*at_work))
    notify(
        list(keepers),
        "list-cut-off",
        f"list-cut-off:{event.entry_id}:{clock.now():%Y-%m-%dT%H:%M}",
        data={"pattern": event.pattern[:80], "entry": event.entry_id},
    )
