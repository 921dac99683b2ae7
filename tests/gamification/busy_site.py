"""A site on which everything that badges count has happened."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

from community.answers import services as answers
from community.answers.models import Answer, StaffThanks
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import EditSuggestion, Post, SuggestionState
from community.questions import taking_part
from community.questions.models import Question
from community.ratings import services as ratings
from community.routing.models import Move, MoveReason, Need
from community.sharing.models import ShareVisit
from gamification.campaigns.models import Campaign, CampaignStanding
from gamification.reputation.models import ToldDeed
from tests.gamification.conftest import Thread

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def rate(answer: Answer, stars: int, by: Actor, when: datetime) -> None:
    answer_id = answer.id
    with clock.at(when), unit_of_work():
        ratings.rate(db.session.get_one(Answer, answer_id), stars, by=by)


def accept(answer_id: int, by: Actor, when: datetime) -> None:
    with clock.at(when), unit_of_work():
        answers.accept(db.session.get_one(Answer, answer_id), by=by)


def fill(
    thread: Thread, alice: Actor, bob: Actor, dave: Actor, erin: Actor, people: Callable[[int], list[Actor]]
) -> list[Actor]:
    """A site on which everything that is counted has happened, to some more than to others."""
    some = people(6)
    begin = datetime(2024, 2, 27, 23, 30, tzinfo=UTC)
    made: list[int] = []
    for number in range(14):
        asker, author = some[number % 3], (bob if number % 4 else some[3 + number % 3])
        with clock.at(begin + timedelta(hours=23 * number)):
            answer = thread(asker, author, ("mesh", "wifi") if number % 2 else ("mesh",))
        made.append(answer.id)
        for place, rater in enumerate(some[: number % 6]):
            if rater.id != author.id:
                rate(answer, 5 - place % 3, rater, begin + timedelta(days=number, hours=place))
    askers = {member.id: member for member in some}
    for answer_id in made[::3]:
        question_id = db.session.get_one(Answer, answer_id).question_id
        asker = askers[db.session.get_one(Post, question_id).author_id or 0]
        accept(answer_id, asker, begin + timedelta(days=40))
    # After more than a year away, a first answer that is accepted.
    with clock.at(begin + timedelta(days=500)):
        late = thread(alice, bob)
    late_id, question_id = late.id, late.question_id
    accept(late_id, alice, begin + timedelta(days=501))
    with clock.at(NOON), unit_of_work():
        for who in some:
            taking_part.mark_same_problem(db.session.get_one(Question, question_id), by=who)
    with unit_of_work():
        _what_no_service_makes_quickly(made, bob, some, (dave, erin))
    return [alice, bob, dave, *some]


def _what_no_service_makes_quickly(
    made: list[int], bob: Actor, some: list[Actor], team: tuple[Actor, ...]
) -> None:
    when = datetime(2024, 4, 1, 12, tzinfo=UTC)
    for answer_id in made[:4]:
        for member in team:
            db.session.add(StaffThanks(answer_id=answer_id, member_id=member.id, created_at=when))
    upset = db.session.get_one(Answer, made[1]).question_id
    need = db.session.query(Need).filter_by(question_id=upset).one()
    db.session.add(
        Move(
            need_id=need.id,
            from_stage="crowd",
            to_stage="tier1",
            reason=MoveReason.ANGRY,
            rule="x",
            created_at=when,
        )
    )
    for number, state in enumerate(
        (SuggestionState.APPROVED, SuggestionState.APPROVED, SuggestionState.REFUSED)
    ):
        db.session.add(
            EditSuggestion(
                post_id=made[number],
                author_id=bob.id,
                base_number=1,
                body_markdown="x",
                state=state,
                decided_at=when,
                created_at=when,
            )
        )
    for number, counts_too in enumerate((True, True, False)):
        db.session.add(
            ToldDeed(
                key=f"flag:{number}",
                kind="flag",
                member_id=bob.id,
                post_id=made[0],
                counts=counts_too,
                arose_at=when,
            )
        )
    for number, visitor in enumerate("abcab"):
        db.session.add(
            ShareVisit(
                sharer_id=bob.id,
                question_id=upset,
                visitor=visitor + str(number),
                day=date(2024, 4, 1) + timedelta(days=number),
            )
        )
    for number in range(3):
        campaign = Campaign(
            slug=f"c{number}",
            title_key=f"c{number}",
            orientation="community",
            title="c",
            weights={},
            starts_at=when,
            ends_at=when + timedelta(days=5),
            daily_cap=1,
            pair_cap=1,
            ties="shared",
            created_at=when,
            edited_at=when,
        )
        db.session.add(campaign)
        db.session.flush()
        for place, member in enumerate((bob, *some)):
            db.session.add(
                CampaignStanding(
                    campaign_id=campaign.id,
                    member_id=member.id,
                    rank=1 + (place + number) % 7,
                    score=10,
                    reached_on=when.date(),
                    frozen_at=when + timedelta(days=5),
                )
            )
