"""What searches read of a question: only what is public, by their rules, whatever somebody typed into it."""

import pytest
from flask.testing import FlaskClient

from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from tests.community.reading.conftest import Thread, accept, rate
from tests.community.reading.machines import Head, faults_of_qa, faults_of_trail, listed
from tests.conftest import MakeMember, SignIn, actor_of

HOSTILE = 'Why </script><script>alert("1")</script> &amp; <!-- \u2028 at night?'


def head_of(client: FlaskClient, address: str) -> Head:
    return Head(client.get(address, follow_redirects=True).text)


def hide(post_id: int, status: PostStatus) -> None:
    with unit_of_work():
        db.session.get_one(Post, post_id).status = status


def test_a_solved_question_is_told_by_the_rules(
    client: FlaskClient, thread: Thread, member: MakeMember, alice: Actor, bob: Actor
) -> None:
    answer = thread(alice, bob)
    accept(answer, alice)
    for name, stars in (("erna", 5), ("fritz", 4), ("gerda", 3)):
        rate(answer, stars, actor_of(member(name)))
    head = head_of(client, f"/questions/{answer.question_id}")
    page = head.of_type("QAPage")
    assert faults_of_qa(page) == []
    accepted = page["mainEntity"]["acceptedAnswer"]
    assert accepted["upvoteCount"] == 2, "stars of four and five, and no others"
    assert accepted["author"]["url"].endswith("/members/bob")
    assert accepted["url"].endswith(f"#answer-{answer.id}")
    assert "suggestedAnswer" not in page["mainEntity"]
    assert faults_of_trail(head.of_type("BreadcrumbList")) == []
    assert not head.noindex


def test_without_acceptance_an_answer_is_a_suggestion(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor
) -> None:
    page = head_of(client, f"/questions/{thread(alice, bob).question_id}").of_type("QAPage")
    assert faults_of_qa(page) == []
    assert len(listed(page["mainEntity"]["suggestedAnswer"])) == 1
    assert "acceptedAnswer" not in page["mainEntity"]


@pytest.mark.parametrize(
    "status", [PostStatus.HELD, PostStatus.HIDDEN, PostStatus.REFUSED, PostStatus.DELETED]
)
@pytest.mark.parametrize("reader", ["nobody", "author", "moderator"])
def test_what_is_out_of_sight_is_told_to_no_program(
    client: FlaskClient,
    thread: Thread,
    alice: Actor,
    bob: Actor,
    carol: Actor,
    sign_in: SignIn,
    status: PostStatus,
    reader: str,
) -> None:
    answer = thread(alice, bob)
    hide(answer.id, status)
    if reader != "nobody":
        sign_in(client, bob if reader == "author" else carol)
    head = head_of(client, f"/questions/{answer.question_id}")
    assert head.of_type("QAPage") is None
    assert answer.body_markdown[:20] not in str(head.data)


def test_a_question_alone_or_held_is_not_for_searches(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    answer = thread(alice, bob)
    with unit_of_work():
        db.session.get_one(Question, answer.question_id).answer_count = 0
    hide(answer.id, PostStatus.DELETED)
    address = f"/questions/{answer.question_id}"
    assert head_of(client, address).noindex
    assert address not in client.get("/sitemap-0.xml").text
    with unit_of_work():
        question = db.session.get_one(Question, answer.question_id)
        question.status, question.listed = PostStatus.HELD, False
    sign_in(client, alice)
    head = head_of(client, address)
    assert head.noindex
    assert head.data == []
    assert "og:title" not in head.names
    assert client.get(f"{address}/card.png").status_code == 404
    assert client.get(f"{address}/qr.svg").status_code == 404
    assert client.get(f"/feeds{address}.atom").status_code == 404


def test_no_title_ends_the_script_it_stands_in(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor
) -> None:
    answer = thread(alice, bob)
    with unit_of_work():
        db.session.get_one(Question, answer.question_id).title = HOSTILE
    page = client.get(f"/questions/{answer.question_id}", follow_redirects=True).text
    head = Head(page)
    assert head.of_type("QAPage")["mainEntity"]["name"] == HOSTILE
    assert "<script>alert" not in page
    assert head.names["og:title"] == HOSTILE


def test_each_language_names_itself_and_the_others(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor
) -> None:
    address = client.get(f"/questions/{thread(alice, bob).question_id}").location
    for chosen in ("", "?lang=en", "?lang=zh-Hans"):
        head = head_of(client, address + chosen)
        assert head.hrefs("canonical") == [f"http://localhost{address}{chosen}"]
        told = {link["hreflang"]: link["href"] for link in head.links if "hreflang" in link}
        assert told == {
            "en": f"http://localhost{address}?lang=en",
            "zh-Hans": f"http://localhost{address}?lang=zh-Hans",
            "x-default": f"http://localhost{address}",
        }


@pytest.mark.parametrize(
    ("address", "hidden"),
    [
        ("/questions", False),
        ("/questions?sort=new", True),
        ("/questions?tag=mesh", True),
        ("/questions?written=en&waits=y", True),
        ("/tags/mesh", False),
        ("/tags/mesh?state=solved", True),
        ("/search?q=mesh", True),
        ("/members/bob", False),
        ("/members/alice", True),
    ],
)
def test_only_what_helps_a_searcher_is_found(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, address: str, hidden: bool
) -> None:
    answer: Answer = thread(alice, bob)
    accept(answer, alice)
    assert head_of(client, address).noindex is hidden
