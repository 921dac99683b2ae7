"""Telling members, once for each cause, in the ways they chose."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select, update

from community.accounts import tokens
from community.accounts.models import Member
from community.kernel import clock, events, regret
from community.kernel.bus import caused_by
from community.kernel.db import db
from community.kernel.mail import Mail, MailLink, send_later
from community.kernel.policy import Actor
from community.kernel.upsert import insert
from community.notifications.catalogue import KINDS, Kind
from community.notifications.models import Notification, Preference

UNSUBSCRIBE_PATH = "/unsubscribe/{word}"


@dataclass(frozen=True, slots=True)
class SecretLink:
    """A link for the e-mail alone. One that `solves` stands beside the usual link, others instead of it."""

    purpose: tokens.Purpose
    path: str
    payload: Mapping[str, int]
    solves: bool = False


def notify(
    member_ids: Collection[int],
    kind: str,
    cause: str,
    *,
    data: Mapping[str, Any],
    question_id: int | None = None,
    post_id: int | None = None,
    actor_id: int | None = None,
    secret: SecretLink | None = None,
) -> None:
    """Tell members of one thing; nobody hears of their own deeds, of one cause twice, or of an import.

    The e-mail may carry a `secret` link, which works without signing in.
    """
    wanted = {member_id for member_id in member_ids if member_id != actor_id}
    if not wanted or caused_by(events.ContentImported):  # what moved in happened long ago, elsewhere
        return
    if regret.is_silent():
        return
    chosen = _choices(wanted, KINDS[kind])
    for member in db.session.scalars(select(Member).where(Member.id.in_(wanted)).order_by(Member.id)):
        on_site, by_email = chosen[member.id]
        unwanted = KINDS[kind].game and member.hides_game
        if not member.is_open or unwanted or not (on_site or by_email):
            continue
        if not _keep(member.id, kind, cause, data, question_id, post_id, actor_id, shown=on_site):
            continue
        if by_email and member.email and member.confirmed_at:
            _write(member, kind, data, post_id, secret)


def _choices(member_ids: Collection[int], kind: Kind) -> dict[int, tuple[bool, bool]]:
    """(on the site, by e-mail) for each member."""
    chosen = dict.fromkeys(member_ids, (True, kind.by_email))
    for preference in db.session.scalars(
        select(Preference).where(Preference.member_id.in_(member_ids), Preference.kind == kind.slug)
    ):
        chosen[preference.member_id] = (preference.on_site, preference.by_email)
    return chosen


def _keep(
    member_id: int,
    kind: str,
    cause: str,
    data: Mapping[str, Any],
    question_id: int | None,
    post_id: int | None,
    actor_id: int | None,
    *,
    shown: bool,
) -> bool:
    """Store the notification; False when this cause was told already."""
    now = clock.now()
    statement = insert(Notification).values(
        member_id=member_id,
        kind=kind,
        cause=cause,
        question_id=question_id,
        post_id=post_id,
        actor_id=actor_id,
        data=dict(data),
        created_at=now,
        read_at=None if shown else now,
    )
    made = db.session.scalar(statement.on_conflict_do_nothing().returning(Notification.id))
    traces = regret.traces()
    if made is not None and traces:
        traces.told.append((member_id, cause))
    return made is not None


def withdraw(told: Collection[tuple[int, str]]) -> None:
    """Take back what members were told of a deed that was itself taken back: (member, cause) of each."""
    for member_id, cause in told:
        db.session.execute(delete(Notification).filter_by(member_id=member_id, cause=cause))


def _write(
    member: Member,
    kind: str,
    data: Mapping[str, Any],
    post_id: int | None,
    secret: SecretLink | None,
) -> None:
    links = {
        "link": MailLink(f"/posts/{post_id}" if post_id else data.get("path") or "/notifications"),
        "unsubscribe": MailLink(
            UNSUBSCRIBE_PATH, tokens.issue(member.id, tokens.Purpose.UNSUBSCRIBE, {"kind": kind})
        ),
    }
    if secret is not None:
        seed = tokens.issue(member.id, secret.purpose, dict(secret.payload))
        links["solved" if secret.solves else "link"] = MailLink(secret.path, seed)
    send_later(
        Mail(
            kind="notification",
            to=member.email or "",
            name=member.display_name,
            lang=member.lang,
            params={
                "sentence": KINDS[kind].sentence,
                "data": dict(data),
                "can_solve": secret is not None and secret.solves,
            },
            links=links,
            unsubscribe="unsubscribe",
        )
    )


def mark_read(*, by: Actor, only: int | None = None) -> None:
    """Mark all of a member's notifications as read, or one."""
    query = update(Notification).where(Notification.member_id == by.id, Notification.read_at.is_(None))
    if only is not None:
        query = query.where(Notification.id == only)
    db.session.execute(query.values(read_at=clock.now()))


def choose(member_id: int, kind: str, *, on_site: bool, by_email: bool) -> None:
    """Keep how a member wants to hear of one kind."""
    values = {"on_site": on_site, "by_email": by_email}
    statement = insert(Preference).values(member_id=member_id, kind=kind, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["member_id", "kind"], set_=values))
