"""Known problems: opened, kept up to date, resolved; and who has them too."""

from collections.abc import Collection

from sqlalchemy import delete, func, select

from community.curation import board, queries, rules
from community.curation.announcing import rendered
from community.curation.models import Incident, IncidentFollow, IncidentTag, IncidentUpdate
from community.curation.rules import Facts, IncidentState, News
from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db, lock_row
from community.kernel.errors import Conflict, Invalid
from community.kernel.meanwhile import ensure_unchanged
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.upsert import insert_once
from community.kernel.words import N_
from community.questions.models import Question
from community.tags import services as tags


def open_incident(facts: Facts, news: News, *, by: Actor) -> Incident:
    """Announce a known problem with its first news."""
    ensure(by, Permission.CURATE)
    found = Incident(by_id=by.member_id, began_at=facts.began_at or clock.now())
    if found.began_at > clock.now():
        raise Invalid(N_("A problem cannot begin in the future."), field="began_at")
    _set_facts(found, facts)
    db.session.add(found)
    db.session.flush()
    _set_tags(found, facts.tags)
    _add(found, news, "opened", by)
    return found


def change(number: int, facts: Facts, *, base: str | None = None, by: Actor) -> Incident:
    """Say better what a problem is and touches; Conflict as in `announcing.keep`."""
    ensure(by, Permission.CURATE)
    found = queries.incident_or_404(number)
    lock_row(found)
    before = queries.facts_base(found)
    _set_facts(found, facts)
    db.session.flush()
    _set_tags(found, facts.tags)
    then = queries.facts_base(found)
    ensure_unchanged(base, before, then)
    if then == before:
        return found
    _tell(found, "updated", by)
    return found


def update(number: int, news: News, *, by: Actor) -> Incident:
    """Give news of a problem; the state `resolved` ends it, any other opens it again."""
    ensure(by, Permission.CURATE)
    found = queries.incident_or_404(number)
    lock_row(found)
    resolves = news.state == IncidentState.RESOLVED and found.resolved_at is None
    _add(found, news, "resolved" if resolves else "updated", by)
    return found


def _set_facts(found: Incident, facts: Facts) -> None:
    if not facts.title.strip() and not facts.title_zh.strip():
        raise Invalid(N_("Give it a title in one language at least."), field="title")
    for field, text in (("title", facts.title), ("title_zh", facts.title_zh), ("product", facts.product)):
        if len(text) > rules.TITLE_LONGEST:
            raise Invalid(
                N_("Make it shorter: %(most)s characters at most."), field=field, most=rules.TITLE_LONGEST
            )
    if facts.question_id is not None:
        question = db.session.get(Question, facts.question_id)
        if question is None or not question.is_visible:
            raise Invalid(N_("There is no public question with this number."), field="question_id")
    found.title, found.title_zh = " ".join(facts.title.split()), " ".join(facts.title_zh.split())
    found.product, found.question_id = " ".join(facts.product.split()), facts.question_id


def _set_tags(found: Incident, names: Collection[str]) -> None:
    names = tags.followed(list(names))
    ids = queries.tag_ids(names)
    missing = [name for name in names if name not in ids]
    if missing:
        raise Invalid(N_("There is no tag “%(name)s”."), field="tags", name=missing[0])
    db.session.execute(delete(IncidentTag).where(IncidentTag.incident_id == found.id))
    db.session.add_all(IncidentTag(incident_id=found.id, tag_id=ids[name]) for name in ids)
    db.session.flush()


def _add(found: Incident, news: News, act: str, by: Actor) -> None:
    if news.state not in set(IncidentState):
        raise Invalid(N_("Choose what is known."), field="state")
    if not news.text.strip() and not news.text_zh.strip():
        raise Invalid(N_("Say what is known, in one language at least."), field="text")
    for field, text in (("text", news.text), ("text_zh", news.text_zh)):
        if len(text) > rules.TEXT_LONGEST:
            raise Invalid(
                N_("Make it shorter: %(most)s characters at most."), field=field, most=rules.TEXT_LONGEST
            )
    now = clock.now()
    found.state = news.state
    found.resolved_at = (found.resolved_at or now) if news.state == IncidentState.RESOLVED else None
    told = IncidentUpdate(
        incident_id=found.id,
        state=news.state,
        html=rendered(news.text),
        html_zh=rendered(news.text_zh),
        at=now,
        by_id=by.member_id,
    )
    db.session.add(told)
    db.session.flush()
    _tell(found, act, by, told.id)


def follow(number: int, *, by: Actor) -> None:
    """A member has this problem too and hears when it is resolved."""
    ensure(by, Permission.FOLLOW)
    found = queries.incident_or_404(number)
    lock_row(found)  # before the row that refers to it: the other way round two members wait for each other
    if found.resolved_at is not None:
        raise Conflict(N_("This problem is resolved."))
    insert_once(IncidentFollow, incident_id=found.id, member_id=by.id, at=clock.now())
    _recount(found)


def unfollow(number: int, *, by: Actor) -> None:
    """A member no longer has this problem."""
    found = queries.incident_or_404(number)
    lock_row(found)
    db.session.execute(
        delete(IncidentFollow).where(
            IncidentFollow.incident_id == found.id, IncidentFollow.member_id == by.id
        )
    )
    _recount(found)


def _recount(found: Incident) -> None:
    counted = select(func.count()).select_from(IncidentFollow).where(IncidentFollow.incident_id == found.id)
    found.follower_count = db.session.scalar(counted) or 0
    db.session.flush()
    board.changed()


def _tell(found: Incident, act: str, by: Actor, update_id: int | None = None) -> None:
    db.session.flush()
    board.changed()
    tell(
        events.IncidentRuled(
            incident_id=found.id,
            title=found.title,
            title_zh=found.title_zh,
            act=act,
            state=found.state,
            by_id=by.id,
            update_id=update_id,
        )
    )
