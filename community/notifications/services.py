"""Telling members, once for each cause, in the ways and at the pace they chose."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any, Final

from sqlalchemy import BindParameter, bindparam, delete, or_, select, update

from community.accounts import tokens
from community.accounts.models import Member
from community.kernel import clock, events, regret
from community.kernel.bus import caused_by
from community.kernel.db import db, table_of
from community.kernel.policy import Actor
from community.kernel.upsert import insert, unless_there
from community.notifications import delivering, families, queries, rules
from community.notifications.catalogue import KINDS
from community.notifications.models import Mute, Notification, Preference
from community.notifications.rhythm import rhythm_for
from community.notifications.rules import Choice, Pace, Way

_THEM: Final[BindParameter[Any]] = bindparam("members", expanding=True)
_MEMBERS: Final = select(Member).where(Member.id.in_(_THEM)).order_by(Member.id)
_PREFERENCES: Final = select(Preference).where(
    Preference.member_id.in_(_THEM), Preference.kind.in_(bindparam("kinds", expanding=True))
)
_MUTES: Final = select(Mute.member_id, Mute.question_id).where(
    Mute.member_id.in_(_THEM),
    or_(Mute.question_id == bindparam("question_id"), Mute.person_id == bindparam("person_id")),
)


@dataclass(frozen=True, slots=True)
class SecretLink:
    """A link for the e-mail alone. One that `solves` stands beside the usual link, others instead of it."""

    purpose: tokens.Purpose
    path: str
    payload: Mapping[str, int]
    solves: bool = False

    def plain(self) -> dict[str, Any]:
        """The same as JSON, for a letter that waits."""
        return {
            "purpose": self.purpose.value,
            "path": self.path,
            "payload": dict(self.payload),
            "solves": self.solves,
        }


@dataclass(frozen=True, slots=True)
class News:
    """What somebody hears: its kind, and its cause, of which nobody hears twice.

    The e-mail may carry a `secret` link, which works without signing in.
    """

    kind: str
    cause: str
    secret: SecretLink | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What it is about; `data` holds the words that sentences need, and `actor_id` is who did it."""

    data: Mapping[str, Any]
    question_id: int | None = None
    post_id: int | None = None
    actor_id: int | None = None


def notify(
    member_ids: Collection[int],
    kind: str,
    cause: str,
    *,
    data: Mapping[str, Any],
    question_id: int | None = None,
    post_id: int | None = None,
    actor_id: int | None = None,
) -> None:
    """Tell members of one thing; nobody hears of their own deeds, of one cause twice, or of an import."""
    notify_each(dict.fromkeys(member_ids, News(kind, cause)), About(data, question_id, post_id, actor_id))


def notify_each(news: Mapping[int, News], about: About) -> None:
    """The same where it is not the same news for everybody: one look at all of them together."""
    wanted = {member_id: each for member_id, each in news.items() if member_id != about.actor_id}
    if not wanted or caused_by(events.ContentImported):  # what moved in happened long ago, elsewhere
        return
    if regret.is_silent():
        return
    muted = _muted(wanted, about)
    wanted = {member_id: each for member_id, each in wanted.items() if member_id not in muted}
    if wanted:
        delivering.plan(_told(wanted, about))


def _told(wanted: Mapping[int, News], about: About) -> list[delivering.Telling]:
    chosen = _choices(wanted)
    found: dict[int, tuple[Member, Choice, rules.Rhythm]] = {}
    for member in db.session.scalars(_MEMBERS, {"members": list(wanted)}):
        choice = chosen[member.id]
        unwanted = KINDS[wanted[member.id].kind].game and member.hides_game
        if member.is_open and not unwanted and any(choice.pace(way) != Pace.OFF for way in rules.Way):
            found[member.id] = (member, choice, rhythm_for(member))
    paces = {each: (choice.site, rhythm) for each, (_member, choice, rhythm) in found.items()}
    tellings = []
    for member_id, number in sorted(_keep(wanted, about, paces).items()):
        each = wanted[member_id]
        secret = each.secret.plain() if each.secret else {}
        tellings.append(delivering.Telling(number, each.kind, secret, *found[member_id]))
    return tellings


def _choices(wanted: Mapping[int, News]) -> dict[int, Choice]:
    chosen = {member_id: families.usual(KINDS[each.kind]) for member_id, each in wanted.items()}
    theirs = [member_id for member_id, each in wanted.items() if not families.is_always(each.kind)]
    kinds = {wanted[member_id].kind for member_id in theirs}
    if theirs:
        for kept in db.session.scalars(_PREFERENCES, {"members": theirs, "kinds": sorted(kinds)}):
            if kept.kind == wanted[kept.member_id].kind:
                chosen[kept.member_id] = Choice(Pace(kept.site), Pace(kept.email), Pace(kept.push))
    return chosen


def _muted(wanted: Mapping[int, News], about: About) -> set[int]:
    """Who does not want to hear of this question, or of this person, what can be left out."""
    if not any(each.kind in families.MUTABLE | families.OF_PEOPLE for each in wanted.values()):
        return set()
    given = {"members": list(wanted), "question_id": about.question_id, "person_id": about.actor_id}
    return {
        mute.member_id
        for mute in db.session.execute(_MUTES, given)
        if wanted[mute.member_id].kind in families.muted_kinds(mute.question_id)
    }


def _rings(pace: Pace, now: datetime, rhythm: rules.Rhythm) -> datetime | None:
    """When the bell rings for what is collected; quiet hours and pauses delay letters and devices only."""
    return None if pace in {Pace.INSTANT, Pace.OFF} else rules.collected(pace, now, rhythm)


def _keep(
    news: Mapping[int, News], about: About, paces: Mapping[int, tuple[Pace, rules.Rhythm]]
) -> dict[int, int]:
    """Store what members are told, in one statement for all; its number by member, of those not told before."""
    if not paces:
        return {}
    now = clock.now()
    same = {
        "question_id": about.question_id,
        "post_id": about.post_id,
        "actor_id": about.actor_id,
        "data": dict(about.data),
        "created_at": now,
    }
    rows = [
        {
            **same,
            "kind": news[member_id].kind,
            "cause": news[member_id].cause,
            "member_id": member_id,
            "rings_at": _rings(pace, now, rhythm),
            "read_at": now if pace == Pace.OFF else None,
        }
        for member_id, (pace, rhythm) in paces.items()
    ]
    kept = db.session.execute(_new(db.engine.dialect.name), rows)
    made: dict[int, int] = {each.member_id: each.id for each in kept}
    if traces := regret.traces():
        traces.told.extend((member_id, news[member_id].cause) for member_id in made)
    return made


@cache
def _new(dialect: str) -> Any:
    """Built once, on the table: building it anew and going through the model costs more than running it."""
    made = table_of(Notification)
    kept = unless_there(made, dialect)
    return kept.returning(made.c.member_id, made.c.id)


def withdraw(told: Collection[tuple[int, str]]) -> None:
    """Take back what members were told of a deed that was itself taken back: (member, cause) of each."""
    for member_id, cause in told:
        db.session.execute(delete(Notification).filter_by(member_id=member_id, cause=cause))


def mark_read(*, by: Actor, only: int | None = None) -> None:
    """Mark all of a member's notifications as read, or one with all older ones that it stands for."""
    query = update(Notification).where(Notification.member_id == by.id, Notification.read_at.is_(None))
    if only is not None:
        query = query.where(_alike(by.id, only))
    now = clock.now()
    query = query.where(or_(Notification.rings_at.is_(None), Notification.rings_at <= now))
    db.session.execute(query.values(read_at=now), execution_options={"synchronize_session": False})


def _alike(member_id: int, notification_id: int) -> Any:
    """What stands under one heading with this one in the inbox: of the same kind, about the same question."""
    one = db.session.scalars(
        select(Notification).where(Notification.id == notification_id, Notification.member_id == member_id)
    ).one_or_none()
    if one is None or one.question_id is None or one.kind in families.OF_REPORTS:
        return Notification.id == notification_id
    return (
        (Notification.kind == one.kind)
        & (Notification.question_id == one.question_id)
        & (Notification.id <= one.id)
    )


def choose(member_id: int, kind: str, choice: Choice) -> None:
    """Keep how a member wants to hear of one kind, also of what waits; what always comes cannot be chosen."""
    if families.is_always(kind):
        return
    _keep_choice(member_id, kind, choice)
    off = [way for way in (Way.EMAIL, Way.PUSH) if choice.pace(way) == Pace.OFF]
    if off:
        delivering.drop(member_id, Notification.kind == kind, off)


def _keep_choice(member_id: int, kind: str, choice: Choice) -> None:
    values = {"site": choice.site, "email": choice.email, "push": choice.push}
    statement = insert(Preference).values(member_id=member_id, kind=kind, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["member_id", "kind"], set_=values))


def stop_letters(member: Member, kinds: Collection[str]) -> None:
    """No more e-mails of these kinds, and nothing of what waits to be written.

    A letter may be of a kind that the settings do not offer to this member any more: it stops all the same.
    """
    now = queries.in_force(member.id)
    named = now if families.EVERYTHING in kinds else [slug for slug in kinds if slug in now]
    slugs = [slug for slug in named if not families.is_always(slug)]
    for slug in slugs:
        _keep_choice(member.id, slug, replace(now[slug], email=Pace.OFF))
    delivering.drop(member.id, Notification.kind.in_(slugs), [Way.EMAIL])
