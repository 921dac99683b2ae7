"""Good stars that are told, addresses that letters do not reach, mutes, and what goes with a member who leaves."""

from sqlalchemy import delete, select, update

from community.accounts.models import Member
from community.accounts.rules import email_key
from community.answers.rules import GOOD_STARS
from community.kernel import clock, events
from community.kernel.db import db
from community.notifications import letters, muting, rhythm, wording
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


def merged(event: events.QuestionMerged) -> None:
    """Who wanted to hear no more of a question does not hear of it because it goes on in another one."""
    muting.go_along(event.question_id, event.into_id, event.new_follower_ids)


def signed_out(event: events.SessionsEnded) -> None:
    """Browsers in which a member is not signed in any more show no news of theirs.

    Where all sessions but one have ended, those go that may belong to any other, also where nobody wrote down whose
    they are: an intruder's could be among them.
    """
    theirs = PushDevice.member_id == event.member_id
    if event.sign_in_id is not None:
        theirs &= PushDevice.sign_in_id == event.sign_in_id
    elif event.kept_id is not None:
        theirs &= PushDevice.sign_in_id.is_distinct_from(event.kept_id)
    if event.next_id is not None:
        db.session.execute(update(PushDevice).where(theirs).values(sign_in_id=event.next_id))
        return
    db.session.execute(delete(PushDevice).where(theirs))


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
