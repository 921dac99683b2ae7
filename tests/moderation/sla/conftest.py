"""A case of an angry customer, and what happens to it at certain moments."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from community.comments import services as comments
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.queries import post_or_404
from community.questions import services as questions
from moderation.escalation import holding, promises, replying, working
from moderation.escalation.models import Case
from moderation.sla import queries as clocks
from moderation.sla.models import CaseClock
from tests.moderation.escalation.conftest import ANGRY_EN

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)  # service begins at 9 and ends at 18


@dataclass
class Matter:
    """One case, worked by Dave for Alice."""

    id: int
    question_id: int
    alice: Actor
    dave: Actor

    @property
    def case(self) -> Case:
        db.session.expire_all()
        return db.session.get_one(Case, self.id)

    def clock(self, kind: str) -> CaseClock:
        """The newest clock of a kind."""
        db.session.expire_all()
        return [each for each in clocks.clocks_of(self.id) if each.clock == kind][-1]

    def states(self) -> dict[str, str]:
        db.session.expire_all()
        return {each.clock: each.state for each in clocks.clocks_of(self.id)}

    def at(self, moment: datetime, deed: Callable[[Case], object]) -> None:
        with clock.at(moment), unit_of_work():
            deed(holding.locked(self.id, even_closed=True))  # in the order in which everybody locks

    def replies(self, moment: datetime) -> None:
        words = f"Thank you for your patience, we are looking into it since {moment:%H:%M}."
        self.at(moment, lambda case: replying.reply(case.id, words, by=self.dave))

    def writes(self, moment: datetime, words: str = "") -> None:
        words = words or f"There is something new to tell about it, at {moment:%d %H:%M}."
        self.at(
            moment,
            lambda _case: comments.comment(post_or_404(self.question_id), words, by=self.alice),
        )

    def waits(self, moment: datetime, *, on_hold: bool = False) -> None:
        self.at(moment, lambda case: working.wait(case.id, by=self.dave, on_hold=on_hold))

    def resumes(self, moment: datetime) -> None:
        self.at(moment, lambda case: working.resume(case.id, by=self.dave))

    def changes(self, moment: datetime, **values: object) -> None:
        """Make the case something else, as the rules or a person would."""

        def deed(case: Case) -> None:
            for name, value in values.items():
                setattr(case, name, value)
            promises.consider(case)

        self.at(moment, deed)


@pytest.fixture
def matter(alice: Actor, dave: Actor) -> Matter:
    with clock.at(MONDAY), unit_of_work():
        asked = questions.ask(ANGRY_EN[0], ANGRY_EN[1], ["wifi"], by=alice)
        question_id = asked.id
    case = db.session.query(Case).filter_by(question_id=question_id).one()
    return Matter(id=case.id, question_id=question_id, alice=alice, dave=dave)
