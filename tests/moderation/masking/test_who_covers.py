"""Who covers words, which words, and that what checks quoted of them is covered, too."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from community.kernel import clock
from community.kernel.checks import run_all
from community.kernel.db import db
from community.kernel.errors import Invalid, NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from community.posts.queries import post_or_404
from community.questions import services as asking
from moderation.flags import services as flags
from moderation.masking import services
from moderation.review import claiming, undoing
from moderation.review import services as reviews
from moderation.review.models import ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision
from tests.conftest import MakeMember, actor_of, both_databases
from tests.moderation.masking.test_masking import ask, everything

CALM = "The second node restarts every hour since the update, and I tried another outlet twice."


def test_one_reviewer_alone_covers_nothing(alice: Actor, member: MakeMember) -> None:
    peer = actor_of(member("pia"), level=3)
    post = ask(alice)
    for deed in (
        lambda: services.mask_words(post_or_404(post.id), ["second node"], by=peer),
        lambda: services.mask_found(post_or_404(post.id), by=peer),
        lambda: services.keep_covered(post_or_404(post.id), by=peer),
    ):
        with unit_of_work(), pytest.raises(NotAllowed):
            deed()


def test_a_short_piece_is_a_word_of_its_own_in_text_and_history(alice: Actor, carol: Actor) -> None:
    post = ask(alice, f"{CALM} Ask @KimS99 about it.")
    with unit_of_work(), pytest.raises(Invalid, match="longer word"):
        services.mask_words(post_or_404(post.id), ["Kim"], by=carol)
    with unit_of_work():
        assert services.mask_words(post_or_404(post.id), ["@KimS99"], by=carol) == 1
    assert "KimS99" not in everything()


@both_databases
def test_what_checks_quoted_is_covered_too_in_posts_that_point_here_as_well(
    app: Huzhu, alice: Actor, bob: Actor, carol: Actor
) -> None:
    post, other = ask(alice, CALM, title="Zhang Wei says the node restarts"), ask(bob, CALM)

    def finding(question_id: int) -> dict[str, object]:
        title = "Zhang Wei says the node restarts"
        params = {"title": title, "question_id": question_id}
        return {"check": "near-duplicate", "message": "Asked before", "evidence": [title], "params": params}

    with unit_of_work():
        for each in (post, other):
            post_or_404(each.id).findings = [finding(post.id)]
    with unit_of_work():
        assert services.mask_words(post_or_404(post.id), ["Zhang Wei"], by=carol) == 1
    assert "Zhang Wei" not in everything()
    assert post_or_404(other.id).findings[0]["message"] == "Asked before"
    with unit_of_work():
        post_or_404(other.id).findings = [finding(post.id)]
    assert run_all(db.session)["private-parts-are-covered"] != []


@both_databases
def test_what_undoing_needs_is_forgotten_when_it_is_over(
    app: Huzhu, alice: Actor, bob: Actor, carol: Actor
) -> None:
    post = ask(alice, f"{CALM} My neighbour Zhang Wei saw it.")
    with unit_of_work():
        flags.flag(post_or_404(post.id), "other", "It names somebody.", by=bob)
        post_or_404(post.id).findings = [{"check": "x", "evidence": ["neighbour Zhang Wei"], "params": {}}]
    item_id = db.session.query(ReviewItem).filter_by(post_id=post.id, state="open").one().id
    with unit_of_work():
        claiming.claim(item_id, by=carol)
    with unit_of_work():
        reviews.decide(item_id, Opinion(Decision.MASK, quotes=("Zhang Wei",)), by=carol)
    assert db.session.get_one(ReviewItem, item_id).undo is not None
    undoing.let_go(clock.now())
    assert db.session.get_one(ReviewItem, item_id).undo is not None
    undoing.let_go(clock.now() + timedelta(hours=1))
    db.session.expire_all()
    assert "Zhang Wei" not in everything()


def test_what_is_covered_does_not_stand_beside_the_question_as_its_product(
    client: FlaskClient, alice: Actor, carol: Actor
) -> None:
    with unit_of_work():
        made = asking.ask(
            "The router of Hannelore Zanzibar clicks",
            "It has clicked once a minute since the update, all night long.",
            ["relay"],
            product="Hannelore Zanzibar's Router 4",
            by=alice,
        ).id
    page = client.get(f"/questions/{made}", follow_redirects=True).text
    assert "Hannelore Zanzibar&#39;s Router 4" in page
    with unit_of_work():
        services.mask_words(post_or_404(made), ["Hannelore Zanzibar"], by=carol)
    page = client.get(f"/questions/{made}", follow_redirects=True).text
    assert "Zanzibar" not in page
    assert "Router 4" in page
