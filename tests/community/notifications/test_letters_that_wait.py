"""A letter that waits for a mail server says no more, when it goes, than its reader may know by then."""

from email.message import EmailMessage
from types import SimpleNamespace
from typing import TYPE_CHECKING, Final

import pytest
from sqlalchemy import delete, select, update

from community.accounts import credentials, tokens
from community.accounts.models import Member
from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import clock, jobs, secret_links
from community.kernel.db import db
from community.kernel.furnish import settings_of
from community.kernel.jobs import Job
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.notifications import letters, muting, services
from community.notifications.models import Delivery, Notification
from community.posts import services as posts
from community.questions import services as questions
from community.questions import taking_part
from community.questions.models import Question
from moderation.masking import services as masking
from tests.community.notifications.making import Postman, in_folder, serving
from tests.conftest import both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

SECRET: Final = "zanzibarite"
ANSWERED: Final = "followed-answer"


@pytest.fixture
def asked(app: "Huzhu", alice: Actor, bob: Actor, carol: Actor, dave: Actor) -> int:
    """A question of Alice that Bob and Carol, who moderates, follow; their letters about an answer wait to be sent."""
    with unit_of_work():
        question = questions.ask(
            f"Why does the {SECRET} relay click?", "It clicks once a minute all night.", ["relay"], by=alice
        )
        for each in (bob, carol):
            taking_part.follow(question, by=each)
    with unit_of_work():
        answers.answer(question, "Turn the dial to the left until it clicks once, then wait.", by=dave)
    with unit_of_work():
        for each in (alice, bob, carol):
            due = select(Delivery).where(Delivery.member_id == each.id, Delivery.way == "email")
            letters.write(db.session.get_one(Member, each.id), db.session.scalars(due).all())
        for one in db.session.scalars(select(Delivery)):
            db.session.delete(one)
    return question.id


def sent(app: "Huzhu") -> dict[str, EmailMessage]:
    """The letters, by the name of their reader."""
    jobs.run_due()
    found = in_folder(settings_of(app).data_dir)
    return {str(each["To"]).partition("@")[0].rpartition("<")[2]: each for each in found}


def words_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return f"{letter['Subject']} {body.get_content()}"


@both_databases
def test_it_says_the_title_while_everybody_may_know_it(app: "Huzhu", asked: int) -> None:
    found = sent(app)
    assert {name for name, each in found.items() if SECRET in words_of(each)} == {"alice", "bob", "carol"}


@both_databases
def test_what_was_covered_meanwhile_is_covered_in_it(app: "Huzhu", asked: int, carol: Actor) -> None:
    with unit_of_work():
        masking.mask_words(db.session.get_one(Question, asked), [SECRET], by=carol)
    found = sent(app)
    assert {"alice", "bob", "carol"} <= found.keys()
    assert [name for name, each in found.items() if SECRET in words_of(each)] == []
    assert "relay click" in words_of(found["bob"])


@both_databases
def test_what_was_hidden_meanwhile_is_told_to_those_alone_who_still_see_it(
    app: "Huzhu", asked: int, carol: Actor
) -> None:
    with unit_of_work():
        posts.hide(db.session.get_one(Question, asked), "private-data", by=carol)
    found = sent(app)
    assert "bob" not in found
    assert SECRET in words_of(found["carol"]), "a moderator"
    assert db.session.query(Notification).filter_by(kind=ANSWERED, question_id=asked).count() == 2


def test_another_question_goes_on_in_the_same_letter(
    app: "Huzhu", asked: int, alice: Actor, bob: Actor, carol: Actor
) -> None:
    with unit_of_work():
        other = questions.ask("Why does the pump hum?", "It hums once a minute all night.", ["pump"], by=bob)
    with unit_of_work():
        answers.answer(other, "Turn the pump to the left until it hums no more, then wait.", by=alice)
    with unit_of_work():
        db.session.execute(delete(Job).where(Job.kind == "send_email"))
        db.session.execute(delete(Delivery))
        news = db.session.scalars(select(Notification).where(Notification.member_id == bob.id)).all()
        due = [SimpleNamespace(notification_id=each.id, notification=each, secret={}) for each in news]
        letters.write(db.session.get_one(Member, bob.id), due)
    with unit_of_work():
        posts.hide(db.session.get_one(Question, asked), "private-data", by=carol)
    told = words_of(sent(app)["bob"])
    assert "pump hum" in told
    assert SECRET not in told


@both_databases
def test_news_of_an_answer_that_was_hidden_meanwhile_goes_to_who_still_sees_it(
    app: "Huzhu", asked: int, carol: Actor
) -> None:
    with unit_of_work():
        posts.hide(db.session.scalars(select(Answer)).one(), "abuse", by=carol)
    found = sent(app)
    assert {name for name, each in found.items() if SECRET in words_of(each)} - {"dave"} == {"carol"}, (
        "a moderator"
    )


@both_databases
def test_who_is_no_longer_a_moderator_is_written_nothing_of_what_is_hidden(
    app: "Huzhu", asked: int, carol: Actor
) -> None:
    with unit_of_work():
        posts.hide(db.session.get_one(Question, asked), "private-data", by=carol)
    with unit_of_work():
        db.session.get_one(Member, carol.id).role = Role.MEMBER
    assert "carol" not in sent(app)


@both_databases
def test_it_goes_to_the_address_that_the_member_has_by_then(app: "Huzhu", asked: int, alice: Actor) -> None:
    given = {
        "email": "alice@elsewhere.example",
        "email_key": db.session.get_one(Member, alice.id).email_key,
    }
    with unit_of_work():
        seed = tokens.issue(alice.id, tokens.Purpose.EMAIL_CHANGE, given)
    with unit_of_work():
        credentials.confirm_email_change(secret_links.word_of(seed))
    jobs.run_due()
    found = [each for each in in_folder(settings_of(app).data_dir) if SECRET in words_of(each)]
    (letter,) = [each for each in found if "alice" in each["To"]]
    assert "alice@elsewhere.example" in letter["To"]
    assert "/solved/" not in words_of(letter), "such a link ended with the address"


@both_databases
def test_what_was_switched_off_muted_or_taken_back_meanwhile_is_not_sent(
    app: "Huzhu", asked: int, alice: Actor, bob: Actor, carol: Actor
) -> None:
    told = {each.member_id: each for each in db.session.scalars(select(Notification))}
    with unit_of_work():
        services.stop_letters(db.session.get_one(Member, bob.id), [ANSWERED])
        muting.mute(carol.id, {"notification": str(told[carol.id].id), "what": "question"})
        services.withdraw([(alice.id, told[alice.id].cause)])
    assert sent(app) == {}


@both_databases
def test_a_try_after_a_refused_one_looks_anew(app: "Huzhu", asked: int, carol: Actor) -> None:
    postman = Postman()
    postman.answer = "451 Later"
    controller = serving(app, postman)
    try:
        jobs.run_due()
        with unit_of_work():
            posts.hide(db.session.scalars(select(Answer)).one(), "abuse", by=carol)
            db.session.execute(update(Job).values(run_at=clock.now()))
        postman.answer = "250 OK"
        jobs.run_due()
    finally:
        controller.stop()
    about_it = [
        each for each in postman.letters() if ANSWERED in str(each["List-Id"]) or "answered" in words_of(each)
    ]
    assert ["carol@example.com" in str(each["To"]) for each in about_it] == [True]
