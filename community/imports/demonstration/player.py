"""Playing the demonstration in order of time, so that its points, badges and cases come from the real rules."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from flask import current_app
from sqlalchemy import delete, select

from community.accounts.hashing import hashed
from community.accounts.models import Member
from community.imports.demonstration.parts import parts
from community.imports.demonstration.plays import PLAYS
from community.imports.demonstration.script import Deed, Script, Subject, Verb
from community.imports.demonstration.sign_ins import password
from community.imports.demonstration.stage import Stage
from community.kernel import clock, jobs, mail
from community.kernel.attendance import FILLING, by_one
from community.kernel.db import db
from community.kernel.errors import DomainError
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.kernel.worker import Tick
from community.tags import services as tags
from community.tags.models import Tag

log = structlog.get_logger(__name__)
Track = Callable[[Iterable[Deed]], Iterator[Deed]]


@dataclass
class Outcome:
    """How many deeds of each kind were done, and which the site's own rules refused."""

    done: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)


def is_empty() -> bool:
    """Whether nobody is here yet."""
    return db.session.scalar(select(Member.id).limit(1)) is None


class NotEmpty(DomainError):
    """Somebody else has filled the site meanwhile."""

    def __init__(self) -> None:
        super().__init__("The site is not empty, so nothing was added.")


@contextmanager
def filling() -> Iterator[None]:
    """One transaction that fills the empty site, after whoever fills it now. Raises NotEmpty."""
    with by_one(db.engine, FILLING), unit_of_work():
        if not is_empty():
            raise NotEmpty
        yield


def play(script: Script, now: datetime, track: Track = iter) -> Outcome:
    """Fill an empty site: all of it in one transaction, or nothing. `now` is where the script ends."""
    outcome = Outcome()
    people = {person.name: person for person in script.people}
    with filling():
        stage = Stage(people, hashed(password()))
        for deed in track(script.deeds):
            with clock.at(now + deed.moment):
                _attempt(stage, deed, outcome)
                if deed.verb is Verb.JOIN and people[deed.actor].role == Role.ADMIN:
                    _introduce(script.subjects, stage.actor(deed.actor))
                    for preparation in parts().preparations:
                        preparation(script)
        with clock.at(now):
            for furnishing in parts().furnishings:
                furnishing(script)
        # Nobody wants to hear by mail of what happened before the site existed.
        db.session.execute(delete(jobs.Job).where(jobs.Job.kind == mail.JOB))
    return outcome


def _attempt(stage: Stage, deed: Deed, outcome: Outcome) -> None:
    """Play one deed; where the site refuses it, nothing of it stays."""
    if deed.verb is Verb.LOOK_AT_CLOCK:
        _look_at_clock()
        return
    try:
        with db.session.begin_nested():
            played = _play(stage, deed)
    except DomainError as error:
        outcome.refused.append(f"{deed.verb} {deed.target} by {deed.actor}: {error}")
        log.info("deed_refused", verb=str(deed.verb), target=deed.target, actor=deed.actor, why=str(error))
    else:
        outcome.done[deed.verb] += played


def _play(stage: Stage, deed: Deed) -> bool:
    """Do the deed; False when no package of this application has a part for it."""
    if deed.verb in PLAYS:
        PLAYS[deed.verb](stage, deed)
        return True
    part = parts().deeds.get(deed.verb)
    if part is None:
        return False
    part(stage.post_id(deed.target), stage.actor(deed.actor), deed.words)
    return True


def _look_at_clock() -> None:
    """Run what is due at this moment, as the background worker would have."""
    ticks: list[Tick] = current_app.extensions.get("huzhu_ticks", [])
    for tick in ticks:
        tick.run(clock.now())
        if not db.session().in_transaction():  # it failed and rolled back: all that was played is gone
            message = f"the timer {tick.name} failed while the site was filled"
            raise RuntimeError(message)


def _introduce(subjects: Iterable[Subject], by: Actor) -> None:
    """Let the first admin set up the tags."""
    for subject in subjects:
        tag = Tag(name=subject.name, created_at=clock.now())
        db.session.add(tag)
        db.session.flush()
        tags.describe(
            tag,
            by=by,
            excerpt=subject.excerpt,
            excerpt_zh=subject.excerpt_zh,
            wiki_markdown=subject.wiki,
            label_zh=subject.label_zh,
        )
        for synonym in subject.synonyms:
            tags.add_synonym(tag, synonym, by=by)
