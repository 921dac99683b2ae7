"""Angry customers' cases, agents with profiles, and a Monday at which staff are there."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import pytest

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from moderation.escalation.models import Case
from moderation.staff import services as staff
from tests.conftest import MakeMember, actor_of

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
ANGRY = (
    "Third broken router in two months and nobody calls me back",
    (
        "I am absolutely furious. This is the third router that died on me, your hotline is useless and nobody ever "
        "rang. The worst customer service I have ever had. I want my money back!"
    ),
)
ANGRY_ZH = (
    "路由器两个月坏了三台,客服根本没人管",
    "真是气死我了!两个月坏了三台路由器,打客服电话没人接,说好回电一次都没有。垃圾产品,垃圾服务,我要退款!",
)

OpenCase = Callable[..., int]
MakeAgent = Callable[..., Actor]
At = Callable[[datetime, Callable[[], object]], object]


@pytest.fixture
def open_case(alice: Actor) -> OpenCase:
    """Somebody (Alice) asks angrily; returns the id of the case."""

    def ask(
        number: int = 0, words: tuple[str, str] = ANGRY, by: Actor = alice, tags: Sequence[str] = ("wifi",)
    ) -> int:
        with clock.at(MONDAY), unit_of_work():
            asked = questions.ask(f"{words[0]} {number}", f"{words[1]} {number}.", list(tags), by=by)
            question_id = asked.id
        return db.session.query(Case).filter_by(question_id=question_id).one().id

    return ask


@pytest.fixture
def agent(member: MakeMember) -> MakeAgent:
    """Makes agents, for example with languages=["zh-Hans"], capacity="2"."""

    def make(name: str, role: str = "agent", **given: object) -> Actor:
        made = actor_of(member(name, role=role))
        if given:
            with unit_of_work():
                staff.keep(made.id, staff.Given(**given), by=made)  # type: ignore[arg-type]
        return made

    return make


@pytest.fixture
def at() -> At:
    """Does one deed at a moment, in one transaction."""

    def do(moment: datetime, deed: Callable[[], object]) -> object:
        with clock.at(moment), unit_of_work():
            return deed()

    return do


def case_now(case_id: int) -> Case:
    """The case as the database has it."""
    db.session.expire_all()
    return db.session.get_one(Case, case_id)
