"""Lists: filters that hold together, stand in the address and can be taken away one by one; long threads in pages."""

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from community.answers import services as answering
from community.comments import services as commenting
from community.kernel.db import db
from community.kernel.languages import LANGUAGES
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from community.reading import totals
from community.reading.filters import SORTS, STATES, Filters, read
from community.tags import services as tagging
from community.tags.queries import tag_or_404
from tests.community.reading.conftest import Thread, accept
from tests.conftest import MakeMember, SignIn, actor_of
from tests.plans import asked_of

COUNTING = re.compile(r"count\(\*\) AS count_\d FROM \(SELECT questions\.id")
TAGS = st.lists(st.sampled_from(["mesh", "wifi", "路由器", "c++"]), unique=True).map(tuple)
FILTERS = st.builds(
    Filters,
    sort=st.sampled_from(SORTS),
    state=st.sampled_from(("", *STATES)),
    tags=TAGS,
    written=st.sampled_from(("", *LANGUAGES)),
    waits=st.booleans(),
)


def of_address(address: str) -> Filters:
    return read(MultiDict(parse_qsl(urlsplit(address).query)))


@given(FILTERS)
def test_the_address_says_all_that_is_filtered(filters: Filters) -> None:
    assert of_address(filters.address("/questions")) == filters
    for chip in filters.chips("/questions"):
        fewer = list(of_address(chip.without).chips("/questions"))
        assert len(fewer) == len(list(filters.chips("/questions"))) - 1


def test_unknown_filters_are_as_if_not_given() -> None:
    assert read(MultiDict({"sort": "x", "state": "y", "written": "z", "waits": "1"})) == Filters()


def test_filters_hold_together_and_the_count_is_true(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor
) -> None:
    accept(thread(alice, bob, tag="mesh"), alice)
    thread(alice, bob, tag="mesh")
    thread(alice, bob, tag="radio")
    assert "3 questions" in client.get("/questions").text
    both = client.get("/questions?tag=mesh&state=solved&written=en").text
    assert "1 question" in both
    assert both.count('class="filter-chip"') == 3
    assert "No question fits" in client.get("/questions?tag=mesh&tag=radio").text
    assert "No question fits" in client.get("/questions?waits=y").text
    assert "2 questions" in client.get("/questions?tag=mesh").text


def test_a_long_list_is_counted_once_however_it_is_sorted(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(totals, "LONG", 2)
    for _turn in range(3):
        thread(alice, bob)
    with asked_of(db.engine) as asked:
        for sort in SORTS:
            client.get(f"/questions?sort={sort}")
    counts = [each for each in asked if COUNTING.search(" ".join(each.words.split()))]
    assert len(counts) == 2, "those that wait for an answer are others"


def test_a_list_is_kept_only_for_who_asks_and_until_they_ask(client: FlaskClient) -> None:
    client.get("/questions?sort=new&tag=mesh")
    assert client.get("/questions").status_code == 200
    kept = client.post("/questions/habit", data={"query": "sort=new&tag=mesh"})
    assert kept.status_code == 303
    assert client.get("/questions").location == "/questions?sort=new&tag=mesh"
    assert client.get("/questions?sort=active").status_code == 200
    client.post("/questions/habit", data={"query": "sort=new&tag=mesh", "forget": "y"})
    assert client.get("/questions").status_code == 200


@pytest.fixture
def long(thread: Thread, member: MakeMember, alice: Actor, bob: Actor) -> list[int]:
    """The ids of twelve answers to one question; its number stands first."""
    first = thread(alice, bob)
    ids = [first.question_id, first.id]
    for number in range(11):
        helper = actor_of(member(f"helper{number}"))
        with unit_of_work():
            question = db.session.get_one(Question, ids[0])
            words = f"Another way, number {number}: move it away from the metal shelf."
            ids.append(answering.answer(question, words, by=helper).id)
    return ids


def test_answers_beyond_the_first_page_have_pages_and_links_find_them(
    client: FlaskClient, long: list[int], bob: Actor, sign_in: SignIn
) -> None:
    number, *answers = long
    address = client.get(f"/questions/{number}").location
    first, second = client.get(address).text, client.get(f"{address}?page=2").text
    on_first = {each for each in answers if f'id="answer-{each}"' in first}
    on_second = {each for each in answers if f'id="answer-{each}"' in second}
    assert (len(on_first), len(on_second)) == (10, 2)
    assert not on_first & on_second
    for each in answers:
        place = client.get(f"/posts/{each}").location
        assert place == f"{address}{'?page=2' if each in on_second else ''}#answer-{each}"
    assert client.get(f"{address}?page=99").status_code == 200
    newest = client.get(f"{address}?sort=new").text
    assert f'id="answer-{answers[-1]}"' in newest


def test_comments_beyond_a_few_are_folded_and_still_in_the_page(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor
) -> None:
    answer = thread(alice, bob)
    for number in range(7):
        with unit_of_work():
            commenting.comment(answer, f"And what about the radio number {number} there?", by=bob)
    page = client.get(f"/questions/{answer.question_id}", follow_redirects=True).text
    assert "Show 4 more comments" in page
    assert page.index("radio number 2") < page.index("comments-fold") < page.index("radio number 3")


def test_an_asker_is_not_asked_to_answer_themselves(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    answer = thread(alice, bob)
    with unit_of_work():
        db.session.get_one(Question, answer.question_id).answer_count = 0
        db.session.delete(db.session.get_one(type(answer), answer.id))
    sign_in(client, alice)
    assert (
        "Know something that could help"
        not in client.get(f"/questions/{answer.question_id}", follow_redirects=True).text
    )
    other = sign_in(client.application.test_client(), bob)
    assert (
        "Know something that could help"
        in other.get(f"/questions/{answer.question_id}", follow_redirects=True).text
    )


def test_what_changes_by_itself_costs_little_when_nothing_did(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor
) -> None:
    answer = thread(alice, bob)
    address = f"/questions/{answer.question_id}/now?seen="
    same = client.get(address + "2")
    assert "new answer" not in same.text
    assert client.get(address + "2", headers={"If-None-Match": same.headers["ETag"]}).status_code == 304
    assert "1 new answer has come." in client.get(address + "1").text


def test_a_filter_takes_any_name_of_a_tag(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, erin: Actor
) -> None:
    thread(alice, bob, tag="mesh")
    thread(alice, bob, tag="radio")
    with unit_of_work():
        tagging.add_synonym(tag_or_404("mesh"), "mesh-net", by=erin)
    assert "1 question" in client.get("/questions?tag=mesh_net").text
    assert "No question fits" in client.get("/questions?tag=unknown").text


def test_a_habit_leaves_other_words_of_the_address_alone(client: FlaskClient) -> None:
    client.post("/questions/habit", data={"query": "sort=new"})
    assert client.get("/questions?lang=zh-Hans").location == "/questions?sort=new&lang=zh-Hans"
