"""A customer and a helper, from the first look to the last thanks, in every way one can look at the site."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from community.answers import services as answering
from community.answers.models import Answer
from community.kernel.db import db
from community.kernel.jobs import run_due
from community.kernel.policy import Role
from community.questions import services as asking
from community.questions.models import Question
from community.ratings import services as rating
from tests.browser.desk_site import Site
from tests.browser.hands import Enter, Hand, Mode, in_every_mode
from tests.browser.hands import enter as enter  # noqa: PLC0414 - a fixture
from tests.browser.running import person, running
from tests.conftest import make_app

pytestmark = pytest.mark.browser

KNOWN = (
    "How can I keep one name for both radio bands at home",
    "The phones stay on the slow band in the garden, and I would like to keep one name for everything.",
)
TITLE = "The printer vanishes from the list every morning at seven"
BODY = "Each morning the laptop finds no printer until I restart both. I tried a new cable and another port."
ANGRY = (
    "Third router died in two months and nobody calls me back",
    "I am furious. Your hotline is useless, you lied to me twice about the repair, and I want my money back now. "
    "Absolutely unacceptable.",
)
ANSWER = (
    "Give the printer a fixed address: open the page of the router, choose the printer, and keep its address."
)


@pytest.fixture
def site(tmp_path: Path, empty_database: bytes) -> Iterator[Site]:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(tmp_path)
    app.config["WTF_CSRF_ENABLED"] = True
    made = Site(app, "")
    with app.app_context():
        for name, role in (("alice", Role.MEMBER), ("bob", Role.MEMBER), ("dave", Role.AGENT)):
            made.people[name] = person(name, role)
    made.do(lambda: asking.ask(*KNOWN, ["wifi"], by=made.people["bob"]))
    made.do(run_due)
    with running(app) as made.address:
        yield made


def newest(title: str) -> Question:
    db.session.rollback()
    return db.session.query(Question).filter_by(title=title).one()


def ask(hand: Hand, title: str, body: str) -> None:
    hand.open("/ask")
    hand.write("Title", title)
    hand.write("Details", body)
    hand.write("Tags", "printer")
    hand.go("Post your question")


@in_every_mode
def test_a_customer_finds_asks_is_answered_and_says_so(site: Site, enter: Enter, mode: Mode) -> None:
    alice = enter("alice")
    alice.search("one name for both bands")
    alice.go(KNOWN[0], own=False)
    alice.sees(KNOWN[1], own=False)
    alice.open("/ask")
    alice.write("Title", "Keep one name for both radio bands at home")
    if mode.scripts:
        expect(alice.page.locator("#title-suggestions")).to_contain_text(KNOWN[0])
    ask(alice, TITLE, BODY)
    alice.sees(BODY, own=False)

    site.do(lambda: answering.answer(newest(TITLE), ANSWER, by=site.people["bob"]))
    alice.reload()
    alice.sees("fixed address", own=False)
    alice.give_stars(5)
    expect(alice.page.locator(".rate input[value='5']")).to_be_checked()
    alice.go("This solved it")
    alice.sees("Solved it for the asker")


@in_every_mode
def test_an_angry_customer_reaches_staff_and_reads_their_answer(site: Site, enter: Enter, mode: Mode) -> None:
    del mode
    alice = enter("alice")
    ask(alice, *ANGRY)
    alice.sees("You have reason to be annoyed, so our support team has taken this on.")
    site.do(
        lambda: answering.answer(
            newest(ANGRY[0]), "A new router is on its way to you.", by=site.people["dave"]
        )
    )
    alice.reload()
    alice.sees("A new router is on its way", own=False)


@in_every_mode
def test_a_helper_finds_who_waits_answers_and_earns(site: Site, enter: Enter, mode: Mode) -> None:
    del mode
    number = site.do(lambda: asking.ask(TITLE, BODY, ["printer"], by=site.people["alice"]).id)
    bob = enter("bob")
    bob.open("/questions")
    bob.go(TITLE, own=False)
    bob.write("Your answer", ANSWER)
    bob.go("Post your answer")
    bob.sees("fixed address", own=False)

    def reward() -> None:
        given = db.session.query(Answer).filter_by(question_id=number).one()
        rating.rate(given, 5, by=site.people["alice"])
        answering.accept(given, by=site.people["alice"])

    site.do(reward)
    bob.open("/members/bob")
    bob.sees("First answer")
    bob.open("/members/bob/reputation")
    bob.sees("An answer was given five stars.")
