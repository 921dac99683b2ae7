"""After the answer: a customer says how it was, an agent uses what is kept ready, moderators act and are appealed against."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from community.answers import services as answering
from community.kernel import clock
from community.kernel.db import db
from community.kernel.jobs import run_due
from community.kernel.policy import Role
from community.posts.models import Post
from community.questions import services as asking
from community.questions.models import Question
from moderation.appeals.models import Appeal
from moderation.canned import services as canned
from moderation.escalation import replying, working
from moderation.flags import services as flags
from moderation.sanctions.models import Sanction
from moderation.surveys import services as surveys
from moderation.surveys.models import Survey
from tests.browser.desk_site import Site, ask
from tests.browser.hands import Enter, Mode, in_every_mode
from tests.browser.hands import enter as enter  # noqa: PLC0414 - a fixture
from tests.browser.running import person, running
from tests.conftest import make_app

pytestmark = pytest.mark.browser

CASE = ("My refund has been promised for three weeks now", "Two people promised it, and nothing has come.")
ASKED = ("The hall lamp never learns its schedule", "It goes on at four although I set six in the app.")
REPLY = "The refund left us this morning, and it is with you on Friday at the latest."
READY = "Money that we send back takes up to three working days to arrive at your bank."
NOTE = "The second promise was mine; look at the mail of Monday."
RUDE = "Only a fool would set a lamp like this, and you have asked it twice already."
PEOPLE = {
    "alice": Role.MEMBER,
    "bob": Role.MEMBER,
    "carol": Role.MODERATOR,
    "frank": Role.MODERATOR,
    "dave": Role.AGENT,
}
REGRET = "I was tired and I have said sorry to her since. It will not happen again."


@pytest.fixture
def site(tmp_path: Path, empty_database: bytes) -> Iterator[Site]:
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(tmp_path)
    app.config["WTF_CSRF_ENABLED"] = True
    made = Site(app, "")
    with app.app_context():
        made.people = {name: person(name, role) for name, role in PEOPLE.items()}
        made.cases.append(ask(made.people["alice"], *CASE))
    with running(app) as made.address:
        yield made


def settled(site: Site) -> int:
    """The case is answered, settled, and its customer asked how it was; the number of the question."""
    case, dave = site.cases[0], site.people["dave"]
    site.do(lambda: working.claim(case, by=dave))
    site.do(lambda: replying.reply(case, REPLY, by=dave))
    site.do(lambda: working.resolve(case, by=dave))
    site.do(run_due)

    def later() -> int:
        survey = db.session.query(Survey).one()
        survey.ask_at = clock.now() - timedelta(hours=1)
        surveys.ask(survey.id, clock.now())
        return survey.question_id

    return int(site.do(later))


@in_every_mode
def test_a_customer_says_how_the_help_was_and_that_it_solved_it(site: Site, enter: Enter, mode: Mode) -> None:
    del mode
    question = settled(site)
    alice = enter("alice")
    alice.open(f"/posts/{question}")
    alice.sees(REPLY, own=False)
    alice.go("Tell us")
    alice.choose("expected", "3")
    alice.choose("experienced", "5")
    alice.write("What should we know?", "Friendly, and quick in the end.")
    alice.go("Send")
    alice.sees("Thank you, this is what you said")
    alice.go("To the question")
    alice.go("This solved it")
    alice.sees("Solved it for the asker")
    said = site.do(lambda: [(each.expected, each.experienced) for each in db.session.query(Survey)])
    assert said == [(3, 5)]


@in_every_mode
def test_an_agent_sends_a_ready_answer_and_leaves_a_note(site: Site, enter: Enter, mode: Mode) -> None:
    kept = canned.Kept("Days that money takes", READY, mode.lang)
    site.do(lambda: canned.keep(kept, by=site.people["dave"]))
    case = site.cases[0]
    dave = enter("dave")
    dave.open(f"/desk/cases/{case}")
    dave.go("Take the case")
    dave.choose("kind", "note")
    dave.write("Your words", NOTE)
    dave.go("Keep the note")
    dave.sees(NOTE, own=False)
    dave.open_up("Ready answers")
    dave.open_up("Days that money takes", own=False)
    dave.go("Put it into your answer")
    dave.choose("kind", "reply")
    dave.go("Send and wait")
    dave.open(f"/desk/cases/{case}")
    dave.sees(READY, own=False)
    alice = enter("alice")
    alice.open(f"/posts/{site.do(lambda: site.case(case).question_id)}")
    alice.sees(READY, own=False)
    alice.misses(NOTE)


def reported(site: Site) -> None:
    """Bob was rude under the question of Alice, and she has reported it."""
    alice, bob = site.people["alice"], site.people["bob"]
    number = site.do(lambda: asking.ask(*ASKED, ["lamps"], by=alice).id)
    rude = site.do(lambda: answering.answer(db.session.get_one(Question, number), RUDE, by=bob).id)
    site.do(lambda: flags.flag(db.session.get_one(Post, rude), "abuse", by=alice))
    site.do(run_due)


@in_every_mode
def test_moderators_act_on_a_report_warn_and_decide_on_the_appeal(
    site: Site, enter: Enter, mode: Mode
) -> None:
    del mode
    reported(site)
    carol = enter("carol")
    carol.open("/review")
    carol.go("Take the next one")
    carol.sees(RUDE, own=False)
    carol.open_up("Refuse")
    carol.choose("reason", "abuse")
    carol.go("Refuse", inside="details[open] form")
    carol.open("/members/bob/sanction?kind=warn")
    carol.choose("reason", "abuse")
    carol.write("In your words, for the member", "Please talk about the lamp, not about who asks.")
    carol.go("Send the warning")
    warned = site.do(lambda: db.session.query(Sanction).filter_by(kind="warn").one().id)
    carol.close()

    bob = enter("bob")
    bob.open(f"/sanctions/{warned}")
    bob.go("Appeal")
    bob.write("Why do you see it differently?", REGRET)
    bob.go("Send the appeal")
    bob.close()

    frank = enter("frank")
    frank.open(f"/appeals/{site.do(lambda: db.session.query(Appeal).one().id)}")
    frank.sees(REGRET, own=False)
    frank.go("Take it")
    frank.write("Why do you decide so?", "You have said sorry, and she took it well.")
    frank.go("Grant it")
    frank.sees("The appeal was granted: the decision is taken back")
    assert not site.do(lambda: db.session.get_one(Sanction, warned).active)
