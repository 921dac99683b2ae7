"""A decision is taken back within seconds: once, by whoever decided, and nothing of it is left."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from community.kernel import checks, clock, jobs
from community.kernel.db import db
from community.kernel.errors import Conflict, DomainError, NotAllowed
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.notifications import delivering
from community.notifications.models import Notification
from community.posts import editing, setting_back
from community.posts.models import EditSuggestion, Post, PostLink, Revision, VaultEntry
from community.posts.queries import post_or_404
from community.questions import queries as questions
from community.questions import services as asking
from community.routing import services as routing
from gamification.reputation import queries as reputation
from moderation.audit.queries import acts_on
from moderation.escalation.models import Case
from moderation.flags import services as flagging
from moderation.flags.models import Flag
from moderation.review import claiming, opening, services, undoing
from moderation.review.models import ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision, ItemKind
from tests.conftest import MakeMember, actor_of, both_databases
from tests.parallel import at_once

SHOUTED = "WHY DOES THIS ROUTER NEVER WORK WHEN I COME HOME FROM MY JOB IN THE EVENING"
CALM = "Since the update the light blinks red all night. I restarted it twice and nothing changed."


def ask(by: Actor, body: str = CALM, title: str = "The light on the router blinks red") -> int:
    with unit_of_work():
        return asking.ask(title, body, ["router"], by=by).id


def item_of(post_id: int) -> ReviewItem:
    return db.session.query(ReviewItem).filter_by(post_id=post_id, state="open").one()


def decide(item_id: int, opinion: Opinion, by: Actor) -> None:
    with unit_of_work():
        claiming.claim(item_id, by=by)
        services.decide(item_id, opinion, by=by)


def undo(item_id: int, by: Actor) -> None:
    with unit_of_work():
        undoing.undo(item_id, by=by)


def flagged(alice: Actor, bob: Actor) -> int:
    post_id = ask(alice, f"{CALM} It is a report that I mean by this.")
    with unit_of_work():
        flagging.flag(post_or_404(post_id), "off-topic", by=bob)
    return post_id


def suspected(alice: Actor, _bob: Actor) -> int:
    post_id = ask(alice, "My phone cannot find the second band any more, and the light is green all day.")
    with unit_of_work():
        opening.open_item(post_id, ItemKind.SPAM, ["spam"])
    return post_id


def world(post_id: int) -> dict[str, Any]:
    """Everything that a decision may change, as plain values."""
    db.session.rollback()
    post = post_or_404(post_id)
    question = questions.question_or_404(post.thread_id)
    flags = db.session.execute(
        select(Flag.id, Flag.upheld, Flag.decided_at).where(Flag.post_id == post_id).order_by(Flag.id)
    ).all()
    return {
        "post": setting_back.state_of(post),
        "words": (post.body_markdown, post.body_html, post.lang, question.title),
        "tags": asking.tag_names(question.id),
        "revisions": db.session.scalar(select(func.count()).where(Revision.post_id == post_id)),
        "closed": (question.closed_at, question.close_reason, question.duplicate_of_id, question.listed),
        "links": db.session.scalar(select(func.count()).select_from(PostLink)),
        "need": routing.state_of(post.thread_id),
        "flags": [tuple(row) for row in flags],
        "told": sorted(db.session.execute(select(Notification.member_id, Notification.cause)).all()),
        "letters": db.session.scalar(select(func.count()).where(jobs.Job.kind == "send_email")),
        "vault": db.session.scalar(select(func.count()).where(VaultEntry.post_id == post_id)),
        "suggestions": sorted(db.session.execute(select(EditSuggestion.id, EditSuggestion.state)).all()),
        "points": {who: sum_ for who, sum_ in reputation.totals_of([1, 2, 3]).items() if sum_},
    }


def _opinions(original: int) -> dict[str, Opinion]:
    return {
        "approve": Opinion(Decision.APPROVE),
        "refuse": Opinion(Decision.REFUSE, "low-quality"),
        "spam": Opinion(Decision.SPAM),
        "staff": Opinion(Decision.STAFF, words="They need a technician."),
        "edit": Opinion(
            Decision.EDIT, body="The light blinks red since the update.", title="A red light blinks"
        ),
        "mask": Opinion(Decision.MASK, quotes=("light",)),
        "duplicate": Opinion(Decision.DUPLICATE, original=str(original)),
    }


def held(alice: Actor, _bob: Actor) -> int:
    return ask(alice, SHOUTED.replace("EVENING", "light"), "The router never works for me")


MAKERS: dict[str, Callable[[Actor, Actor], int]] = {"held": held, "flagged": flagged, "suspected": suspected}


@pytest.mark.parametrize("decision", list(Decision))
@both_databases
def test_whatever_was_decided_everything_is_as_before(
    app: Flask, alice: Actor, bob: Actor, carol: Actor, decision: str
) -> None:
    original = ask(bob, title="Why does the red light blink at night")
    for make in MAKERS.values():
        post_id = make(alice, bob)
        item_id = item_of(post_id).id
        before = world(post_id)
        decide(item_id, _opinions(original)[decision], carol)
        assert world(post_id) != before or decision == "approve"
        undo(item_id, carol)
        after = world(post_id)
        if decision == Decision.STAFF and before["need"] is None:
            assert after.pop("need")["stage"] == "crowd"  # its history stays, and nobody waits in it
            before.pop("need")
        assert after == before
        item = item_of(post_id)
        assert (item.id, item.decision, item.claimed_by_id) == (item_id, None, carol.member_id)
        assert [each.act for each in acts_on(f"post:{post_id}")][-1] == "review-undone"
        decide(item_id, _opinions(original)[decision], carol)
        db.session.rollback()
    found = checks.run_all(db.session())
    assert {slug: lines for slug, lines in found.items() if lines and slug != "search-index"} == {}


@both_databases
def test_a_held_matter_that_is_advertising_ends_its_case_and_undoing_brings_it_back(
    app: Flask, alice: Actor, carol: Actor
) -> None:
    rage = "YOU LIARS TOOK MY MONEY AND THE ROUTER IS BROKEN AGAIN, I AM FURIOUS, THIS IS A DISGRACE!!!"
    post_id = ask(alice, rage, "MY MONEY BACK AT ONCE OR I CALL MY LAWYER")
    case = db.session.query(Case).filter_by(question_id=post_id).one()
    item_id = item_of(post_id).id
    assert post_or_404(post_id).status == "held"

    decide(item_id, Opinion(Decision.SPAM), carol)
    assert not db.session.get_one(Case, case.id, populate_existing=True).is_open
    undo(item_id, carol)
    assert db.session.query(Case).filter(Case.question_id == post_id, Case.state != "resolved").count() == 1
    found = checks.run_all(db.session())
    assert {slug: lines for slug, lines in found.items() if lines and slug != "search-index"} == {}


def test_an_approved_edit_is_taken_back_and_waits_again(alice: Actor, bob: Actor, carol: Actor) -> None:
    post_id = ask(alice)
    with unit_of_work():
        opening.settle(post_id)  # an edit waits until somebody has looked at the post itself
        words = editing.Words(
            body=f"{CALM} It is a Mesh 3.", title="The red light blinks", tags=("router", "mesh")
        )
        suggestion = editing.suggest(post_or_404(post_id), words, by=bob).id
    item_id = item_of(post_id).id
    before = world(post_id)
    decide(item_id, Opinion(Decision.APPROVE), carol)
    assert asking.tag_names(post_id) == ["router", "mesh"]
    undo(item_id, carol)
    assert world(post_id) == before
    decide(item_id, Opinion(Decision.APPROVE), carol)
    assert db.session.get_one(EditSuggestion, suggestion).state == "approved"
    assert post_or_404(post_id).body_markdown.endswith("Mesh 3.")


def test_only_who_decided_may_undo_and_only_once(alice: Actor, carol: Actor, member: MakeMember) -> None:
    other = actor_of(member("mona", role=Role.MODERATOR))
    item_id = item_of(ask(alice, SHOUTED)).id
    decide(item_id, Opinion(Decision.APPROVE), carol)
    with pytest.raises(NotAllowed):
        undo(item_id, other)
    undo(item_id, carol)
    with pytest.raises(Conflict):
        undo(item_id, carol)


def test_after_ten_seconds_it_is_too_late(alice: Actor, carol: Actor) -> None:
    item_id = item_of(ask(alice, SHOUTED)).id
    decide(item_id, Opinion(Decision.APPROVE), carol)
    with clock.at(clock.now() + timedelta(seconds=11)), pytest.raises(Conflict):
        undo(item_id, carol)
    assert db.session.get_one(ReviewItem, item_id).state == "decided"


def test_what_the_author_has_changed_since_is_not_overwritten(alice: Actor, carol: Actor) -> None:
    post_id = ask(alice, SHOUTED)
    item_id = item_of(post_id).id
    decide(item_id, Opinion(Decision.REFUSE, "shouting"), carol)
    with unit_of_work():
        editing.edit(post_or_404(post_id), editing.Words(body=CALM), by=alice)
    with pytest.raises(Conflict):
        undo(item_id, carol)
    assert post_or_404(post_id).body_markdown == CALM
    assert item_of(post_id).id != item_id


def test_a_letter_waits_until_it_is_too_late_to_undo(alice: Actor, carol: Actor) -> None:
    item_id = item_of(ask(alice, SHOUTED)).id
    decide(item_id, Opinion(Decision.REFUSE, "shouting"), carol)
    planned = db.session.scalars(select(jobs.Job).where(jobs.Job.kind == delivering.JOB)).all()
    decided_at = db.session.get_one(ReviewItem, item_id).decided_at
    assert decided_at is not None
    letters = [
        each for each in planned if each.created_at >= decided_at
    ]  # others heard of the question before
    assert letters
    assert all(each.run_at >= decided_at + timedelta(seconds=10) for each in letters)


def _undo(item_id: int, by: Actor) -> str:
    undo(item_id, by)
    return "undone"


def _decide(item_id: int, by: Actor) -> str:
    decide(item_id, Opinion(Decision.APPROVE), by)
    return "decided"


@both_databases
def test_undone_once_by_many_tabs_while_others_want_to_decide(
    app: Flask, alice: Actor, carol: Actor, member: MakeMember
) -> None:
    post_id = ask(alice, SHOUTED)
    item_id = item_of(post_id).id
    decide(item_id, Opinion(Decision.REFUSE, "shouting"), carol)
    others = [actor_of(member(f"mod{number}", role=Role.MODERATOR)) for number in range(5)]
    deeds = [partial(_undo, item_id, carol)] * 5 + [partial(_decide, item_id, each) for each in others]
    results = at_once(app, deeds)
    assert [each for each in results if not isinstance(each, DomainError)] == ["undone"]
    assert (item_of(post_id).claimed_by_id, post_or_404(post_id).status) == (carol.member_id, "held")
    assert db.session.get_one(Post, post_id).hidden_reason is None
