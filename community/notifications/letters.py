"""Letters of what a member was told: one piece of news, or many in one."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import String, cast, select

from community.accounts import tokens
from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.jobs import Job, JobState
from community.kernel.mail import JOB, Mail, MailLink, send_later
from community.notifications.catalogue import KINDS
from community.notifications.families import is_always
from community.notifications.kind import is_at_its_post
from community.notifications.models import Delivery, Notification
from community.notifications.queries import shown_to
from community.notifications.reported import with_questions, words_now
from community.notifications.wording import by_subject, nameless, told

KIND: Final = "notification"
UNSUBSCRIBE_PATH: Final = "/unsubscribe/{word}"
MOST_ITEMS: Final = 20  # of one letter; the rest stands in the inbox


def write(member: Member, deliveries: Sequence[Delivery]) -> None:
    """Put one letter of all this into the outbox."""
    secrets = {each.notification_id: each.secret for each in deliveries if each.secret}
    groups = by_subject(with_questions([each.notification for each in deliveries][::-1]))
    items: list[dict[str, Any]] = []
    links: dict[str, MailLink] = {}
    for number, group in enumerate(groups[:MOST_ITEMS]):
        item = told(group) | {"id": group.newest.id, "question_id": group.newest.question_id}
        item["link"] = f"link{number}"
        links[item["link"]] = MailLink(place(group.newest))
        item["solved"] = ""
        secret = secrets.get(group.newest.id)
        if secret and not (
            secret["solves"] and group.count > 1
        ):  # which of several solved it, only the page asks
            seed = tokens.issue(member.id, tokens.Purpose(secret["purpose"]), secret["payload"])
            name = item["solved"] = f"solved{number}" if secret["solves"] else ""
            links[name or item["link"]] = MailLink(secret["path"], seed)
        items.append(item)
    kinds = sorted({each.notification.kind for each in deliveries if not is_always(each.notification.kind)})
    if kinds:
        links["unsubscribe"] = _unsubscribe(member.id, kinds)
    questions = {each.notification.question_id for each in deliveries}
    question = questions.pop() if len(questions) == 1 else None
    send_later(
        Mail(
            kind=KIND,
            to=member.email or "",
            name=member.display_name,
            lang=member.spoken_to_in,
            params={
                "items": items,
                "more": max(0, len(groups) - MOST_ITEMS),
                "always": not kinds,
                "member_id": member.id,
            },
            links={
                **links,
                "inbox": MailLink("/notifications"),
                "settings": MailLink("/settings/notifications"),
            },
            unsubscribe="unsubscribe" if kinds else "",
            list_name=kinds[0] if len(kinds) == 1 else "alerts",
            thread=f"question-{question}" if question else "",
        )
    )


def forget_actor(member_id: int) -> None:
    """Letters that are not sent yet do not name who has left for good."""
    naming = cast(Job.payload, String).like(f'%"actor_id": {member_id}%')
    for job in db.session.scalars(select(Job).where(Job.kind == JOB, naming)):
        params = job.payload["params"]
        items = [
            each | {"data": nameless(each["data"])} if each.get("actor_id") == member_id else each
            for each in params.get("items", ())
        ]
        job.payload = {**job.payload, "params": {**params, "items": items}}


def see_anew(question_id: int) -> None:
    """Letters that are not sent yet say of a question what their readers may know now, and call it what it is now."""
    naming = cast(Job.payload, String).like(f'%"question_id": {question_id}%')
    unsent = Job.state.in_((JobState.WAITING, JobState.DEAD))
    for job in db.session.scalars(select(Job).where(Job.kind == JOB, unsent, naming)):
        params = job.payload["params"]
        items = [now for each in params.get("items", ()) if (now := _seen_anew(each)) is not None]
        if items:
            job.payload = {**job.payload, "params": {**params, "items": items}}
        else:
            db.session.delete(job)


def _seen_anew(item: dict[str, Any]) -> dict[str, Any] | None:
    """An item with the words of its news as they are now; None where its reader may not know of it any more."""
    news = db.session.get(Notification, item.get("id", 0))
    if news is None:  # of an earlier version, or forgotten meanwhile
        return item
    reader = db.session.get_one(Member, news.member_id)
    shown = select(Notification.id).where(Notification.id == news.id, shown_to(reader))
    return item | {"data": words_now(news)} if db.session.scalar(shown) else None


def _unsubscribe(member_id: int, kinds: Sequence[str]) -> MailLink:
    return MailLink(
        UNSUBSCRIBE_PATH, tokens.issue(member_id, tokens.Purpose.UNSUBSCRIBE, {"kinds": list(kinds)})
    )


def place(news: Notification) -> str:
    """Where a reader of a letter or a device is led: a page that opens without pressing anything."""
    kind = KINDS.get(news.kind)
    if is_at_its_post(kind, news.post_id):
        return f"/posts/{news.post_id}"
    path = news.data.get("path")
    return str(path) if path else (kind.place % news.data if kind else "/notifications")
