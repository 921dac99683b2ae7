"""Arranging the front page, counting what is used there, leaving a question to others."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, or_, select

from community.accounts import queries as accounts
from community.accounts.models import Member
from community.front import rules
from community.front.models import FrontOpening, FrontPass, FrontUse
from community.front.rules import Choice
from community.kernel import clock
from community.kernel.db import Model, db
from community.kernel.errors import NotFound
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.unit_of_work import unit_of_work
from community.kernel.upsert import changed_rows, insert, insert_once
from community.posts import queries as posts
from community.questions import queries as questions
from community.questions.models import Question
from community.routing import invited, inviting


def choose(choice: Choice, *, by: Actor) -> None:
    """Keep how a member wants the blocks."""
    _keep(by, rules.BLOCKS, choice.plain())


def put_in_front(pages: Sequence[str], known: Sequence[str], *, by: Actor) -> None:
    """Keep which pages stand first in a member's navigation; what is no page of theirs is left aside."""
    ensure(by, Permission.HAVE_ACCOUNT)
    chosen = [page for page in dict.fromkeys(pages) if page in known]
    _keep(by, rules.PAGES, chosen[: rules.MOST_PAGES])


def forget_choice(*, by: Actor) -> None:
    """Back to the order of the site."""
    _keep(by, rules.BLOCKS, {})


def put_away(what: str, *, by: Actor) -> None:
    """Note that a member has seen a first step and does not want it again."""
    ensure(by, Permission.HAVE_ACCOUNT)
    _keep(by, "seen", {**seen_by(accounts.locked(by.id)), what: True})


def seen_by(member: Member) -> dict[str, Any]:
    """Which first steps a member has put away."""
    kept = member.settings.get(rules.SETTINGS)
    seen = kept.get("seen") if isinstance(kept, dict) else None
    return seen if isinstance(seen, dict) else {}


def _keep(by: Actor, part: str, values: dict[str, Any] | list[str]) -> None:
    ensure(by, Permission.HAVE_ACCOUNT)
    member = accounts.locked(by.id)
    kept = member.settings.get(rules.SETTINGS)
    kept = kept if isinstance(kept, dict) else {}
    member.settings = {**member.settings, rules.SETTINGS: {**kept, part: values}}
    db.session.flush()


def note_use(slug: str, *, by: Actor) -> None:
    """Count that a member used a block."""
    today = clock.now().date()
    count = insert(FrontUse).values(member_id=by.id, slug=slug, day=today, count=1)
    changed_rows(
        count.on_conflict_do_update(
            index_elements=["member_id", "slug", "day"], set_={"count": FrontUse.count + 1}
        )
    )


def forget_uses(*, by: Actor) -> None:
    """Throw away what was counted of a member."""
    ensure(by, Permission.HAVE_ACCOUNT)
    changed_rows(delete(FrontUse).where(FrontUse.member_id == by.id))


def forget_member(member_id: int) -> None:
    """Somebody closed their account: what was counted of them, and what they left to others, goes."""
    for table in (FrontUse, FrontPass):
        changed_rows(delete(table).where(table.member_id == member_id))


def forget_old(now: datetime) -> None:
    """Remove counts that no page looks at any more; does not write when there is nothing to remove."""
    today = now.date()
    old: list[tuple[type[Model], ColumnElement[bool]]] = [
        (FrontUse, FrontUse.day <= today - rules.REMEMBERED),
        (FrontOpening, FrontOpening.day <= today - rules.LATELY),
    ]
    if db.session.scalar(select(or_(*(exists().where(which) for _table, which in old)))):
        with unit_of_work():
            for table, which in old:
                changed_rows(delete(table).where(which))


def note_opening(question_id: int) -> None:
    """Count that a public question was opened from the front page; raises NotFound."""
    question = db.session.get(Question, question_id)
    if question is None or not question.listed:
        raise NotFound
    count = insert(FrontOpening).values(question_id=question_id, day=clock.now().date(), count=1)
    changed_rows(
        count.on_conflict_do_update(
            index_elements=["question_id", "day"], set_={"count": FrontOpening.count + 1}
        )
    )


def leave(question_id: int, *, by: Actor) -> None:
    """Not for me: it is not offered again, and an invitation is declined. Costs nothing; raises NotFound."""
    ensure(by, Permission.HAVE_ACCOUNT)
    posts.visible_or_404(questions.question_or_404(question_id).id, by)
    if invited.own(question_id, by.id) is not None:
        inviting.decline(question_id, by=by)
    insert_once(FrontPass, member_id=by.id, question_id=question_id, at=clock.now())


def order_from(given: Sequence[str], offered: Sequence[str], choice: Choice) -> Choice:
    """The choice with an order that a browser sent: what is not offered is left out."""
    return rules.chosen(choice, [slug for slug in given if slug in offered])
