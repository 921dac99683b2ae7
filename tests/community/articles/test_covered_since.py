"""What is covered in a post, after an article was made of it, stands in no state of the article any more."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from community.answers import threads
from community.answers.models import Answer
from community.articles import services
from community.articles.models import ArticleRevision
from community.articles.rules import GAP, Move
from community.kernel import clock, jobs
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from community.questions import services as asking
from community.questions.models import Question
from moderation.flags import services as flags
from moderation.masking import services as masking
from moderation.review import claiming, undoing
from moderation.review import services as reviews
from moderation.review.models import ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision
from tests.community.articles.conftest import BODY
from tests.community.articles.making import kept, moved
from tests.conftest import both_databases

NAME = "Hannelore Zanzibar"


@pytest.fixture
def made(question: Question, answer: Answer, alice: Actor, carol: Actor, dave: Actor) -> int:
    """A public article about a neighbour, with a translation and a change that waits."""
    with unit_of_work():
        asking.edit(
            question, title=f"{NAME}: mesh drops", body=f"{BODY} {NAME}.", tag_names=["mesh"], by=alice
        )
        number = services.promote(question, by=carol).id
    moved(number, Move.SUBMIT, carol)
    moved(number, Move.PUBLISH, dave)
    with unit_of_work():
        services.translate(number, "zh-Hans", by=carol)
        words = services.queries.newest(kept(number)).words()
        services.edit(number, replace(words, cause=f"Says {NAME}."), by=carol)
    return number


def covered(post_id: int, by: Actor) -> None:
    with unit_of_work():
        masking.mask_words(db.session.get_one(Post, post_id), [NAME], by=by)


@both_databases
def test_no_reader_and_no_state_shows_it(
    client: FlaskClient, made: int, question: Question, carol: Actor
) -> None:
    assert "Hannelore" in client.get("/feeds/articles.atom").text
    covered(question.id, carol)
    places = ("/articles", f"/api/v1/articles/{made}", "/feeds/articles.atom", "/sitemap-articles.xml")
    told = [client.get(f"/articles/{made}", follow_redirects=True), *map(client.get, places)]
    assert {each.status_code for each in told} == {200}
    assert not [each.request.path for each in told if "anzibar" in each.text or "annelore" in each.text]
    states = db.session.query(ArticleRevision).all()
    assert len(states) == 3
    assert not [each for each in states if "Hannelore" in each.words().text()]
    assert kept(made).title == f"{GAP}: mesh drops"
    assert kept(made).live_number == 1
    assert client.get("/search?q=Hannelore").text.count("/articles/") == 0


def test_nor_where_the_question_was_merged_since(
    made: int, question: Question, alice: Actor, carol: Actor
) -> None:
    with unit_of_work():
        other = asking.ask("Why do all nodes drop at two?", f"{BODY} Help!", ["mesh"], by=alice)
        threads.merge(question, other, by=carol)
    covered(question.id, carol)
    assert NAME not in kept(made).title


@pytest.mark.parametrize("taken_back", [False, True])
def test_a_cover_that_can_be_taken_back_leaves_a_gap_once_it_stays(
    made: int, question: Question, bob: Actor, carol: Actor, *, taken_back: bool
) -> None:
    with unit_of_work():
        db.session.get_one(Question, question.id).product = f"Router of {NAME}"
        flags.flag(db.session.get_one(Post, question.id), "other", "It names somebody.", by=bob)
    item = db.session.query(ReviewItem).filter_by(post_id=question.id, state="open").one().id
    with unit_of_work():
        claiming.claim(item, by=carol)
    with unit_of_work():
        reviews.decide(item, Opinion(Decision.MASK, quotes=(NAME,)), by=carol)
    jobs.run_due()
    assert NAME in kept(made).title
    assert NAME not in db.session.get_one(Question, question.id).product
    if taken_back:
        with unit_of_work():
            undoing.undo(item, by=carol)
        assert db.session.get_one(Question, question.id).product == f"Router of {NAME}"
    with clock.at(clock.now() + timedelta(hours=1)):
        jobs.run_due()
    assert (NAME in kept(made).title) == taken_back


def test_what_is_covered_elsewhere_changes_no_article(
    made: int, question: Question, bob: Actor, carol: Actor
) -> None:
    with unit_of_work():
        other = asking.ask("Who knows Hannelore?", f"{BODY} It is {NAME}.", ["mesh"], by=bob).id
    covered(other, carol)
    assert NAME in kept(made).title
