"""What the page of a case asks of the database once it is warm, and that it shows the same for all that."""

import pytest
from flask.testing import FlaskClient

from community.answers import services as answers
from community.answers.models import Answer
from community.comments import services as comments
from community.kernel.asking import asked
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post, PostStatus
from community.posts.queries import post_or_404
from community.questions import services as questions
from community.questions.models import Question
from community.reading.thread import thread
from community.reading.turns import turns_of
from community.search import kept_hits, queries
from community.search import services as search
from moderation.canned import services as canned
from moderation.canned.services import Kept
from moderation.escalation import noting, working
from moderation.escalation.models import Case
from tests.community.articles.making import published
from tests.community.reading.test_profile_statements import fewest
from tests.conftest import SignIn, both_databases
from tests.moderation.escalation.conftest import ANGRY_EN

MOST = 10
TAGS = ["router", "firmware", "antenna"]


def _twin(asker: Actor, helper: Actor, title: str) -> int:
    """A question about the same matter that was solved."""
    with unit_of_work():
        asked_ = questions.ask(title, "It died after a month.", ["router"], by=asker)
        answers.accept(answers.answer(asked_, "Hold the reset button for ten seconds.", by=helper), by=asker)
        return int(asked_.id)


@pytest.fixture
def case_id(alice: Actor, bob: Actor, dave: Actor, erin: Actor) -> int:
    """A case with everything on its page: answers, comments, notes, a solved twin, an article, a response."""
    _twin(bob, dave, "Broken router again and nobody calls me back from the hotline")
    published(dave, erin, title=f"What to do: {ANGRY_EN[0]}", tags=("router",))
    with unit_of_work():
        question = questions.ask(*ANGRY_EN, TAGS, by=alice)
        canned.keep(
            Kept(title="Angry complaint: the first words", body="Hello {customer}", lang="en"), by=dave
        )
        for number in range(3):
            answer = answers.answer(question, f"Did you try the other port, number {number}?", by=bob)
            comments.comment(answer, f"I tried port {number}, and it does nothing.", by=alice)
        comments.comment(question, "It is the third one of these.", by=alice)
    found = int(db.session.query(Case.id).filter_by(question_id=question.id).scalar())
    with unit_of_work():
        noting.note(found, "Their third one, be kind.", by=dave)
    search.rebuild()
    return found


@both_databases
@pytest.mark.parametrize("owner", ["nobody", "dave", "erin"])
def test_a_warm_case_asks_little(
    client: FlaskClient, sign_in: SignIn, case_id: int, dave: Actor, erin: Actor, owner: str
) -> None:
    if owner != "nobody":
        with unit_of_work():
            working.claim(case_id, by={"dave": dave, "erin": erin}[owner])
    sign_in(client, dave)
    first = client.get(f"/desk/cases/{case_id}").text
    assert "same tags: router" in first
    assert "What to do: " in first
    assert "Hello Alice" in first
    assert fewest(client, f"/desk/cases/{case_id}") <= MOST
    if owner == "dave":
        with unit_of_work():
            working.resolve(case_id, "done", by=dave)
        assert fewest(client, f"/desk/cases/{case_id}") < MOST


@both_databases
def test_what_was_found_alike_is_forgotten_when_something_new_is_found(
    client: FlaskClient,
    sign_in: SignIn,
    case_id: int,
    bob: Actor,
    dave: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sign_in(client, dave)
    address = f"/desk/cases/{case_id}"
    client.get(address)
    looked: list[str] = []
    plain = kept_hits.backend
    monkeypatch.setattr(kept_hits, "backend", lambda: looked.append("") or plain())
    client.get(address)
    assert looked == []
    newer = _twin(bob, dave, "My router is broken and the hotline never calls me back, once more")
    search.rebuild()
    assert f"/posts/{newer}" in client.get(address).text
    assert looked


@both_databases
def test_the_turns_of_a_thread_are_those_of_its_page(
    case_id: int, alice: Actor, bob: Actor, dave: Actor, erin: Actor
) -> None:
    question_id = db.session.get_one(Case, case_id).question_id
    gone, hidden = db.session.query(Answer).filter_by(question_id=question_id).order_by(Answer.id)[:2]
    with unit_of_work():
        posts.delete(post_or_404(gone.id), by=bob)
        db.session.get_one(Post, hidden.id).status = PostStatus.HELD
    for reader in (dave, alice, bob, Actor()):
        page = thread(question_id, reader, whole=True)
        shown = {each.id for each in page.comments}
        for view in page.answers:
            shown |= {view.post.id, *(each.id for each in view.comments)}
        db.session.expire_all()
        turns = turns_of(question_id, reader)
        assert isinstance(turns.question, Question)
        assert turns.question.title == ANGRY_EN[0]
        assert {each.id for each in turns.posts} == shown
        moments = [each.created_at for each in turns.posts]
        assert moments == sorted(moments)
        assert gone.id not in shown
    assert turns_of(question_id, dave).standing.points == 0


@both_databases
def test_outlines_are_the_results_without_their_texts(case_id: int) -> None:
    found = queries.similar(ANGRY_EN[0], 12)
    lines = asked(queries.similar_outlines(ANGRY_EN[0], 12))
    assert [(each.post_id, each.title, each.tags, each.state, each.created_at) for each in lines] == [
        (each.post_id, each.title, each.tags, each.state, each.created_at) for each in found
    ]
    assert found
    assert {each.body_html for each in lines} == {""}


def test_the_tags_of_a_case_stand_in_their_order(
    client: FlaskClient, sign_in: SignIn, case_id: int, dave: Actor
) -> None:
    sign_in(client, dave)
    page = client.get(f"/desk/cases/{case_id}").text
    places = [page.index(f'href="/tags/{name}"') for name in TAGS]
    assert places == sorted(places)
