"""Hearing no more of a question, or of somebody's mentions."""

from collections.abc import Collection, Mapping

from sqlalchemy import delete, select

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.addresses import number_in
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.upsert import changed_rows, insert_once
from community.notifications import delivering, families
from community.notifications.models import Mute, Notification
from community.questions.models import Question
from community.questions.queries import goes_on_in


def mute(member_id: int, given: Mapping[str, str]) -> None:
    """Mute what one's own notification is about: its question, or who names one in it. Raises NotFound.

    Nothing of it stands in the next letter, either.
    """
    news = db.session.get(Notification, number_in(given.get("notification", "")) or 0)
    if news is None or news.member_id != member_id:
        raise NotFound
    if given.get("what") == "person":
        if news.actor_id is None or db.session.get(Member, news.actor_id) is None:
            raise NotFound
        insert_once(Mute, member_id=member_id, person_id=news.actor_id, created_at=clock.now())
        theirs = (Notification.actor_id == news.actor_id) & Notification.kind.in_(families.OF_PEOPLE)
        delivering.drop(member_id, theirs)
        return
    if news.question_id is None or db.session.get(Question, news.question_id) is None:
        raise NotFound
    at = goes_on_in(news.question_id)  # there is no more news of one that was merged
    insert_once(Mute, member_id=member_id, question_id=at, created_at=clock.now())
    of_it = Notification.question_id.in_({news.question_id, at}) & Notification.kind.in_(families.MUTABLE)
    delivering.drop(member_id, of_it)


def go_along(question_id: int, into_id: int, member_ids: Collection[int]) -> None:
    """Let those of these members who muted a question that was merged hear no more of the other one, either."""
    muted = db.session.scalars(select(Mute.member_id).where(Mute.question_id == question_id))
    for member_id in sorted(set(muted).intersection(member_ids)):
        insert_once(Mute, member_id=member_id, question_id=into_id, created_at=clock.now())


def unmute(member_id: int, mute_id: int) -> None:
    """Hear of it again. Raises NotFound."""
    if not changed_rows(delete(Mute).where(Mute.id == mute_id, Mute.member_id == member_id)):
        raise NotFound
