"""The front page of each kind of reader: what it shows, in what order, and what it costs."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.answers import services as answers
from community.answers.models import Answer
from community.front import services
from community.front.models import FrontOpening, FrontUse
from community.kernel import clock, page_cache
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.questions.models import Question
from community.questions.taking_part import mark_same_problem
from moderation.insights.block import health
from tests.community.front.conftest import Asks
from tests.community.reading.test_own_pages import own_pages
from tests.community.reading.test_profile_statements import statements
from tests.conftest import SignIn, actor_of, both_databases

MOST_SIGNED_IN = 12  # of a page that is not kept yet: with the look at what proves it
MOST_VISITOR = 3


def answered(question: Question, by: Actor) -> None:
    with unit_of_work():
        answers.answer(
            db.session.get_one(Question, question.id),
            f"The nightly scan number {question.id} does it; switch it off in the settings.",
            by=by,
        )


def block(page: str, slug: str) -> str:
    """The part of a page that is one block."""
    start = page.index(f'id="block-{slug}"')
    return page[start : page.index("</section>", start)]


def order_of(page: str) -> list[str]:
    return [part.split('"')[0] for part in page.split('data-block="')[1:]]


@both_databases
def test_a_visitor_finds_the_search_before_all_else_and_what_others_ask(
    app: Flask, alice: Actor, bob: Actor, asks: Asks
) -> None:
    question = asks(alice)
    with unit_of_work():
        mark_same_problem(db.session.get_one(Question, question.id), by=bob)
    page = app.test_client().get("/").text
    assert page.index("hero-search") < page.index('class="blocks"')
    assert question.title in block(page, "guess")
    assert "more and more people ran into in the last days" in block(page, "guess")
    assert "block-own" not in page


def test_what_the_reader_may_have_come_for_is_not_shown_again_as_solved_last(
    client: FlaskClient, alice: Actor, bob: Actor, asks: Asks
) -> None:
    shared, other = asks(alice), asks(alice, title="Why does the doorbell ring half a minute late?")
    for question in (shared, other):
        with unit_of_work():
            found = db.session.get_one(Question, question.id)
            given = answers.answer(found, f"Switch off the scan number {found.id} in the settings.", by=bob)
            answers.accept(given, by=alice)
    with unit_of_work():
        mark_same_problem(db.session.get_one(Question, shared.id), by=bob)
    page = client.get("/").text
    assert shared.title in block(page, "guess")
    assert shared.title not in block(page, "answered")
    assert other.title in block(page, "answered")


def test_the_guesses_speak_the_language_of_the_reader(
    client: FlaskClient, alice: Actor, bob: Actor, asks: Asks
) -> None:
    question = asks(alice)
    with unit_of_work():
        mark_same_problem(db.session.get_one(Question, question.id), by=bob)
    assert 'id="block-guess"' not in client.get("/?lang=zh-Hans").text


def test_who_asks_sees_their_question_with_its_next_step_and_what_is_new(
    client: FlaskClient, sign_in: SignIn, alice: Actor, bob: Actor, asks: Asks
) -> None:
    question = asks(alice)
    sign_in(client, alice)
    assert "are being asked" in block(client.get("/").text, "own")
    answered(question, bob)
    own = block(client.get("/").text, "own")
    assert "1 new answer" in own
    assert "did it solve it?" in own


@both_databases
def test_an_answer_that_was_removed_is_no_new_one(
    app: Flask, sign_in: SignIn, alice: Actor, bob: Actor, carol: Actor, asks: Asks
) -> None:
    question = asks(alice)
    answered(question, bob)
    browser = sign_in(app.test_client(), alice)
    assert "1 new answer" in block(browser.get("/").text, "own")
    with unit_of_work():
        posts.hide(db.session.query(Answer).filter_by(question_id=question.id).one(), "spam", by=carol)
    own = block(browser.get("/").text, "own")
    assert question.title in own
    assert "new answer" not in own


def test_who_helps_sees_what_fits_them_with_the_reason_until_it_is_not_for_them(
    client: FlaskClient, sign_in: SignIn, alice: Actor, bob: Actor, asks: Asks
) -> None:
    answered(asks(alice), bob)
    answered(asks(alice), bob)
    fits, other = asks(alice), asks(alice, tag="billing", title="Where do I find the bills of last year, {}?")
    sign_in(client, bob)
    needed = block(client.get("/").text, "needed")
    assert "You answered 2 about mesh" in needed
    assert fits.title in needed
    assert other.title not in needed
    assert client.post(f"/front/leave/{fits.id}").status_code == 303
    assert fits.title not in block(client.get("/").text, "needed")


@pytest.mark.parametrize(
    ("who", "seen", "unseen"),
    [
        ("alice", {"own", "needed", "progress"}, {"review", "desk", "health"}),
        ("carol", {"review", "needed"}, {"desk"}),
        ("dave", {"desk"}, {"progress"}),
        ("erin", {"desk"}, {"progress"}),
    ],
)
def test_each_sees_their_own_work(
    request: pytest.FixtureRequest,
    client: FlaskClient,
    sign_in: SignIn,
    who: str,
    seen: set[str],
    unseen: set[str],
) -> None:
    sign_in(client, request.getfixturevalue(who))
    for lang in ("en", "zh-Hans"):
        page = client.get(f"/front/arrange?lang={lang}").text
        offered = {part.split('"')[0] for part in page.split('data-slug="')[1:]}
        assert seen <= offered
        assert not unseen & offered
        assert client.get(f"/?lang={lang}").status_code == 200


@both_databases
def test_who_runs_the_site_reads_how_it_is_in_one_sentence_and_one_statement(
    app: Flask, sign_in: SignIn, member: Callable[..., Member], alice: Actor, bob: Actor, asks: Asks
) -> None:
    client = app.test_client()
    with clock.at(clock.now() - timedelta(hours=5)):
        answered(asks(alice), bob)
        asks(alice)
    sign_in(client, actor_of(member("ines", "admin")))
    shown = block(client.get("/").text, "health")
    assert "50% of the questions" in shown
    assert 'href="/insights"' in shown
    with statements() as asked:
        found = health(alice, {})
    assert (found.asked, found.in_time, found.held, found.open_cases) == (2, 1, 0, 0)
    assert len(asked) == 1


def test_a_hidden_game_is_not_on_the_front_page(client: FlaskClient, sign_in: SignIn, alice: Actor) -> None:
    with unit_of_work():
        db.session.get_one(Member, alice.id).hides_game = True
    sign_in(client, alice)
    assert 'data-slug="progress"' not in client.get("/front/arrange").text


@both_databases
def test_a_block_is_moved_put_away_and_brought_back_without_a_script(
    app: Flask, sign_in: SignIn, alice: Actor, asks: Asks
) -> None:
    client = sign_in(app.test_client(), alice)
    assert order_of(client.get("/").text)[:2] == ["own", "needed"]
    client.post("/front/arrange", data={"deed": "down:own"})
    assert order_of(client.get("/").text)[:2] == ["needed", "own"]
    client.post("/front/arrange", data={"deed": "away:needed"})
    assert "needed" not in order_of(client.get("/").text)
    client.post("/front/arrange", data={"deed": "away:needed"})
    assert order_of(client.get("/").text)[0] == "needed"
    client.post("/front/arrange", data={"deed": "site"})
    assert order_of(client.get("/").text)[0] == "own"


def test_a_whole_order_is_kept_and_strange_names_are_not(
    client: FlaskClient, sign_in: SignIn, alice: Actor
) -> None:
    sign_in(client, alice)
    client.post("/front/arrange", data={"deed": "order", "order": ["waiting", "desk", "nonsense", "own"]})
    kept = db.session.get_one(Member, alice.id).settings["front"]["blocks"]["order"]
    assert kept == ["waiting", "own"]
    assert client.post("/front/arrange", data={"deed": "nonsense"}).status_code == 404


@both_databases
def test_what_is_used_is_counted_and_put_first_when_the_reader_says_so(
    app: Flask, sign_in: SignIn, alice: Actor, asks: Asks
) -> None:
    question = asks(alice)
    client = sign_in(app.test_client(), alice)
    with clock.at(clock.now() - timedelta(days=1)):
        for _ in range(3):
            client.post("/front/used", data={"slug": "needed", "question": question.id})
        client.post("/front/used", data={"slug": "desk"})  # is not theirs to use
    db.session.rollback()
    assert [(use.slug, use.count) for use in db.session.query(FrontUse)] == [("needed", 3)]
    assert order_of(client.get("/").text)[0] == "own"
    client.post("/front/arrange", data={"deed": "used"})
    assert order_of(client.get("/").text)[0] == "needed"
    client.post("/front/arrange", data={"deed": "forget"})
    db.session.rollback()
    assert db.session.query(FrontUse).count() == 0


def test_visitors_are_counted_by_question_alone_and_not_at_all_if_they_ask_for_it(
    client: FlaskClient, alice: Actor, asks: Asks
) -> None:
    question = asks(alice)
    client.post("/front/used", data={"slug": "guess", "question": question.id})
    client.post("/front/used", data={"slug": "guess", "question": question.id}, headers={"Sec-GPC": "1"})
    db.session.rollback()
    assert [each.count for each in db.session.query(FrontOpening)] == [1]
    assert "Opened often" in block(client.get("/").text, "guess")
    assert client.post("/front/used", data={"question": "99999999"}).status_code == 404


def test_the_page_costs_few_statements_however_much_there_is(
    client: FlaskClient, app: Flask, sign_in: SignIn, alice: Actor, bob: Actor, carol: Actor, asks: Asks
) -> None:
    for number in range(6):
        question = asks(alice, tag=f"tag-{number}")
        if number % 2:
            answered(question, bob)
    moment = clock.now()  # what is kept in memory for seconds is not read anew, however slow the machine
    with clock.at(moment):
        client.get("/")
        with statements() as asked:
            client.get("/")
    assert len(asked) <= MOST_VISITOR, asked
    for who in (alice, bob, carol):
        other = sign_in(app.test_client(), who)
        with clock.at(clock.now()):
            other.get("/")
            page_cache.pages_of(app).clear()
            own_pages(app).clear()  # what is kept asks once: here it is made
            with statements() as asked:
                other.get("/")
            assert len(asked) <= MOST_SIGNED_IN, asked
            before = len(asked)
            for _ in range(4):
                asks(alice if who != alice else bob)
            own_pages(app).clear()
            with statements() as asked:
                other.get("/")
            assert len(asked) == before


def test_leaving_what_is_not_there_is_not_found(client: FlaskClient, sign_in: SignIn, alice: Actor) -> None:
    sign_in(client, alice)
    assert client.post("/front/leave/424242").status_code == 404
    assert services.seen_by(db.session.get_one(Member, alice.id)) == {}
