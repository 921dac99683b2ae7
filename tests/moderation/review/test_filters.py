"""The queue under filters: lists and counts agree, whatever is asked; what matches nothing says so."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from moderation.flags import services as flagging
from moderation.review import choosing, claiming, filters, listing, opening, services
from moderation.review.filters import Filter
from moderation.review.models import ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision, ItemKind
from tests.conftest import MakeMember, SignIn, actor_of, both_databases

SHOUTED = "WHY DOES THIS ROUTER NEVER WORK WHEN I COME HOME FROM MY JOB IN THE EVENING"
CALM = "Since the update the light blinks red all night. I restarted it twice and nothing changed."
CHINESE = "昨晚更新以后路由器的指示灯一直闪红色，重启两次都没有用，应该怎么办？"


@pytest.fixture
def posts(app: Flask, alice: Actor, bob: Actor) -> dict[str, int]:
    """A shouted question that is held, a Chinese one that looks like advertising, one that was reported."""
    made = {}
    now = clock.now()
    for name, (by, title, body, tag, age) in {
        "held": (alice, "The router never works for me", SHOUTED, "router", 0),
        "spam": (bob, "路由器的指示灯为什么一直闪红色", CHINESE, "mesh", 30),
        "flag": (alice, "The light on the router blinks red", CALM, "router", 5),
    }.items():
        with clock.at(now - timedelta(hours=age)), unit_of_work():
            made[name] = asking.ask(title, body, [tag], by=by).id
            if name == "spam":
                opening.open_item(made[name], ItemKind.SPAM, ["spam"])
            if name == "flag":
                flagging.flag(db.session.get_one(asking.Question, made[name]), "off-topic", by=bob)
    return made


def seen(wanted: Filter, reader: Actor, names: dict[str, int]) -> list[str]:
    """The names of the listed posts, in order; counts and list must agree."""
    by_id = {number: name for name, number in names.items()}
    found = listing.listed(wanted, 1, reader.member_id)
    assert (
        found.page.total
        == len(found.page.items)
        == (found.counts.get(wanted.kind, 0) if wanted.kind else found.total)
    )
    return [by_id[each.post_id] for each in found.page.items if each.post_id]


@both_databases
def test_each_filter_finds_its_own(app: Flask, posts: dict[str, int], carol: Actor) -> None:
    expected = {
        Filter(): {"held", "spam", "flag"},
        Filter(kind="spam"): {"spam"},
        Filter(kind="edit"): set(),
        Filter(seen="held"): {"held"},
        Filter(seen="public"): {"spam", "flag"},
        Filter(language="zh-Hans"): {"spam"},
        Filter(tag="router"): {"held", "flag"},
        Filter(tag="nothing"): set(),
        Filter(author="bob"): {"spam"},
        Filter(author="Bob"): {"spam"},
        Filter(author="nobody"): set(),
        Filter(finding="shouting"): {"held"},
        Filter(finding="shout"): set(),
        Filter(age="1d"): {"spam"},
        Filter(age="4h"): {"spam", "flag"},
        Filter(q="LIGHT blinks"): {"flag"},
        Filter(q="指示灯"): {"spam"},
        Filter(q="100% sure_"): set(),
        Filter(q=str(posts["held"])): {"held"},
        Filter(tag="router", q="router", seen="public"): {"flag"},
        Filter(state="mine"): set(),
        Filter(state="decided"): set(),
        Filter(state="all"): {"held", "spam", "flag"},
    }
    for wanted, names in expected.items():
        assert set(seen(wanted, carol, posts)) == names, wanted


def test_the_order_is_urgent_oldest_or_newest(posts: dict[str, int], carol: Actor) -> None:
    # 10 reports weigh more than 30 hours of waiting, and these more than a shouted text that nobody sees yet
    assert seen(Filter(), carol, posts)[0] in {"spam", "flag"}
    assert seen(Filter(order="oldest"), carol, posts) == ["held", "spam", "flag"]
    assert seen(Filter(order="newest"), carol, posts) == ["flag", "spam", "held"]


def test_a_decided_item_leaves_at_once_and_a_claimed_one_says_whose_it_is(
    client: FlaskClient, posts: dict[str, int], carol: Actor, member: MakeMember, sign_in: SignIn
) -> None:
    item_id = db.session.query(ReviewItem.id).filter_by(post_id=posts["held"]).scalar()
    with unit_of_work():
        claiming.claim(item_id, by=carol)
    assert seen(Filter(state="mine"), carol, posts) == ["held"]
    mona = actor_of(member("mona", role=Role.MODERATOR))
    assert seen(Filter(state="mine"), mona, posts) == []
    page = sign_in(client, mona).get("/review?state=claimed").text
    assert "with Carol for 15 more minutes" in page
    with unit_of_work():
        services.decide(item_id, Opinion(Decision.APPROVE), by=carol)
    assert "held" not in seen(Filter(), carol, posts)
    assert seen(Filter(state="decided"), carol, posts) == ["held"]
    assert "2 items" in client.get("/review").text


def test_a_filter_without_a_match_says_so_and_offers_to_clear_it(
    client: FlaskClient, posts: dict[str, int], carol: Actor, sign_in: SignIn
) -> None:
    sign_in(client, carol)
    page = client.get("/review?tag=nothing&q=%22%3E%3Cscript%3E&state=open&page=7").text
    assert "Nothing matches this filter" in page
    assert 'href="/review?state=open"' in page
    assert "<script>" not in page
    assert "Nothing matches" not in client.get("/review?kind=nonsense&age=x&order=y&state=z&seen=q").text


def test_what_an_address_says_is_what_the_filter_is() -> None:
    wanted = Filter(kind="spam", state="mine", seen="held", language="en", tag="a b", author="李", q="x y")
    assert filters.read(wanted.address()) == wanted
    assert filters.read({"q": "  ", "kind": "spam", "page": "3"}).address() == {"kind": "spam"}


def test_counts_beyond_a_thousand_say_that_there_are_more(
    client: FlaskClient,
    app: Flask,
    carol: Actor,
    alice: Actor,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listing, "MOST", 20)
    with unit_of_work():
        for number in range(25):
            question = asking.ask(
                f"Question number {number} of many questions", CALM + str(number), ["x"], by=alice
            )
            opening.open_item(question.id, ItemKind.SPAM)
            if number % 5 == 0:
                opening.open_item_of(question.id).kind = ItemKind.LOW_QUALITY  # type: ignore[union-attr]
    page = sign_in(client, carol).get("/review?page=9").text
    assert "More than 20 items" in page
    assert "Only the first 20" in page
    assert (
        "20 items" in client.get("/review?kind=spam").text
        or "More than 20" in client.get("/review?kind=spam").text
    )
    assert listing.listed(Filter(kind="low-quality"), 1, carol.member_id).counts["low-quality"] == 5


def test_after_three_attacks_comes_something_else(carol: Actor, alice: Actor, app: Flask) -> None:
    with unit_of_work():
        for number in range(6):
            question = asking.ask(f"A title for number {number} of many", CALM + str(number), ["x"], by=alice)
            opening.open_item(question.id, ItemKind.FLAG, ["abuse"])
        light = asking.ask("A title of something else again", CALM + "!", ["x"], by=alice).id
        opening.open_item(light, ItemKind.LOW_QUALITY)
    for _number in range(3):
        with unit_of_work():
            item = choosing.next_for(carol.id)
            assert item is not None
            assert item.post_id != light
            claiming.claim(item.id, by=carol)
            services.decide(item.id, Opinion(Decision.APPROVE), by=carol)
    rest = choosing.next_for(carol.id)
    assert rest is not None
    assert rest.post_id == light
    with unit_of_work():
        choosing.pass_over(rest.id, carol.id)
    after = choosing.next_for(carol.id)
    assert after is not None
    assert "abuse" in after.findings
