"""Staff hear by letter, too, of what came in privately or was taken out of sight: it is their work."""

from typing import TYPE_CHECKING

import pytest

from community.accounts.models import Member
from community.channels.rules import message_of
from community.kernel import clock, jobs
from community.kernel.db import db
from community.kernel.furnish import settings_of
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import PostStatus
from community.questions.models import Question
from moderation.escalation import working
from moderation.escalation.models import Case
from moderation.intake.judging import judge
from moderation.intake.services import take_in
from tests.community.notifications.making import in_folder
from tests.conftest import MakeMember, actor_of, both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

ANGRY = "This zanzibarite kettle burst again, an absolute disgrace!!! You liars, I want my money back NOW."


@pytest.fixture
def case(app: "Huzhu") -> int:
    """What somebody wrote through a channel, as a case."""
    message = message_of({"id": "m1", "text": ANGRY, "author": "anna"}, "pigeon", clock.now())
    with unit_of_work():
        take_in(list(zip([message], judge([message]), strict=True)))
    number = db.session.query(Question.id).filter_by(status=PostStatus.PRIVATE).scalar()
    return int(db.session.query(Case.id).filter_by(question_id=number).scalar())


def subjects(app: "Huzhu", name: str) -> list[str]:
    jobs.run_due()
    return [
        str(each["Subject"])
        for each in in_folder(settings_of(app).data_dir)
        if f"{name}@example.com" in str(each["To"])
    ]


def give(case: int, to: Actor, by: Actor) -> None:
    with unit_of_work():
        working.assign(case, to.id, by=by)


@both_databases
def test_a_case_of_a_channel_comes_by_letter_to_whom_it_is_given(
    app: "Huzhu", case: int, dave: Actor, member: MakeMember
) -> None:
    give(case, dave, actor_of(member("olga", role=Role.ADMIN)))
    assert [each for each in subjects(app, "dave") if "zanzibarite" in each]


def test_nothing_of_it_comes_to_who_is_no_longer_of_the_staff(
    app: "Huzhu", case: int, dave: Actor, member: MakeMember
) -> None:
    give(case, dave, actor_of(member("olga", role=Role.ADMIN)))
    with unit_of_work():
        db.session.get_one(Member, dave.id).role = Role.MEMBER
    assert not [each for each in subjects(app, "dave") if "zanzibarite" in each]
