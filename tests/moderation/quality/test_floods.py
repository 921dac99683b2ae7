"""Floods: of one member, of one address, of one text; held, stopped, and told once."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.answers import services as answering
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import DomainError
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post, PostStatus
from community.posts.services import Refused
from community.questions import services as asking
from moderation.audit.models import ModerationLogEntry
from moderation.quality import origins, services
from moderation.quality.models import FloodNotice, PostOrigin
from tests.conftest import MakeMember, SignIn, actor_of, both_databases

WORDS = "node router restart lamp cable socket update phone signal wall kitchen light channel name box port".split()


def text_of(number: int) -> tuple[str, str]:
    """A title and a body that resemble no other number's."""
    chosen = [WORDS[(number * 7 + place * (number % 5 + 1)) % len(WORDS)] for place in range(9)]
    return (
        f"Why does the {' '.join(chosen[:4])} do {number * 37} things",
        f"I saw the {' '.join(chosen)} and then {number * 91} times {' '.join(chosen[::-1])} before lunch.",
    )


@pytest.fixture
def limited(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """The site with its limits on."""
    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", True)
    return app


def flood(by: Actor, times: int) -> Counter[str]:
    """What becomes of many different posts in a row."""
    became: Counter[str] = Counter()
    for number in range(times):
        title, body = text_of(number)
        try:
            with unit_of_work():
                became[asking.ask(title, body, ["mesh"], by=by).status] += 1
        except Refused as refused:
            became[",".join(refused.judgement.slugs)] += 1
        except DomainError as error:
            became[type(error).__name__] += 1
    return became


@both_databases
def test_a_new_account_that_floods_is_stopped_early_and_told_of_once(
    limited: Flask, member: MakeMember
) -> None:
    spammer = actor_of(member("spammer"))
    became = flood(spammer, 150)
    assert became["published"] + became["held"] <= 40, became
    assert 1 <= became["held"] <= 3
    told = ModerationLogEntry.query.filter_by(act="flood-stopped").all()
    assert len(told) == 1
    assert told[0].member_id == spammer.id


def test_without_limits_nothing_is_counted(alice: Actor) -> None:
    assert flood(alice, 30) == {"published": 30}


def test_a_member_with_a_past_may_post_much(limited: Flask, bob: Actor) -> None:
    with clock.at(clock.now().replace(year=clock.now().year - 1)):
        for number in range(200, 204):
            title, body = text_of(number)
            with unit_of_work():
                asking.ask(title, body, ["mesh"], by=bob)
    became = flood(bob, 15)
    assert became == {"published": 15}


def test_one_text_from_several_accounts_is_held(limited: Flask, member: MakeMember) -> None:
    became, them = [], [actor_of(member(f"m{number}")) for number in range(4)]
    for number in range(4):
        body = (
            f"The shop of my cousin sells this router {number} for less, and it came in {number} days to me."
        )
        with unit_of_work():
            asked = asking.ask(
                f"Where to buy the good router number {number}",
                body,
                ["mesh"],
                by=them[number],
            )
        became.append(asked.status)
    assert became == ["published", "published", "held", "held"]
    assert ModerationLogEntry.query.filter_by(act="flood-stopped").count() == 1


PRAISE = "The shop of my cousin sells this router for less, and it came in four days to me. I would buy there again."

NOTE = "Hold the small button beside the socket for nine seconds, until the lamp turns from blue to white."


def asked_by(who: Actor) -> Post:
    with unit_of_work():
        return asking.ask("Where to buy the good router for less", PRAISE, ["mesh"], by=who)


@both_databases
def test_an_author_is_not_told_of_the_same_text_that_they_may_not_see(
    limited: Flask, member: MakeMember
) -> None:
    first, second, third = (actor_of(member(f"m{number}")) for number in range(3))
    with unit_of_work():
        asked_by(first).status = PostStatus.HELD
    found = {each["check"]: str(each) for each in asked_by(second).findings}
    assert "copied" not in found
    assert "nearly the same" not in str(found)
    assert "second-look" in found
    held = asked_by(third)
    assert held.status == PostStatus.HELD, "three accounts with one text are a flood all the same"
    assert ModerationLogEntry.query.filter_by(act="flood-stopped").count() == 1


@both_databases
def test_what_was_written_to_staff_alone_stops_no_text_of_others(limited: Flask, member: MakeMember) -> None:
    first, second, third = (actor_of(member(f"m{number}")) for number in range(3))
    letter = asked_by(first)
    with unit_of_work():
        letter.status = PostStatus.PRIVATE
    assert not {each["check"] for each in asked_by(second).findings} & {"copied", "second-look"}
    with unit_of_work():
        mine, other = (asking.ask(*text_of(number), ["mesh"], by=first) for number in (3, 9))
        answering.answer(mine, NOTE, by=second)
        mine.status = PostStatus.PRIVATE
    with unit_of_work():
        answer = answering.answer(other, NOTE, by=third)
    assert not {each["check"] for each in answer.findings} & {"copied", "second-look"}


def test_many_new_accounts_at_one_address_are_held(limited: Flask, member: MakeMember) -> None:
    became, them = [], [actor_of(member(f"sock{number}")) for number in range(20)]
    with limited.test_request_context(environ_base={"REMOTE_ADDR": "203.0.113.7"}):
        for number in range(20):
            title, body = text_of(number)
            with unit_of_work():
                asked = asking.ask(title, body, ["mesh"], by=them[number])
            became.append(asked.status)
    assert became[:6] == ["published"] * 6
    assert set(became[15:]) == {"held"}
    marks = {origin.address for origin in PostOrigin.query}
    assert len(marks) == 1
    assert "203.0.113.7" not in marks.pop()


def test_short_thanks_are_no_copies() -> None:
    assert origins.text_mark("Thank you, that helped!") == origins.text_mark("谢谢") == 0
    assert origins.text_mark("Buy 3 of these cheap routers at my shop") == origins.text_mark(
        "buy 25 of these cheap routers at my shop!!! https://a.example"
    )


def test_what_floods_were_counted_by_is_forgotten_after_a_week(limited: Flask, alice: Actor) -> None:
    flood(alice, 2)
    with unit_of_work():
        services.forget_old(clock.now())
    assert PostOrigin.query.count() == 2
    with unit_of_work():
        services.forget_old(clock.now() + services.KEEP_ORIGINS * 2)
    assert PostOrigin.query.count() == FloodNotice.query.count() == 0
    assert Post.query.count() == 2


def test_a_form_that_was_filled_in_at_once_is_noticed_and_a_forged_note_says_nothing(
    limited: Flask, client: FlaskClient, sign_in: SignIn, alice: Actor
) -> None:
    sign_in(client, alice)
    note = re.search(r'name="opened" value="([^"]+)"', client.get("/ask").text)
    assert note is not None
    title, body = text_of(1)
    sent = {"title": title, "body": body, "tags": "mesh", "opened": note.group(1)}
    assert "typed-fast" in found_when(client, sent, seconds=0)
    assert "typed-fast" not in found_when(client, sent, seconds=30)
    assert "typed-fast" not in found_when(client, sent | {"opened": "forged"}, seconds=0)


def found_when(client: FlaskClient, sent: dict[str, str], *, seconds: int) -> set[str]:
    """What is found in a question that is sent so many seconds later; it is taken away again."""
    with clock.at(clock.now() + timedelta(seconds=seconds)):
        assert client.post("/ask", data=sent).status_code == 303
    post = Post.query.one()
    found = {each["check"] for each in post.findings}
    with unit_of_work():
        db.session.delete(db.session.merge(post))
    return found
