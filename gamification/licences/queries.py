"""Reads licences: a member's own, those that wait for a decision, those who hold one."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, and_, func, select

from community.accounts.models import Member, MemberStatus
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import NotFound
from community.kernel.pagination import Page, paginate
from community.kernel.thresholds import threshold, whole
from community.tags.models import Tag
from gamification.licences.evidence import Evidence, Topic, evidence_of
from gamification.licences.models import RepLicence, RepLicenceMove
from gamification.licences.rules import (
    HELD,
    Act,
    Missing,
    Needs,
    State,
    after,
    again_at,
    missing,
    share_looked_at,
)
from gamification.reputation.models import MemberStanding

PER_PAGE: Final = 20
NEAREST: Final = 5
HOLDERS: Final = (*sorted(HELD), State.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Seen:
    """A licence with the name of its topic, who it is of, and who decided last."""

    licence: RepLicence
    tag: str
    member: Member
    decided_by: Member | None = None

    @property
    def state(self) -> State:
        return State(self.licence.state)


@dataclass(frozen=True, slots=True)
class Chance:
    """A topic for which a member could apply, and what is missing for it."""

    tag: str
    lang: str
    evidence: Evidence
    missing: Missing

    @property
    def value(self) -> str:
        """As a form sends it; neither tags nor languages hold a slash."""
        return f"{self.tag}/{self.lang}"


def needs() -> Needs:
    """What an applicant needs on this site."""
    return Needs(whole("licence_level"), whole("licence_answers"))


def looked_at(state: State) -> float | None:
    """The share of drafts at which a person looks on this site; None where none may be written."""
    return share_looked_at(state, threshold("licence_senior_share"))


def wait() -> timedelta:
    """How long a refusal lasts."""
    return timedelta(days=whole("licence_again_days"))


def _seen() -> Select[RepLicence, str, Member]:
    return (
        select(RepLicence, Tag.name, Member)
        .join(Tag, Tag.id == RepLicence.tag_id)
        .join(Member, Member.id == RepLicence.member_id)
        .execution_options(populate_existing=True)
    )


def _told(rows: Sequence[Any]) -> list[Seen]:
    wanted = {row[0].decided_by_id for row in rows} - {None}
    found = db.session.scalars(select(Member).where(Member.id.in_(wanted))) if wanted else ()
    deciders = {each.id: each for each in found}
    return [Seen(row[0], row[1], row[2], deciders.get(row[0].decided_by_id)) for row in rows]


def licence_or_404(licence_id: int) -> RepLicence:
    found = db.session.get(RepLicence, licence_id, populate_existing=True)
    if found is None:
        raise NotFound
    return found


def seen_or_404(licence_id: int) -> Seen:
    """One licence with its words."""
    rows = db.session.execute(_seen().where(RepLicence.id == licence_id)).all()
    if not rows:
        raise NotFound
    return _told(rows)[0]


def of_member(member_id: int) -> list[Seen]:
    """Everything that a member holds, wants or wanted, in the order in which they applied."""
    query = _seen().where(RepLicence.member_id == member_id)
    return _told(db.session.execute(query.order_by(RepLicence.applied_at, RepLicence.id)).all())


def waiting() -> list[Seen]:
    """Open applications, the oldest first."""
    query = _seen().where(RepLicence.state == State.APPLIED, Member.status != MemberStatus.CLOSED)
    return _told(db.session.execute(query.order_by(RepLicence.applied_at, RepLicence.id).limit(100)).all())


def waiting_count() -> int:
    query = select(func.count()).select_from(RepLicence).where(RepLicence.state == State.APPLIED)
    return db.session.scalar(query) or 0


def holders(number: int) -> Page[Seen]:
    """Who holds a licence, suspended ones included, by topic."""
    query = (
        select(RepLicence.id)
        .join(Tag, Tag.id == RepLicence.tag_id)
        .join(Member, Member.id == RepLicence.member_id)
        .where(RepLicence.state.in_(HOLDERS), Member.status != MemberStatus.CLOSED)
        .order_by(Tag.name, RepLicence.lang, RepLicence.id)
    )
    page: Page[int] = paginate(query, number, PER_PAGE)
    rows = db.session.execute(_seen().where(RepLicence.id.in_(page.items))).all()
    by_id = {each.licence.id: each for each in _told(rows)}
    return Page([by_id[each] for each in page.items], page.number, page.per_page, page.total)


def history(licence_ids: Collection[int]) -> Mapping[int, list[RepLicenceMove]]:
    """The moves of these licences, in order."""
    found: dict[int, list[RepLicenceMove]] = defaultdict(list)
    query = select(RepLicenceMove).where(RepLicenceMove.licence_id.in_(licence_ids))
    for move in db.session.scalars(query.order_by(RepLicenceMove.licence_id, RepLicenceMove.number)):
        found[move.licence_id].append(move)
    return found


def held_by(member_ids: Collection[int]) -> dict[int, list[tuple[str, str, str]]]:
    """(tag, language, state) of the licences that members hold, for a whole page in one statement."""
    found: dict[int, list[tuple[str, str, str]]] = defaultdict(list)
    for member_id, tag, lang, state in db.session.execute(held(member_ids)):
        found[member_id].append((tag, lang, state))
    return found


def held(member_ids: Collection[int]) -> Select[int, str, str, str]:
    """The licences that members hold: member, tag, language, state."""
    return (
        select(RepLicence.member_id, Tag.name, RepLicence.lang, RepLicence.state)
        .join(Tag, Tag.id == RepLicence.tag_id)
        .where(RepLicence.member_id.in_(member_ids), RepLicence.state.in_(HELD))
        .order_by(Tag.name, RepLicence.lang)
    )


def with_standing(member_id: int) -> tuple[MemberStanding | None, list[tuple[str, str, str]]]:
    """What is kept of a member's standing, and the licences as `held_by` tells them: both in one statement."""
    held = and_(RepLicence.member_id == Member.id, RepLicence.state.in_(HELD))
    query = (
        select(MemberStanding, Tag.name, RepLicence.lang, RepLicence.state)
        .select_from(Member)
        .outerjoin(MemberStanding, MemberStanding.member_id == Member.id)
        .outerjoin(RepLicence, held)
        .outerjoin(Tag, Tag.id == RepLicence.tag_id)
        .where(Member.id == member_id)
        .order_by(Tag.name, RepLicence.lang)
        .execution_options(populate_existing=True)
    )
    rows = db.session.execute(query).all()
    return (rows[0][0] if rows else None), [(row[1], row[2], row[3]) for row in rows if row[3] is not None]


def chances(member_id: int, level: int, own: Sequence[Seen]) -> tuple[list[Chance], list[Chance]]:
    """Topics for which a member can apply now, and those that are nearest to it; never one that is taken."""
    taken = {
        Topic(each.licence.tag_id, each.licence.lang)
        for each in own
        if after(Act.APPLY, each.state) is None or waits_until(each.licence) is not None
    }
    every = [
        Chance(evidence.tag, topic.lang, evidence, missing(needs(), level, evidence.well))
        for topic, evidence in evidence_of([member_id])[member_id].items()
        if topic not in taken
    ]
    every.sort(key=lambda each: (-each.evidence.well, each.tag, each.lang))
    ready = [each for each in every if each.missing.nothing]
    return ready, [each for each in every if not each.missing.nothing][:NEAREST]


def waits_until(licence: RepLicence) -> datetime | None:
    """Until when a refusal lasts; None when it does not or no more."""
    until = again_at(State(licence.state), licence.decided_at, wait())
    return until if until and until > clock.now() else None
