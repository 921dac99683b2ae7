"""Good stars that are told, addresses that letters do not reach, and what goes with a member who leaves."""

from sqlalchemy import delete, select

from community.accounts.models import Member
from community.accounts.rules import email_key
from community.answers.rules import GOOD_STARS
from community.kernel import clock, events
from community.kernel.db import db
from community.notifications import letters, rhythm, wording
from community.notifications.handlers import about
from community.notifications.models import Delivery, Mute, Notification, Preference, PushDevice
from community.notifications.services import notify
from community.posts.models import Post


def rated(event: events.AnswerRated) -> None:
    """The author hears of good stars, not of whose they are; of other stars the page tells."""
    post = db.session.get_one(Post, event.answer_id)
    if post.author_id is None or event.rater_id is None or event.stars < GOOD_STARS:
        return
    notify(
        [post.author_id],
        "rated",
        f"rated:{event.rating_id}",
        data={"title": about(post.thread_id)["title"]},
        question_id=post.thread_id,
        post_id=post.id,
    )


def refused(event: events.MailRefused) -> None:
    """Letters to a member's address come back: none go there any more, and the bell says so."""
    member = db.session.scalars(select(Member).where(Member.email_key == email_key(event.address))).first()
    if member is None or member.email != event.address or rhythm.refused_at(member) is not None:
        return
    rhythm.refuse(member)
    cause = f"unreachable:{clock.now():%Y-%m-%dT%H:%M:%S}"
    notify([member.id], "unreachable", cause, data={})  # the address is the member's, and goes with them


def forget(event: events.MemberClosed) -> None:
    """What somebody chose, and the browsers that showed them news, go with them; the news of others forget the name."""
    for table in (Delivery, Preference, PushDevice):
        db.session.execute(delete(table).where(table.member_id == event.member_id))
    db.session.execute(
        delete(Mute).where((Mute.member_id == event.member_id) | (Mute.person_id == event.member_id))
    )
    for told in db.session.scalars(select(Notification).where(Notification.actor_id == event.member_id)):
        told.data = wording.nameless(told.data)
    letters.forget_actor(event.member_id)
