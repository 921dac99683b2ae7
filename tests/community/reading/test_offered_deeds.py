"""What is offered with a post is what its reader may do."""

import re
from typing import Final

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member, MemberStatus
from community.answers import services as answering
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.restraints import Restraint
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from community.questions.queries import question_or_404
from community.questions.rules import CloseReason
from tests.community.reading.conftest import Thread
from tests.conftest import SignIn

OFFERED: Final = re.compile(r'formaction="([^"]+)"|href="(/posts/\d+/comment)"')


def test_who_did_not_close_a_question_is_not_offered_to_reopen_it(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, carol: Actor, sign_in: SignIn
) -> None:
    question = question_or_404(thread(alice, bob).question_id)
    deeds, reopen = f"/posts/{question.id}/deeds", f"/questions/{question.id}/reopen"
    asker = sign_in(client, alice)
    with unit_of_work():
        asking.close(question, CloseReason.UNCLEAR, by=carol)
    assert reopen not in asker.get(deeds).text
    with unit_of_work():
        asking.reopen(question, by=carol)
    with unit_of_work():
        asking.close(question, CloseReason.RESOLVED_ELSEWHERE, by=alice)
    assert reopen in asker.get(deeds).text


def test_the_asker_confirms_what_another_one_marked(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, carol: Actor, sign_in: SignIn
) -> None:
    answer = thread(alice, bob)
    question = question_or_404(answer.question_id)
    with unit_of_work():
        answering.accept(answer, by=carol)
    asker = sign_in(client, alice)
    page = f"/questions/{question.id}/{question.slug}"
    accept = f'formaction="/answers/{answer.id}/acceptance"'
    assert accept in asker.get(page).text
    assert asker.post(f"/answers/{answer.id}/acceptance").status_code == 303
    assert accept not in asker.get(page).text


def test_closing_offers_the_reasons_that_one_may_give(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, carol: Actor, sign_in: SignIn
) -> None:
    question = question_or_404(thread(alice, bob).question_id)
    address, offered = f"/questions/{question.id}/close", 'name="reason"'
    assert sign_in(client, carol).get(address).text.count(offered) == len(CloseReason)
    own = sign_in(client, alice).get(address).text
    assert own.count(offered) == 1
    assert re.search(r'value="resolved-elsewhere"[^>]*checked', own)  # there is nothing to choose
    assert "duplicate_of" not in own
    assert (
        sign_in(client, bob).get(address).status_code
        == client.post(address, data={"reason": "other"}).status_code
    )
    assert sign_in(client, bob).get(address).status_code == 403
    with unit_of_work():
        asking.close(question, CloseReason.UNCLEAR, by=carol)
    assert sign_in(client, alice).get(address).status_code == 409


@pytest.mark.parametrize("who", ["asker", "author", "reader"])
def test_who_may_only_read_is_offered_nothing_that_is_refused(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, carol: Actor, sign_in: SignIn, who: str
) -> None:
    question = question_or_404(thread(alice, bob).question_id)
    reader = {"asker": alice, "author": bob, "reader": carol}[who]
    browser, page = sign_in(client, reader), f"/questions/{question.id}/{question.slug}"
    assert OFFERED.search(browser.get(page).text)
    with unit_of_work():
        db.session.get_one(Member, reader.id).status = MemberStatus.SUSPENDED
    offered = [pressed or opened for pressed, opened in OFFERED.findall(browser.get(page).text)]
    assert offered == (["/questions/1/unfollow"] if who == "asker" else [])


def test_whoever_may_not_comment_is_not_offered_to(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    question = question_or_404(thread(alice, bob).question_id)
    browser, page = sign_in(client, alice), f"/questions/{question.id}/{question.slug}"
    with unit_of_work():
        db.session.get_one(Member, alice.id).restraints = {Restraint.NO_COMMENTS: None}
    offered = [pressed or opened for pressed, opened in OFFERED.findall(browser.get(page).text)]
    assert [each for each in offered if each.endswith("/comment")] == []
    assert "/answers/2/acceptance" in offered
