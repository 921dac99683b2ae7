"""Applying for a licence, deciding about it, and giving it back."""

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from community.accounts.models import Member
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from community.kernel.languages import LANGUAGES
from community.kernel.policy import Actor, Permission, ensure, may
from community.kernel.upsert import changed_rows, insert
from community.kernel.words import N_
from community.tags import queries as tags
from community.tags.models import Tag
from gamification.licences import queries, rules
from gamification.licences.evidence import Evidence, Topic, evidence_of
from gamification.licences.models import RepLicence, RepLicenceMove
from gamification.licences.rules import Act, State


def apply(tag_name: str, lang: str, words: str, *, by: Actor) -> RepLicence:
    """Ask to become a customer rep for a topic in a language, saying why.

    Raises Invalid for what must be mended, NotAllowed for who is on the team or lacks something,
    Conflict where an application or a licence is there already or a refusal is too fresh.
    """
    ensure(by, Permission.ANSWER)
    if by.is_staff:
        raise NotAllowed(N_("You are on the team; a licence is for customers."))
    if lang not in LANGUAGES:
        raise Invalid(N_("Choose one of the languages of this site."), field="lang")
    words = words.strip()
    if not rules.WORDS_SHORTEST <= len(words) <= rules.WORDS_LONGEST:
        raise Invalid(
            N_("Say in %(shortest)s to %(longest)s characters why you want to do this."),
            field="words",
            shortest=rules.WORDS_SHORTEST,
            longest=rules.WORDS_LONGEST,
        )
    tag = tags.tag_or_404(tag_name)
    found = _own(by.id, tag.id, lang)
    if found is not None:
        _ensure_open(found)
    _ensure_fit(by, tag, lang)
    return _first(by, tag, lang, words) if found is None else _again(found, tag, words, by)


def _own(member_id: int, tag_id: int, lang: str) -> RepLicence | None:
    query = select(RepLicence).filter_by(member_id=member_id, tag_id=tag_id, lang=lang)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _ensure_open(found: RepLicence) -> None:
    state = State(found.state)
    if state is State.APPLIED:
        raise Conflict(N_("You have applied for this already; the team will answer you."))
    if rules.after(Act.APPLY, state) is None:
        raise Conflict(N_("You have a licence for this already."))
    until = queries.waits_until(found)
    if until is not None:
        raise Conflict(N_("You can apply for this again from %(date)s on."), date=until)


def _ensure_fit(by: Actor, tag: Tag, lang: str) -> None:
    evidence = evidence_of([by.id])[by.id].get(Topic(tag.id, lang), Evidence())
    lacks = rules.missing(queries.needs(), by.level, evidence.well)
    if lacks.answers:
        raise NotAllowed(
            N_(
                "For this you need %(needed)s well-rated answers under “%(tag)s” in this language; you have %(have)s."
            ),
            needed=queries.needs().answers,
            have=evidence.well,
            tag=tag.name,
        )
    if lacks.level:
        raise NotAllowed(N_("For this you need a higher level first; the page on licences says which."))


def _first(by: Actor, tag: Tag, lang: str, words: str) -> RepLicence:
    now = clock.now()
    values = {"state": State.APPLIED, "words": words, "applied_at": now, "reason": "", "move_count": 1}
    statement = insert(RepLicence).values(member_id=by.id, tag_id=tag.id, lang=lang, **values)
    made = db.session.scalar(statement.on_conflict_do_nothing().returning(RepLicence.id))
    if made is None:  # the same application, sent twice at once
        raise Conflict(N_("You have applied for this already; the team will answer you."))
    licence = queries.licence_or_404(made)
    _note(licence, "", tag.name, by=by)
    return licence


def _again(licence: RepLicence, tag: Tag, words: str, by: Actor) -> RepLicence:
    before = State(licence.state)
    _win(licence, State.APPLIED, words=words, applied_at=clock.now(), decided_at=None)
    _note(licence, before, tag.name, by=by)
    return licence


def decide(licence_id: int, act: Act, *, by: Actor, reason: str, number: int | None = None) -> RepLicence:
    """Approve or refuse an application; promote, suspend or resume who holds a licence.

    `number` is the move that the decision rests on: where there was another since, it is refused.
    """
    ensure(by, Permission.DECIDE_LICENCES)
    licence = queries.licence_or_404(licence_id)
    if licence.member_id == by.member_id:
        raise NotAllowed(N_("This licence is your own, so somebody else decides about it."))
    reason = reason.strip()
    if not rules.REASON_SHORTEST <= len(reason) <= rules.REASON_LONGEST:
        raise Invalid(
            N_("Say why in %(shortest)s to %(longest)s characters; the member reads it."),
            field="reason",
            shortest=rules.REASON_SHORTEST,
            longest=rules.REASON_LONGEST,
        )
    if number is not None and number != licence.move_count:
        raise _too_late(licence)
    before = State(licence.state)
    if act in rules.OWN or (to := rules.after(act, before)) is None:
        raise Conflict(N_("This cannot be done now: the licence has moved on."))
    _win(licence, to, decided_at=clock.now(), decided_by_id=by.id, reason=reason)
    _note(licence, before, _tag_of(licence), by=by, reason=reason)
    return licence


def resign(licence_id: int, *, by: Actor) -> RepLicence:
    """Give one's own licence back, or take an application back; it can be applied for again."""
    ensure(by, Permission.HAVE_ACCOUNT)
    licence = queries.licence_or_404(licence_id)
    if licence.member_id != by.member_id:
        if not may(by, Permission.DECIDE_LICENCES):
            raise NotFound
        raise NotAllowed(N_("Only its holder can give a licence back."))
    _resign(licence, by)
    return licence


def _resign(licence: RepLicence, by: Actor) -> None:
    before = State(licence.state)
    to = rules.after(Act.RESIGN, before)
    if to is None:
        raise Conflict(N_("There is nothing to give back."))
    _win(licence, to)
    _note(licence, before, _tag_of(licence), by=by)


def leave(member_id: int) -> None:
    """Give everything back for a member whose account is closed, and forget what they said of themselves."""
    for licence in db.session.scalars(select(RepLicence).filter_by(member_id=member_id)):
        if rules.after(Act.RESIGN, State(licence.state)) is not None:
            _resign(licence, Actor(member_id=member_id))
        licence.words = ""
    db.session.flush()


def _win(licence: RepLicence, to: State, **values: Any) -> None:
    """Be the one who moves it: the database lets one of several through."""
    won = changed_rows(
        update(RepLicence)
        .where(
            RepLicence.id == licence.id,
            RepLicence.state == licence.state,
            RepLicence.move_count == licence.move_count,
        )
        .values(state=to, move_count=RepLicence.move_count + 1, **values)
    )
    db.session.refresh(licence)
    if not won:
        raise _too_late(licence)


def _too_late(licence: RepLicence) -> Conflict:
    who = db.session.get(Member, licence.decided_by_id) if licence.decided_by_id else None
    if who is None:
        return Conflict(N_("This cannot be done now: the licence has moved on."))
    return Conflict(
        N_("%(name)s has decided about this meanwhile; look at what was decided."), name=who.display_name
    )


def _note(licence: RepLicence, before: str, tag: str, *, by: Actor, reason: str = "") -> None:
    db.session.add(
        RepLicenceMove(
            licence_id=licence.id,
            number=licence.move_count,
            from_state=before,
            to_state=licence.state,
            by_id=by.id,
            reason=reason,
            at=clock.now(),
        )
    )
    db.session.flush()
    tell(
        events.LicenceMoved(
            licence_id=licence.id,
            number=licence.move_count,
            member_id=licence.member_id,
            tag=tag,
            lang=licence.lang,
            from_state=before,
            to_state=licence.state,
            reason=reason,
            by_id=by.id,
        )
    )


def _tag_of(licence: RepLicence) -> str:
    return db.session.get_one(Tag, licence.tag_id).name


def hand_over(name: str, into_id: int) -> None:
    """Let licences for the tag of this name be for another one; what a member has there already stays as it is."""
    own = aliased(RepLicence)
    there = select(own.id).where(
        own.tag_id == into_id, own.member_id == RepLicence.member_id, own.lang == RepLicence.lang
    )
    db.session.execute(
        update(RepLicence)
        .where(RepLicence.tag_id.in_(select(Tag.id).where(Tag.name == name)), ~there.exists())
        .values(tag_id=into_id),
        execution_options={"synchronize_session": False},
    )
