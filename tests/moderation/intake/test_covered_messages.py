"""What staff cover in a question that came in by a channel stands in none of its messages any more."""

from flask.testing import FlaskClient

from community.channels.models import ChannelMessage
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.queries import post_or_404
from moderation.escalation.queries import open_case_of_question
from moderation.masking import services
from tests.conftest import SignIn, both_databases
from tests.moderation.intake.test_intake import message, question_of, taken

NAME = "Hannelore Zanzibar"
ANGRY = "This is an absolute disgrace!!! Third kettle that burst, you liars. I want my money back NOW."


@both_databases
def test_the_case_shows_no_word_that_is_covered(client: FlaskClient, dave: Actor, sign_in: SignIn) -> None:
    taken(message(1, f"{ANGRY} {NAME} sold it."), message(2, f"Is {NAME} still with you? {ANGRY}"))
    question = question_of(1)
    assert question is not None
    case = open_case_of_question(question.id)
    assert case is not None
    browser, page, number = sign_in(client, dave), f"/desk/cases/{case.id}", question.id
    assert browser.get(page).text.count(NAME) > 1
    with unit_of_work():
        services.mask_words(post_or_404(number), [NAME], by=dave)
    assert "Zanzibar" not in browser.get(page).text
    assert not [each for each in db.session.query(ChannelMessage) if "Zanzibar" in each.body]
    with unit_of_work():
        services.unmask(post_or_404(number), by=dave)
    assert [each.body.count(NAME) for each in db.session.query(ChannelMessage)] == [1, 1]
