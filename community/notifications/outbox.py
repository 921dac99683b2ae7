"""What a letter says, and where it goes, at the moment it is sent: it may have waited long for a mail server."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import select

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.mail import MailLink
from community.notifications import families, queries
from community.notifications.letters import place
from community.notifications.models import Mute, Notification
from community.notifications.reported import with_questions, words_now
from community.notifications.rhythm import is_reachable
from community.notifications.rules import Pace


def as_of_now(payload: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A letter with what its reader may and wants to know by now, to their address of now; None for an empty one."""
    params = payload["params"]
    if "member_id" not in params:  # an earlier version has left it waiting
        return payload
    reader = db.session.get(Member, params["member_id"])
    if reader is None or not reader.is_open or not is_reachable(reader):
        return None
    news = _news_for(reader, [each["id"] for each in params["items"]])
    items = [each | {"data": words_now(news[each["id"]])} for each in params["items"] if each["id"] in news]
    if not items:
        return None
    links = dict(payload["links"])
    if payload["to"] != reader.email:  # secret links end with the address that they were written to
        items = [each | {"solved": ""} for each in items]
        links |= {each["link"]: asdict(MailLink(place(news[each["id"]]))) for each in items}
    return {
        **payload,
        "to": reader.email,
        "name": reader.display_name,
        "params": {**params, "items": items},
        "links": links,
    }


def _news_for(reader: Member, ids: list[int]) -> dict[int, Notification]:
    """What of this news is in the inbox of its reader still, and is wanted by letter."""
    found = db.session.scalars(
        select(Notification).where(Notification.id.in_(ids), queries.shown_to(reader))
    ).all()
    choices = queries.in_force(reader.id)
    mutes = db.session.scalars(select(Mute).where(Mute.member_id == reader.id)).all()
    return {
        each.id: each
        for each in with_questions(found)
        if families.is_always(each.kind)
        or not (
            (each.kind in choices and choices[each.kind].email == Pace.OFF)
            or any(_leaves_out(mute, each) for mute in mutes)
        )
    }


def _leaves_out(mute: Mute, news: Notification) -> bool:
    its_own = news.question_id == mute.question_id if mute.question_id else news.actor_id == mute.person_id
    return its_own and news.kind in families.muted_kinds(mute.question_id)
