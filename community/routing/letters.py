"""The conversation between staff and one asker that nobody else reads: writing, reading, forgetting."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, func, select, update

from community.kernel import clock, events, markup, secret_links
from community.kernel.bus import publish as tell
from community.kernel.db import db, wait_for_turn
from community.kernel.errors import Conflict, NotAllowed, TooMany
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.thresholds import whole
from community.kernel.throttle import limits_are_on
from community.kernel.upsert import changed_rows, insert
from community.kernel.words import N_
from community.posts.rules import checked_body
from community.questions.models import Question
from community.routing import services
from community.routing.models import Letter, MoveReason, Need
from community.routing.rules import STAFF_STAGES

LONGEST: Final = 30_000
LONGEST_KEY: Final = 80


def write_letter(question_id: int, body: str, *, by: Actor) -> Letter:
    """Staff write to the asker alone. Raises Invalid."""
    ensure(by, Permission.WORK_CASES)
    body = checked_body(body, longest=LONGEST)
    need = services.open_need(question_id)
    seen_by_staff(need.id, by=by)
    return _kept(need, body, by=by)


def write_to_team(question: Question, body: str, *, by: Actor, key: str = "") -> Letter:
    """The asker writes to staff alone; where staff do not have the question yet, they have it from now on.

    What comes again under its `key` is kept once; other words under it are another letter: a second tab of a page, or
    the page that the back button shows again, has the same one. Raises Invalid, Conflict, NotAllowed, TooMany.
    """
    ensure(by, Permission.ASK)
    if not is_asker(question, by):
        raise NotAllowed(N_("Only the one who asked can write to our team here."))
    if question.merged_into_id is not None:
        raise Conflict(N_("This question was merged into another one; its answers are there."))
    body = checked_body(body, longest=LONGEST)
    services.open_need(question.id)
    need = services.lock(question.id)
    key = f"{key[:LONGEST_KEY]}-{secret_links.fingerprint(body)[:16]}" if key else ""
    if key and (known := _known(need.id, key)) is not None:
        return known
    _ensure_pace(by)
    letter = _kept(need, body, by=by, from_asker=True, key=key)
    if need.stage not in STAFF_STAGES:
        services.move(question.id, MoveReason.ASKED_FOR_STAFF, rule="asked-for-staff", by=by)
    seen_by_asker(need.id)
    tell(events.CustomerWrote(question_id=question.id, letter_id=letter.id, post_id=None, by_id=by.id))
    return letter


def is_asker(question: Question, actor: Actor) -> bool:
    """Whether this is who asked."""
    return question.author_id is not None and question.author_id == actor.member_id


def _known(need_id: int, key: str) -> Letter | None:
    return db.session.scalars(
        select(Letter).where(Letter.need_id == need_id, Letter.key == key)
    ).one_or_none()


def _ensure_pace(by: Actor) -> None:
    if not limits_are_on():
        return
    wait_for_turn(f"letters:{by.member_id}")
    since = clock.now() - timedelta(hours=1)
    count = select(func.count()).where(Letter.author_id == by.id, Letter.created_at > since)
    if (db.session.scalar(count) or 0) >= whole("letters_an_hour"):
        raise TooMany(
            N_("You wrote a lot within an hour. We read all of it; go on a little later."), retry_after=900
        )


def _kept(need: Need, body: str, *, by: Actor, from_asker: bool = False, key: str = "") -> Letter:
    statement = insert(Letter).values(
        need_id=need.id,
        author_id=by.member_id,
        body_markdown=body,
        body_html=markup.render(body).html,
        created_at=clock.now(),
        from_asker=from_asker,
        key=key or None,
    )
    made = db.session.scalar(statement.returning(Letter.id))
    return db.session.get_one(Letter, made)


def seen_by_asker(need_id: int) -> None:
    """The asker has read what staff wrote so far."""
    _seen(need_id, from_asker=False)


def seen_by_staff(need_id: int, *, by: Actor) -> None:
    """Staff have read what the asker wrote so far."""
    ensure(by, Permission.WORK_CASES)
    _seen(need_id, from_asker=True)


def _seen(need_id: int, *, from_asker: bool) -> None:
    unread = (Letter.need_id == need_id, Letter.from_asker.is_(from_asker), Letter.read_at.is_(None))
    changed_rows(update(Letter).where(*unread).values(read_at=clock.now()))


def forget(member_id: int) -> None:
    """Delete what was written to and by an asker who left: it was for them alone."""
    needs = (
        select(Need.id)
        .join(Question, Question.id == Need.question_id)
        .where(Question.author_id == member_id)
        .scalar_subquery()
    )
    changed_rows(delete(Letter).where(Letter.need_id.in_(needs)))
