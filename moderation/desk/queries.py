"""Canned responses: those that fit, filled in for a case, and all of them."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from community.kernel.db import db
from community.kernel.policy import Actor
from community.reading import people
from moderation.desk.models import CannedResponse
from moderation.desk.rules import fill
from moderation.escalation import queries as escalation
from moderation.escalation.models import Case


def ready(wanted: str, case: Case | None, actor: Actor, limit: int = 12) -> list[CannedResponse]:
    """Canned responses whose title or text holds `wanted`, those in the customer's language first, filled in."""
    query = select(CannedResponse).order_by(
        CannedResponse.lang != (case.lang if case else "en"), CannedResponse.title
    )
    wanted = wanted.strip()
    if wanted:
        query = query.where(
            or_(
                CannedResponse.title.icontains(wanted, autoescape=True),
                CannedResponse.body.icontains(wanted, autoescape=True),
            )
        )
    found = list(db.session.scalars(query.limit(limit)).all())
    values = _values(case, actor)
    return [
        CannedResponse(
            id=each.id, slug=each.slug, lang=each.lang, title=each.title, body=fill(each.body, values)
        )
        for each in found
    ]


def _values(case: Case | None, actor: Actor) -> dict[str, str]:
    me = people.person_named(actor.id).name
    if case is None:
        return {"customer": "", "agent": me, "question": ""}
    question = escalation.shown_case(case.id).question
    return {"customer": people.author_of(question).name, "agent": me, "question": question.title}


def canned() -> Sequence[CannedResponse]:
    """All canned responses, by title."""
    return db.session.scalars(
        select(CannedResponse).order_by(CannedResponse.title, CannedResponse.lang)
    ).all()
