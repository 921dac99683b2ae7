"""Invitations for their page: who came, and what became of them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, select

from community.accounts.models import Member
from community.accounts.rules import email_key
from community.invites.models import Invite, InviteUse
from community.kernel import clock, secret_links
from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import NotFound
from community.kernel.pagination import Page, paginate
from community.kernel.policy import Actor, Permission, may
from community.posts.models import Post, PostKind, PostStatus


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who came: when, whether their address is confirmed, and what they have answered since."""

    invite_id: int
    name: str
    display_name: str
    came_at: datetime
    confirmed: bool
    answers: int
    first_answer_at: datetime | None


def open_invite(word: str) -> Invite | None:
    """The invitation of a secret word, while somebody can still come by it: not while its sender is suspended."""
    found, now = by_word(word), clock.now()
    if found is None or not found.is_open(now) or (found.by is not None and found.by.is_suspended(now)):
        return None
    return found


def by_word(word: str) -> Invite | None:
    """The invitation of a secret word, whatever became of it."""
    return db.session.scalars(
        select(Invite).where(Invite.token_hash == secret_links.fingerprint(word))
    ).first()


def invite_or_404(invite_id: int) -> Invite:
    """One invitation, locked until the deed is done."""
    found = db.session.get(Invite, invite_id, with_for_update={"of": Invite, **ROW_LOCK})
    if found is None:
        raise NotFound
    return found


def page_of(by: Actor, number: int) -> Page[Invite]:
    """The invitations that one may see, the newest first: one's own; admins see all."""
    return paginate(seen_by(by).order_by(Invite.id.desc()), number, 30)


def seen_by(by: Actor) -> Select[Invite]:
    """The invitations that one may see."""
    query = select(Invite)
    return query if may(by, Permission.ADMINISTER) else query.where(Invite.by_id == by.id)


def guests_of(invite_ids: Collection[int]) -> dict[int, list[Guest]]:
    """Who came by each of these invitations."""
    answers = (
        select(Post.author_id, func.count().label("many"), func.min(Post.created_at).label("first"))
        .where(Post.kind == PostKind.ANSWER, Post.status == PostStatus.PUBLISHED)
        .group_by(Post.author_id)
        .subquery()
    )
    rows = db.session.execute(
        select(InviteUse.invite_id, Member, InviteUse.used_at, answers.c.many, answers.c.first)
        .join(Member, Member.id == InviteUse.member_id)
        .outerjoin(answers, answers.c.author_id == Member.id)
        .where(InviteUse.invite_id.in_(invite_ids))
        .order_by(InviteUse.id)
    )
    found: dict[int, list[Guest]] = {}
    for invite_id, member, came_at, many, first in rows:
        guest = Guest(
            invite_id, member.name, member.display_name, came_at, bool(member.confirmed_at), many or 0, first
        )
        found.setdefault(invite_id, []).append(guest)
    return found


def known_keys(keys: Sequence[str]) -> set[str]:
    """Which of these addresses have an account, or an invitation that still works."""
    members = select(Member.email_key).where(Member.email_key.in_(keys))
    return invited_keys(keys) | {str(each) for each in db.session.scalars(members)}


def invited_keys(keys: Sequence[str], by_id: int | None = None) -> set[str]:
    """Which of these addresses have an invitation that still works; `by_id`: of this member's."""
    invited = select(Invite.email_key).where(Invite.email_key.in_(keys), *open_at(clock.now()))
    if by_id is not None:
        invited = invited.where(Invite.by_id == by_id)
    return {str(each) for each in db.session.scalars(invited)}


def has_account(address: str) -> bool:
    """Whether somebody is here under this address."""
    return bool(db.session.scalar(select(exists().where(Member.email_key == email_key(address)))))


def open_at(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Somebody can still come by it."""
    return Invite.revoked_at.is_(None), Invite.expires_at > now, Invite.used_count < Invite.uses_most


def topics_of(member_id: int) -> list[str]:
    """Which topics a member was invited for."""
    found = db.session.scalar(
        select(Invite.topics)
        .join(InviteUse, InviteUse.invite_id == Invite.id)
        .where(InviteUse.member_id == member_id)
    )
    return [str(each) for each in found or []]
