"""What one wrote is no way round a suspension, nor round an agreement that was taken back; and stays one's own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts import consents, tokens
from community.accounts import services as accounts
from community.accounts.models import Member
from community.answers import services as answering
from community.answers.models import Answer
from community.kernel import secret_links
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.restraints import Restraint
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts import services as posts
from community.posts.models import EditSuggestion, Post, PostStatus
from community.questions import services as asking
from community.questions.models import CloseReason, Question
from tests.conftest import SignIn
from tests.security.town import ANSWER, key_of

BODY: Final = "Since the last update the second node restarts at night, whatever cable I take."


@dataclass(frozen=True)
class Written:
    """What Alice wrote: a question that is open, one that she closed, an answer that she deleted, and a suggestion."""

    open: int
    closed: int
    deleted: int
    suggestion: int

    def addresses(self) -> Mapping[str, tuple[str, dict[str, str]]]:
        """Each deed with what is one's own: where it goes, and what it says."""
        words = {
            "title": "Why does the second node restart at night?",
            "tags": "router",
            "body": BODY + " Odd.",
        }
        return {
            "restore": (f"/posts/{self.deleted}/restore", {}),
            "close": (f"/questions/{self.open}/close", {"reason": "resolved-elsewhere"}),
            "reopen": (f"/questions/{self.closed}/reopen", {}),
            "approve": (f"/suggestions/{self.suggestion}", {"decision": "approve"}),
            "edit": (f"/questions/{self.open}/edit", words),
        }


@pytest.fixture
def written(alice: Actor, bob: Actor) -> Written:
    with unit_of_work():
        one = asking.ask("Why does the second node restart at night?", BODY, ["router"], by=alice)
        two = asking.ask(
            "How long does the node need to start?", "It takes minutes here.", ["router"], by=alice
        )
        asking.close(two, CloseReason.RESOLVED_ELSEWHERE, by=alice)
        bobs = asking.ask(
            "Why is the lamp of the router red?", "It is red since noon today.", ["router"], by=bob
        )
        mine = answering.answer(bobs, ANSWER, by=alice)
        posts.delete(mine, by=alice)
        words = editing.Words(body=BODY + " And the cable is new.")
        suggested = editing.suggest(one, words, by=bob)
    return Written(one.id, two.id, mine.id, suggested.id)


def state(written: Written) -> tuple[object, ...]:
    db.session.rollback()
    one = db.session.get_one(Question, written.open)
    return (
        one.body_markdown,
        one.closed_at,
        db.session.get_one(Question, written.closed).closed_at,
        db.session.get_one(Post, written.deleted).status,
        db.session.get_one(EditSuggestion, written.suggestion).state,
    )


def suspended(alice: Actor) -> None:
    accounts.set_suspended(db.session.get_one(Member, alice.id), suspended=True)


def without_agreement(alice: Actor) -> None:
    consents.withdraw(db.session.get_one(Member, alice.id))


@pytest.mark.parametrize("kept_out", [suspended, without_agreement])
@pytest.mark.parametrize("deed", ["restore", "close", "reopen", "approve", "edit"])
def test_who_takes_no_part_does_nothing_with_what_they_wrote(
    app: Flask,
    sign_in: SignIn,
    alice: Actor,
    written: Written,
    deed: str,
    kept_out: Callable[[Actor], None],
) -> None:
    client = sign_in(app.test_client(), alice)
    with unit_of_work():
        kept_out(alice)
    before = state(written)
    address, words = written.addresses()[deed]
    answer = client.post(address, data=words)
    assert state(written) == before
    assert answer.status_code in {302, 403}  # an edit may still be suggested, which is refused as well


@pytest.mark.parametrize("deed", ["restore", "close", "reopen", "approve", "edit"])
def test_who_takes_part_does(app: Flask, sign_in: SignIn, alice: Actor, written: Written, deed: str) -> None:
    client: FlaskClient = sign_in(app.test_client(), alice)
    before = state(written)
    address, words = written.addresses()[deed]
    assert client.post(address, data=words).status_code in {302, 303}
    assert state(written) != before


@pytest.mark.parametrize("kept_out", [suspended, without_agreement])
def test_nor_does_the_link_of_a_letter(
    client: FlaskClient, alice: Actor, bob: Actor, written: Written, kept_out: Callable[[Actor], None]
) -> None:
    with unit_of_work():
        given = answering.answer(db.session.get_one(Question, written.open), ANSWER, by=bob)
        seed = tokens.issue(alice.id, tokens.Purpose.SOLVED, {"answer_id": given.id})
        kept_out(alice)
    word = secret_links.word_of(seed)
    assert client.post(f"/solved/{word}").status_code == 403
    assert db.session.get_one(Answer, given.id, populate_existing=True).accepted_at is None


def test_who_may_not_edit_what_others_wrote_edits_and_deletes_their_own(
    app: Flask, alice: Actor, bob: Actor, written: Written
) -> None:
    with unit_of_work():
        db.session.get_one(Member, alice.id).restraints = {Restraint.NO_EDITS: None}
        foreign = asking.ask(
            "Why is the lamp of the bridge blue?", "Blue since noon today.", ["router"], by=bob
        )
    program, key = app.test_client(), {"Authorization": f"Bearer {key_of(alice.id)}"}
    own, other = f"/api/v1/posts/{written.open}", f"/api/v1/posts/{foreign.id}"
    assert program.patch(other, json={"body": BODY + " Odd."}, headers=key).status_code == 403
    assert program.patch(own, json={"body": BODY + " Odd."}, headers=key).status_code == 200
    assert program.delete(own, headers=key).status_code == 204
    assert db.session.get_one(Post, written.open, populate_existing=True).status == PostStatus.DELETED
