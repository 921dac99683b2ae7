"""Suggested edits in the queue: what is said about an edit is never said about the post, nor the other way round."""

import pytest
from flask import Flask

from community.answers import services as answering
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts import editing
from community.posts.models import EditSuggestion
from community.posts.queries import post_or_404
from community.questions import services as asking
from moderation.audit.models import ModerationLogEntry
from moderation.flags import services as flags
from moderation.quality.models import GateFinding
from moderation.review import claiming, context, opening, queries, services
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision, ItemKind
from moderation.review.watch import watch
from tests.conftest import MakeMember, actor_of

APPROVE, REFUSE = (
    Opinion(Decision.APPROVE),
    Opinion(Decision.REFUSE, "low-quality", "The old words are clearer."),
)
OTHERS = [ItemKind.FIRST_POST, ItemKind.LOW_QUALITY, ItemKind.DUPLICATE, ItemKind.SPAM, ItemKind.FLAG]


@pytest.fixture
def peers(app: Flask, member: MakeMember) -> list[Actor]:
    return [actor_of(member(f"peer{number}"), level=3) for number in range(5)]


@pytest.fixture
def post_id(alice: Actor, bob: Actor) -> int:
    """A public answer that nobody need look at."""
    with unit_of_work():
        question = asking.ask(
            "Which cable do I need for the attic?",
            "The attic is thirty metres away and I would like to keep the full speed.",
            ["cabling"],
            by=bob,
        )
        made = answering.answer(
            question, "A cable of category six is enough for thirty metres of full speed.", by=alice
        )
        opening.settle(made.id)
        return made.id


def suggest(post_id: int, by: Actor) -> None:
    with unit_of_work():
        words = editing.Words(body="A cable of category six is enough for thirty metres at full speed.")
        editing.suggest(post_or_404(post_id), words, by=by)


def item_of(post_id: int) -> ReviewItem:
    return db.session.query(ReviewItem).populate_existing().filter_by(post_id=post_id, state="open").one()


def put(post_id: int, kind: ItemKind) -> int:
    with unit_of_work():
        opening.open_item(post_id, kind, ["substance"])
    return item_of(post_id).id


def say(item_id: int, opinion: Opinion, by: Actor) -> str:
    with unit_of_work():
        claiming.claim(item_id, by=by)
    with unit_of_work():
        return str(services.decide(item_id, opinion, by=by).state)


def edits(post_id: int) -> list[str]:
    found = db.session.query(EditSuggestion.state).filter_by(post_id=post_id)
    return [str(state) for (state,) in found]


@pytest.mark.parametrize("kind", OTHERS)
def test_an_edit_never_takes_over_what_is_asked_about_the_post(
    kind: ItemKind, post_id: int, peers: list[Actor]
) -> None:
    item_id = put(post_id, kind)
    assert say(item_id, APPROVE, peers[0]) == "open"
    suggest(post_id, peers[4])
    assert (item_of(post_id).id, item_of(post_id).kind) == (item_id, kind)
    assert say(item_id, APPROVE, peers[1]) == "open"  # two are enough for an edit, and this is none
    assert say(item_id, APPROVE, peers[2]) == "decided"
    assert edits(post_id) == ["open"]
    assert item_of(post_id).kind == ItemKind.EDIT  # it comes by itself, afterwards
    assert say(item_of(post_id).id, APPROVE, peers[0]) == "open"
    assert say(item_of(post_id).id, APPROVE, peers[1]) == "decided"
    assert edits(post_id) == ["approved"]


@pytest.mark.parametrize("kind", OTHERS)
def test_what_was_said_about_an_edit_is_no_voice_about_the_post(
    kind: ItemKind, post_id: int, peers: list[Actor]
) -> None:
    suggest(post_id, peers[4])
    edit_id = item_of(post_id).id
    assert say(edit_id, REFUSE, peers[0]) == "open"
    with unit_of_work():
        claiming.claim(edit_id, by=peers[1])
    item = db.session.get_one(ReviewItem, put(post_id, kind), populate_existing=True)
    assert (item.id, item.kind, item.disputed) == (edit_id, kind, False)
    assert item.claimed_by_id is None  # whoever looked at the edit must look at the post
    assert db.session.query(ReviewDecision).filter_by(item_id=edit_id).count() == 0
    assert say(edit_id, REFUSE, peers[0]) == "open"
    assert say(edit_id, REFUSE, peers[1]) == "open"
    assert say(edit_id, REFUSE, peers[2]) == "decided"


def test_reports_that_end_leave_the_edit_in_the_queue(post_id: int, peers: list[Actor]) -> None:
    suggest(post_id, peers[4])
    with unit_of_work():
        mine = flags.flag(post_or_404(post_id), "off-topic", by=peers[0])
    assert item_of(post_id).kind == ItemKind.FLAG
    with unit_of_work():
        flags.withdraw(mine, by=peers[0])
    assert item_of(post_id).kind == ItemKind.EDIT


@pytest.mark.parametrize("opinion", [APPROVE, REFUSE, Opinion(Decision.SPAM)])
def test_a_decision_about_an_edit_is_none_about_the_post(
    opinion: Opinion, post_id: int, peers: list[Actor], carol: Actor, alice: Actor
) -> None:
    first = put(post_id, ItemKind.LOW_QUALITY)
    for peer in peers[:3]:
        say(first, APPROVE, peer)
    with unit_of_work():
        db.session.add(
            GateFinding(post_id=post_id, check="substance", verdict="review", found_at=clock.now())
        )
    told = db.session.query(Notification).filter_by(member_id=alice.id).count()
    acts = {name for (name,) in db.session.query(ModerationLogEntry.act)}
    suggest(post_id, peers[4])
    waits = db.session.query(Notification).filter_by(member_id=alice.id).count() - told
    item_id = item_of(post_id).id
    assert say(item_id, opinion, carol) == "decided"

    overturned = db.session.query(ReviewDecision.overturned).filter_by(item_id=first)
    assert {each for (each,) in overturned} == {None}
    kinds = [each.kind for each in db.session.query(Notification).filter_by(member_id=alice.id)]
    assert not {"published", "refused", "removed", "mended"} & set(kinds[told + waits :])
    after = {name for (name,) in db.session.query(ModerationLogEntry.act)}
    assert after - acts == {"edit-taken" if opinion is APPROVE else "edit-refused"}
    if opinion is not APPROVE:  # an edit that is taken changes the words, and the findings with them
        finding = db.session.get_one(GateFinding, (post_id, "substance"), populate_existing=True)
        assert finding.decision is None

    assert queries.words_about(post_id) == ""
    again = db.session.get_one(ReviewItem, put(post_id, ItemKind.FLAG))
    earlier = context.beside(watch().shown(again), by=carol).earlier
    assert {each.decision for each in earlier} == {"approve"}
    assert len(earlier) == 3
