"""Who asks: their standing, what became of their earlier cases, and how they have sounded lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from community.kernel.asking import Asking, together
from community.kernel.ports import Licence, Standing, ports
from community.reading import people
from community.reading.people import Person
from moderation.desk.at_hand import Customers
from moderation.desk.moods import Mood, moods_of
from moderation.escalation.models import Case
from moderation.sanctions.models import Sanction


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """Whoever hides the game has no `points` here. `earlier` are their other cases, the latest first."""

    who: Person
    member_name: str
    lang: str
    standing: Standing
    points: int | None
    joined: datetime | None
    asked: int
    answered: int
    cases: int
    earlier: Sequence[Case]
    sanctions: Sequence[Sanction]
    moods: Sequence[Mood]
    licences: Sequence[Licence]


def customer_of(case: Case, kept: Customers, earlier: Sequence[Case], standing: Standing) -> Asking[Customer]:
    """The customer of a case whose question and asker are loaded."""
    question = case.question
    member = question.author
    licences: Sequence[Licence]
    moods, licences = yield from together(
        [moods_of(question.author_id), ports().reps.licences_of(question.author_id)]
    )
    return Customer(
        who=people.author_of(question),
        member_name=member.name if member and member.is_open else "",
        lang=(member.lang if member else None) or question.lang,
        standing=standing,
        points=None if member is None or member.hides_game else standing.points,
        joined=member.created_at if member else None,
        asked=kept.asked.found,
        answered=kept.answered.found,
        cases=kept.cases.found + 1,
        earlier=earlier,
        sanctions=kept.sanctions,
        moods=moods,
        licences=licences,
    )
