"""Tags: names, synonyms, following, and what they are about."""

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts import services as posts
from community.questions import services as asking
from community.tags import queries, rules, services
from community.tags.models import Tag

BODY = "The second node restarts every hour since the update, and I tried another outlet."


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("wifi, mesh", ["wifi", "mesh"]),
        ("#WiFi　Mesh；mesh", ["wifi", "mesh"]),
        ("網路、路由器", ["网路", "路由器"]),
        ("home_network c++", ["home-network", "c++"]),
    ],
)
def test_names_are_read_as_people_type_them(typed: str, names: list[str]) -> None:
    assert rules.split(typed) == names


@given(st.text(max_size=80))
def test_reading_twice_changes_nothing(typed: str) -> None:
    once = rules.split(typed)
    assert rules.split(" ".join(once)) == once


@pytest.mark.parametrize("names", [[], ["a b"], ["x" * 36], ["-"], ["a", "b", "c", "d", "e", "f"]])
def test_what_cannot_be_a_tag_is_refused_with_its_name(names: list[str]) -> None:
    with pytest.raises(Invalid) as refused:
        rules.checked(names, most=5)
    assert refused.value.field == "tags"


def test_a_synonym_leads_to_its_tag(alice: Actor, carol: Actor) -> None:
    with unit_of_work():
        asking.ask("The second node restarts every hour", BODY, ["wifi"], by=alice)
    with unit_of_work():
        services.add_synonym(queries.tag_or_404("wifi"), "wlan", by=carol)
    with unit_of_work():
        asking.ask("The first node is quiet for once", BODY + " Not this one.", ["WLAN", "wifi"], by=alice)
    assert queries.tag_or_404("wlan").name == "wifi"
    assert db.session.query(Tag).filter_by(name="wifi").one().question_count == 2
    with pytest.raises(Conflict), unit_of_work():
        services.add_synonym(queries.tag_or_404("wifi"), "wlan", by=carol)


def test_a_tag_out_of_use_that_leads_elsewhere_takes_along_what_led_to_it(
    client: FlaskClient, alice: Actor, bob: Actor, carol: Actor
) -> None:
    with unit_of_work():
        question = asking.ask("The second node restarts every hour", BODY, ["wifi", "radio"], by=alice)
        hidden = asking.ask("The first node is quiet for once", f"{BODY} Not this.", ["radio"], by=alice)
    with unit_of_work():
        services.add_synonym(queries.tag_or_404("radio"), "wlan", by=carol)
        services.follow([queries.tag_or_404("radio").id], by=bob)
        posts.hide(hidden, "off-topic", by=carol)
        asking.retag(question, ["wifi"], by=alice)
    with unit_of_work():
        services.add_synonym(queries.tag_or_404("wifi"), "radio", by=carol)
    assert services.resolve(["wlan"]) == services.resolve(["radio"]) == ["wifi"]
    assert client.get("/tags/wlan").location == "/tags/wifi"
    assert queries.follows(queries.tag_or_404("wifi").id, bob.member_id)
    with unit_of_work():
        posts.restore(hidden, by=carol)
    assert asking.tag_names(hidden.id) == ["wifi"]
    assert db.session.query(Tag).filter_by(name="wifi").one().question_count == 2
    with unit_of_work():
        editing.roll_back(question, 1, by=alice)
    assert asking.tag_names(question.id) == ["wifi"]


def test_two_names_do_not_lead_to_each_other(alice: Actor, carol: Actor) -> None:
    with unit_of_work():
        question = asking.ask("The second node restarts every hour", BODY, ["wifi", "radio"], by=alice)
    with unit_of_work():
        asking.retag(question, ["mesh"], by=alice)
    wifi, radio = (db.session.query(Tag).filter_by(name=name).one() for name in ("wifi", "radio"))
    with unit_of_work():
        services.add_synonym(wifi, "radio", by=carol)
    with pytest.raises(Conflict), unit_of_work():
        services.add_synonym(radio, "wifi", by=carol)


def test_only_curators_say_what_a_tag_is_about(alice: Actor, bob: Actor, carol: Actor) -> None:
    with unit_of_work():
        asking.ask("The second node restarts every hour", BODY, ["wifi"], by=alice)
    words = {"excerpt": "Radio at home.", "excerpt_zh": "家里的无线网络。", "wiki_markdown": "**Radio**"}
    with pytest.raises(NotAllowed), unit_of_work():
        services.describe(queries.tag_or_404("wifi"), by=bob, **words)
    with unit_of_work():
        services.describe(queries.tag_or_404("wifi"), by=carol, **words)
        services.follow([queries.tag_or_404("wifi").id], by=bob)
    found = queries.tag_or_404("wifi")
    assert "<strong>Radio</strong>" in found.wiki_html
    assert queries.follows(found.id, bob.member_id)
