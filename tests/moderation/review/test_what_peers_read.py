"""Peers are members: they read a post while it waits, and once it is decided no more of it than the thread shows."""

from typing import TYPE_CHECKING, Final

import pytest
from flask.testing import FlaskClient

from community.answers import services as answers
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post, PostStatus
from community.questions import services as asking
from community.questions.models import Question
from gamification.reputation.models import MemberStanding
from moderation.review import claiming, opening, own, services
from moderation.review.filters import Filter
from moderation.review.models import ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision, ItemKind
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.security.town import key_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

WORD: Final = "zanzibarite"
ABOVE: Final = "marzipanic"
VIEWS: Final = ("decided", "all")


@pytest.fixture
def peer(app: "Huzhu", member: MakeMember) -> Actor:
    made = member("peer")
    with unit_of_work():
        db.session.add(MemberStanding(member_id=made.id, level=3))
    return actor_of(made)


@pytest.fixture
def item(alice: Actor, bob: Actor) -> int:
    """An answer that waits in the queue, public meanwhile."""
    with unit_of_work():
        question = asking.ask(
            f"Why does my {ABOVE} lamp blink?", "It blinks twice and stays dark.", ["lamp"], by=bob
        )
    with unit_of_work():
        given = answers.answer(question, f"Turn the {WORD} dial to the left until it clicks once.", by=alice)
        opening.open_item(given.id, ItemKind.LOW_QUALITY, ("substance",))
        number = given.id
    return int(db.session.query(ReviewItem.id).filter_by(post_id=number).scalar())


def decide(item_id: int, decision: Decision, by: Actor, reason: str | None = None) -> None:
    with unit_of_work():
        claiming.claim(item_id, by=by)
        services.decide(item_id, Opinion(decision, reason), by=by)


def told(app: "Huzhu", item: int, browser: FlaskClient, key: str) -> dict[str, str]:
    """All that the queue tells of an item, by the door."""
    program, keyed = app.test_client(), {"Authorization": f"Bearer {key}"}
    chosen = {"item": str(item), "decision": "approve"}
    found = {f"/review?state={view}": browser.get(f"/review?state={view}").text for view in VIEWS}
    found |= {f"?state={view}&q": browser.get(f"/review?state={view}&q={WORD[:6]}").text for view in VIEWS}
    found |= {"page": browser.get(f"/review/{item}").text}
    found |= {"bulk": browser.post("/review/bulk", data=chosen).text}
    found |= {"bulk deed": browser.post("/review/bulk/decision", data={**chosen, "item": f"{item}=x"}).text}
    found |= {
        "decision": browser.post(
            f"/review/{item}/decision", data={"decision": "approve"}, follow_redirects=True
        ).text
    }
    for view in VIEWS:
        address = f"/api/v1/review/items?state={view}"
        found[address] = program.get(address, headers=keyed).text
    for deed in ("release", "skip"):
        found[deed] = program.post(f"/api/v1/review/items/{item}/{deed}", headers=keyed).text
    return found


@both_databases
def test_what_was_removed_is_read_by_peers_no_more(
    app: "Huzhu", item: int, peer: Actor, carol: Actor, sign_in: SignIn
) -> None:
    browser, key = sign_in(app.test_client(), peer), key_of(peer.id)
    assert WORD in browser.get(f"/review/{item}").text, "while it waits"
    decide(item, Decision.REFUSE, carol, "private-data")
    assert [door for door, text in told(app, item, browser, key).items() if WORD in text] == []
    assert browser.get(f"/review/{item}").status_code == 404
    moderator = told(app, item, sign_in(app.test_client(), carol), key_of(carol.id))
    assert [door for door, text in moderator.items() if WORD not in text] == []


@both_databases
def test_what_was_approved_is_read_by_peers_until_it_or_its_question_goes_out_of_sight(
    app: "Huzhu", item: int, peer: Actor, carol: Actor, sign_in: SignIn
) -> None:
    browser = sign_in(app.test_client(), peer)
    decide(item, Decision.APPROVE, carol)

    def listed() -> bool:
        return item in {each.id for each in own.listed(Filter(state="decided"), 1, peer).page.items}

    assert listed()
    assert WORD in browser.get(f"/review/{item}").text
    with unit_of_work():
        posts.hide(_question(), "spam", by=carol)
    assert not listed()
    assert browser.get(f"/review/{item}").status_code == 404


def test_a_question_out_of_sight_is_not_shown_above_its_answer(
    app: "Huzhu", item: int, peer: Actor, carol: Actor, sign_in: SignIn
) -> None:
    browser = sign_in(app.test_client(), peer)
    assert ABOVE in browser.get(f"/review/{item}").text
    with unit_of_work():
        posts.delete(_question(), by=carol, reason="private-data")
    assert ABOVE not in browser.get(f"/review/{item}").text
    assert ABOVE in sign_in(app.test_client(), carol).get(f"/review/{item}").text


def test_whoever_removed_it_may_look_at_it_while_they_can_undo(
    app: "Huzhu", item: int, member: MakeMember, sign_in: SignIn
) -> None:
    peers = [actor_of(member(f"peer{number}"), level=3) for number in range(3)]
    for each in peers:
        decide(item, Decision.SPAM, each)
    last = peers[-1]
    with unit_of_work():
        db.session.merge(MemberStanding(member_id=last.id, level=3))
    post_id = db.session.get_one(ReviewItem, item).post_id
    assert db.session.get_one(Post, post_id).status != PostStatus.PUBLISHED
    assert WORD in sign_in(app.test_client(), last).get(f"/review/{item}").text


def _question() -> Question:
    return db.session.query(Question).filter(Question.title.contains(ABOVE)).one()
