"""What is held, hidden or deleted shows through no door: pages, lists, feeds, search, suggestions, alerts, REST."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.answers import services as answers
from community.comments import services as comments
from community.front import services as front
from community.kernel import clock, jobs
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import drafts
from community.posts import services as posts
from community.posts.models import Post
from community.questions import services as questions
from community.questions import taking_part
from community.questions.models import Question
from community.tags import services as tags
from community.tags.models import Tag
from tests.conftest import SignIn, actor_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

TITLE = "The zanzibar relay clicks all night since the last update"
BODY = "It clicks once a minute and the marzipan lamp turns amber. I restarted it twice and nothing changed."
ANSWER = "Unplug the tamarind cable for ten seconds, then hold the button until the lamp is green again."
COMMENT = "The persimmon model does exactly the same here, with the newest firmware."
SECRETS = ("zanzibar", "marzipan", "tamarind", "persimmon")

DOORS = (
    "/",
    "/questions",
    "/questions?sort=new",
    "/questions?sort=unanswered",
    "/questions?sort=hot",
    "/questions?tag=relay",
    "/questions?state=new",
    "/tags",
    "/tags/relay",
    "/members",
    "/members/alice",
    "/members/alice/reputation",
    "/members/bob",
    "/members/bob/reputation",
    "/leaderboards",
    "/transparency",
    "/notifications",
    "/notifications/panel",
    "/live",
    "/drafts",
    "/me",
    "/feeds/questions.atom",
    "/feeds/tags/relay.atom",
    "/feeds/unanswered.atom",
    "/feeds/members/alice.atom",
    "/feeds/members/bob.atom",
    "/sitemap.xml",
    "/sitemap-1.xml",
    "/api/v1/questions",
    "/api/v1/questions?sort=unanswered",
    "/api/v1/notifications",
    "/api/v1/members/alice",
    "/api/v1/members/bob/reputation",
)
SEARCHES = (
    "/search?q=%s",
    "/search/suggestions?title=%s",
    "/api/v1/search?q=%s",
    "/api/v1/suggest?title=%s",
    "/widget/v1/search?q=%s",
)
OF_A_POST = (
    "/posts/%d",
    "/posts/%d/history",
    "/posts/%d/edit",
    "/posts/%d/flag",
    "/posts/%d/delete",
    "/posts/%d/comment",
)
OF_A_QUESTION = (
    "/questions/%d",
    "/questions/%d/edit",
    "/questions/%d/close",
    "/questions/%d/answer",
    "/questions/%d/ask-staff",
    "/questions/%d/now",
    "/questions/%d/qr.svg",
    "/feeds/questions/%d.atom",
    "/widget/v1/questions/%d",
    "/api/v1/questions/%d",
)


class Thread:
    """One question of Alice with an answer and a comment of Bob, by their ids."""

    def __init__(self, question: int, answer: int, comment: int) -> None:
        self.question = question
        self.answer = answer
        self.comment = comment

    def doors(self, words: tuple[str, ...] = SECRETS) -> list[str]:
        """Every address where its words could show; those of `words` are what one would search for."""
        ids = (self.question, self.answer, self.comment)
        found = [*DOORS, *(each % word for each in SEARCHES for word in words)]
        found += [each % number for each in OF_A_POST for number in ids]
        return found + [each % self.question for each in OF_A_QUESTION]


@pytest.fixture
def frank(member: Callable[..., Member]) -> Actor:
    """Frank follows whatever there is, and may see nothing more than others."""
    return actor_of(member("frank"))


@pytest.fixture
def thread(app: "Huzhu", alice: Actor, bob: Actor, frank: Actor) -> Thread:
    with unit_of_work():
        tag = Tag(name="relay", created_at=clock.now())
        db.session.add(tag)
        db.session.flush()
        tags.follow([tag.id], by=frank)
    with unit_of_work():
        question = questions.ask(TITLE, BODY, ["relay"], by=alice)
        if not question.is_visible:
            posts.release(question, by=frank)
        taking_part.follow(question, by=frank)
        number = question.id
    with unit_of_work():
        taking_part.mark_same_problem(db.session.get_one(Question, number), by=frank)
        front.note_opening(number)
        drafts.save("answer", number, drafts.Typed(body="I have begun."), by=frank)
    with unit_of_work():
        answer = answers.answer(db.session.get_one(Question, number), ANSWER, by=bob)
        answer_id = answer.id
    with unit_of_work():
        comment = comments.comment(db.session.get_one(Post, number), COMMENT, by=bob)
        found = Thread(number, answer_id, comment.id)
    jobs.run_due()
    return found


def shown(client: FlaskClient, doors: list[str], secrets: tuple[str, ...]) -> list[tuple[str, str]]:
    """(address, word) for each secret that an answer holds although nobody had typed it."""
    found = []
    for door in doors:
        answer = client.get(door, follow_redirects=True)
        assert answer.status_code < 500, door
        found += [(door, word) for word in secrets if word in answer.text and word not in door]
    return found


def test_these_doors_show_what_is_public(client: FlaskClient, thread: Thread) -> None:
    through = {door for door, _word in shown(client, thread.doors(), SECRETS)}
    assert {"/questions", "/feeds/questions.atom", "/tags/relay", "/api/v1/questions"} <= through
    number = thread.question
    assert {
        f"/widget/v1/questions/{number}",
        f"/questions/{number}/qr.svg",
        "/feeds/members/bob.atom",
    } <= through


def test_whose_draft_it_is_sees_which_thread_it_belongs_to(
    client: FlaskClient, thread: Thread, frank: Actor, sign_in: SignIn
) -> None:
    assert "zanzibar" in sign_in(client, frank).get("/drafts").text


def test_no_picture_is_drawn_of_what_is_out_of_sight(
    client: FlaskClient, thread: Thread, carol: Actor
) -> None:
    places = [f"/questions/{thread.question}/{name}" for name in ("card.png", "qr.svg")]
    assert [client.get(each).status_code for each in places] == [200, 200]
    with unit_of_work():
        posts.hide(db.session.get_one(Post, thread.question), "spam", by=carol)
    assert [client.get(each).status_code for each in places] == [404, 404]


@pytest.mark.parametrize(("deed", "index"), [("hold", "stale"), ("hide", "stale"), ("delete", "fresh")])
def test_a_question_out_of_sight_takes_its_thread_along(
    client: FlaskClient,
    thread: Thread,
    carol: Actor,
    frank: Actor,
    sign_in: SignIn,
    deed: str,
    index: str,
) -> None:
    with unit_of_work():
        question = db.session.get_one(Post, thread.question)
        match deed:
            case "hold":
                posts.hold(question, ("shouting",), by=carol)
            case "hide":
                posts.hide(question, "spam", by=carol)
            case _:
                posts.delete(question, by=carol, reason="spam")
    if index == "fresh":
        jobs.run_due()
    assert shown(client, thread.doors(), SECRETS) == []
    assert shown(sign_in(client, frank), thread.doors(), SECRETS) == []


@pytest.mark.parametrize("deed", [posts.hide, posts.delete])
def test_an_answer_and_a_comment_out_of_sight_leave_no_word(
    client: FlaskClient,
    thread: Thread,
    carol: Actor,
    frank: Actor,
    sign_in: SignIn,
    deed: Callable[..., None],
) -> None:
    for number in (thread.answer, thread.comment):
        with unit_of_work():
            deed(db.session.get_one(Post, number), reason="spam", by=carol)
    hidden = ("tamarind", "persimmon")
    assert shown(client, thread.doors(hidden), hidden) == []
    assert shown(sign_in(client, frank), thread.doors(hidden), hidden) == []
