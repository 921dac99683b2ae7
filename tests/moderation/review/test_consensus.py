"""When peers agree, when they do not, and who may have an opinion."""

from functools import partial
from itertools import permutations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from community.answers import services as answering
from community.kernel.db import db
from community.kernel.errors import Conflict, NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts.models import Post
from community.posts.queries import post_or_404
from community.questions import services as asking
from moderation.audit.models import ModerationLogEntry
from moderation.flags import services as flags
from moderation.flags.models import Flag
from moderation.review import choosing, claiming, context, opening, queries, services
from moderation.review.consensus import agrees, weigh
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import REMOVING, Decision, ItemKind
from moderation.review.watch import watch
from tests.conftest import MakeMember, actor_of, both_databases
from tests.parallel import at_once

SHOUTED = "WHY DOES THIS ROUTER NEVER WORK WHEN I COME HOME FROM MY JOB IN THE EVENING"
APPROVE, SPAM, STAFF = Opinion(Decision.APPROVE), Opinion(Decision.SPAM), Opinion(Decision.STAFF)
SHOUTING = Opinion(Decision.REFUSE, "shouting", "Please in small letters.")
OPINIONS = st.lists(
    st.sampled_from([APPROVE, SPAM, STAFF, SHOUTING, Opinion(Decision.REFUSE, "abuse")]), max_size=9
)


@given(OPINIONS, st.integers(1, 5))
def test_an_outcome_has_enough_voices_behind_it(opinions: list[Opinion], needed: int) -> None:
    outcome = weigh(opinions, needed=needed)
    if outcome.opinion is None:
        return
    decision = outcome.opinion.decision
    assert sum(agrees(each.decision, decision) for each in opinions) >= needed
    if decision is Decision.SPAM:
        assert sum(each.decision is Decision.SPAM for each in opinions) >= needed
    assert not outcome.disputed


@given(st.lists(st.sampled_from([APPROVE, SPAM, STAFF, SHOUTING]), max_size=5))
def test_the_order_in_which_peers_speak_changes_nothing(opinions: list[Opinion]) -> None:
    outcomes = {weigh(each, needed=3) for each in permutations(opinions)}
    assert len(outcomes) == 1


@given(OPINIONS, st.integers(1, 5))
def test_fewer_than_needed_decide_nothing_and_dispute_nothing(opinions: list[Opinion], needed: int) -> None:
    few = opinions[: needed - 1]
    outcome = weigh(few, needed=needed)
    assert outcome.opinion is None
    assert not outcome.disputed


@given(OPINIONS)
def test_a_refusal_always_has_a_reason_for_the_author(opinions: list[Opinion]) -> None:
    found = weigh(opinions, needed=3).opinion
    if found is not None and found.decision is Decision.REFUSE:
        assert found.reason in {each.reason for each in opinions if each.decision is Decision.REFUSE}


def test_two_who_see_advertising_and_one_who_refuses_refuse() -> None:
    found = weigh([SPAM, SHOUTING, SPAM], needed=3).opinion
    assert found == SHOUTING
    assert weigh([SPAM, SPAM, SPAM], needed=3).opinion == SPAM


def test_peers_who_cannot_agree_leave_it_to_a_moderator() -> None:
    assert not weigh([APPROVE, APPROVE, SHOUTING, SPAM], needed=3).disputed
    assert weigh([APPROVE, APPROVE, SHOUTING, SPAM, STAFF], needed=3).disputed
    assert weigh([APPROVE, SHOUTING, STAFF], needed=2).disputed


@given(st.sampled_from(list(Decision)), st.sampled_from(list(Decision)))
def test_agreeing_is_mutual(one: Decision, other: Decision) -> None:
    assert agrees(one, other) == agrees(other, one)
    assert agrees(one, one)
    assert agrees(Decision.SPAM, one) == (one in REMOVING)


@pytest.fixture
def post_id(alice: Actor) -> int:
    with unit_of_work():
        return asking.ask("The router never works in the evening", SHOUTED, ["router"], by=alice).id


@pytest.fixture
def peers(member: MakeMember) -> list[Actor]:
    return [actor_of(member(f"peer{number}"), level=3) for number in range(10)]


def item_of(post_id: int) -> ReviewItem:
    return db.session.query(ReviewItem).filter_by(post_id=post_id, state="open").one()


def say(item_id: int, opinion: Opinion, by: Actor) -> str:
    with unit_of_work():
        claiming.claim(item_id, by=by)
    with unit_of_work():
        return str(services.decide(item_id, opinion, by=by).state)


def test_nobody_speaks_twice_about_one_text(post_id: int, peers: list[Actor]) -> None:
    item_id = item_of(post_id).id
    say(item_id, APPROVE, peers[0])
    with pytest.raises(Conflict, match="said what you think"):
        say(item_id, APPROVE, peers[0])
    assert choosing.next_for(peers[0].id) is None
    assert choosing.next_for(peers[1].id) is not None


def test_opinions_on_an_earlier_text_count_no_more(post_id: int, alice: Actor, peers: list[Actor]) -> None:
    item_id = item_of(post_id).id
    say(item_id, APPROVE, peers[0])
    say(item_id, APPROVE, peers[1])
    with unit_of_work():
        words = editing.Words(body="BUY CHEAP ROUTERS FROM ME AND NEVER WORRY AGAIN ABOUT THE EVENING")
        editing.edit(post_or_404(post_id), words, by=alice)
    item_id = item_of(post_id).id
    assert say(item_id, SHOUTING, peers[2]) == "open"
    assert say(item_id, SHOUTING, peers[0]) == "open"  # who spoke before the edit speaks again
    assert say(item_id, SHOUTING, peers[1]) == "decided"
    assert post_or_404(post_id).status == "refused"


def test_a_disputed_item_waits_for_a_moderator(post_id: int, peers: list[Actor], carol: Actor) -> None:
    item = item_of(post_id)
    item_id, before = item.id, item.priority
    for peer, opinion in zip(peers, [APPROVE, SHOUTING, APPROVE, SHOUTING, STAFF], strict=False):
        assert say(item_id, opinion, peer) == "open"
    item = item_of(post_id)
    assert (item.disputed, item.priority > before) == (True, True)
    assert choosing.next_for(peers[7].id) is None
    with pytest.raises(Conflict, match="a moderator decides"):
        say(item_id, APPROVE, peers[7])
    assert choosing.next_for(carol.id) is not None
    assert say(item_id, APPROVE, carol) == "decided"


def test_peers_read_others_only_after_they_have_spoken(
    post_id: int, peers: list[Actor], carol: Actor
) -> None:
    item_id = item_of(post_id).id
    say(item_id, APPROVE, peers[0])
    shown = watch().shown(queries.shown_item(item_id))
    assert context.beside(shown, by=peers[1]).said == []
    assert len(context.beside(shown, by=peers[0]).said) == 1
    assert len(context.beside(shown, by=carol).said) == 1


def test_peers_do_not_decide_on_what_they_reported(post_id: int, peers: list[Actor], carol: Actor) -> None:
    say(item_of(post_id).id, APPROVE, carol)
    with unit_of_work():
        mine = flags.flag(post_or_404(post_id), "off-topic", by=peers[0])
        flags.flag(post_or_404(post_id), "off-topic", by=peers[1])
    with pytest.raises(NotAllowed, match="You reported this"):
        say(item_of(post_id).id, SHOUTING, peers[0])
    assert choosing.next_for(peers[0].id) is None
    with unit_of_work():
        flags.withdraw(mine, by=peers[0])
    assert say(item_of(post_id).id, SHOUTING, peers[0]) == "open"


def test_nobody_is_right_by_their_own_word(post_id: int, peers: list[Actor], carol: Actor) -> None:
    say(item_of(post_id).id, APPROVE, carol)
    with unit_of_work():
        flags.flag(post_or_404(post_id), "off-topic", by=carol)
        flags.flag(post_or_404(post_id), "off-topic", by=peers[0])
    assert say(item_of(post_id).id, SHOUTING, carol) == "decided"
    states = {each.flagger_id: each.state for each in db.session.query(Flag)}
    assert states == {carol.id: "withdrawn", peers[0].id: "upheld"}


def test_nobody_decides_on_their_own_edit(alice: Actor, peers: list[Actor], carol: Actor) -> None:
    with unit_of_work():
        question = asking.ask(
            "Which cable do I need for the attic?",
            "The attic is thirty metres away and I would like to keep the full speed.",
            ["cabling"],
            by=carol,
        )
        answer = answering.answer(
            question, "A cable of category six is enough for thirty metres of full speed.", by=alice
        )
        opening.settle(answer.id)
        words = editing.Words(body="A cable of category six is enough for thirty metres at full speed.")
        editing.suggest(answer, words, by=peers[0])
        answer_id = answer.id
    item = item_of(answer_id)
    assert item.kind == ItemKind.EDIT
    with pytest.raises(NotAllowed, match="your own edit"):
        say(item.id, APPROVE, peers[0])
    assert say(item.id, APPROVE, peers[1]) == "open"
    assert say(item.id, APPROVE, peers[2]) == "decided"  # two are enough for edits


def _until_decided(item_id: int, by: Actor) -> str:
    for _attempt in range(100):
        try:
            return say(item_id, APPROVE, by)
        except Conflict as refused:
            if "decided already" in str(refused):
                return "late"
    return "gave up"


@both_databases
def test_ten_peers_at_once_decide_with_three_voices(app: Flask, post_id: int, peers: list[Actor]) -> None:
    item_id = item_of(post_id).id
    results = at_once(app, [partial(_until_decided, item_id, each) for each in peers])
    assert sorted(str(each) for each in results).count("decided") == 1
    assert db.session.query(ReviewDecision).filter_by(item_id=item_id).count() == 3
    assert db.session.query(ModerationLogEntry).filter_by(act="review-approve").count() == 1
    assert db.session.get_one(Post, post_id, populate_existing=True).status == "published"
