"""The bar for hiding: learnt once a day by one of several processes, held in place by admins."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Invalid, NotAllowed
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from moderation.audit.models import ModerationLogEntry
from moderation.flags import base, timers
from moderation.flags.models import Flag, FlagBase
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.parallel import at_once


@pytest.fixture
def admin(member: MakeMember) -> Actor:
    return actor_of(member("ada", role=Role.ADMIN))


@pytest.fixture
def upheld(alice: Actor, bob: Actor, carol: Actor) -> None:
    """Fifteen posts whose reports, of weight 10 and 10, were right."""
    now = clock.now()
    for number in range(15):
        with unit_of_work():
            post = asking.ask(
                f"How do I reset box number {number} of mine?",
                f"The label under box {number} cannot be read any more, and the manual is lost.",
                ["reset"],
                by=alice,
            )
            for by in (bob, carol):
                db.session.add(
                    Flag(
                        post_id=post.id,
                        flagger_id=by.id,
                        reason="spam",
                        weight=10.0,
                        state="upheld",
                        created_at=now,
                        decided_at=now,
                    )
                )


def learn_at(moment: object) -> None:
    timers.learn(moment)  # type: ignore[arg-type]


def test_a_new_site_uses_what_it_is_set_to(app: Flask) -> None:
    timers.learn(clock.now())
    assert base.current() == 12.5
    assert base.history() == []
    assert db.session.query(ModerationLogEntry).count() == 0


def test_it_moves_by_a_tenth_a_day_and_says_so_in_the_log(upheld: None) -> None:
    now = clock.now()
    for day in range(3):
        for _again in range(2):
            timers.learn(now + timedelta(days=day))
    assert [each.value for each in base.history()] == [16.63, 15.12, 13.75]
    assert db.session.query(ModerationLogEntry).filter_by(act="flag-base-learnt").count() == 3
    assert base.current() == 16.63


@both_databases
def test_several_processes_learn_once(app: Flask, upheld: None) -> None:
    now = clock.now()
    at_once(app, [partial(learn_at, now)] * 6)
    assert [each.value for each in db.session.query(FlagBase)] == [13.75]
    assert db.session.query(ModerationLogEntry).filter_by(act="flag-base-learnt").count() == 1


@both_databases
def test_two_presses_at_once_hold_it_and_let_it_go_once(app: Flask, admin: Actor) -> None:
    def as_one(deed: Callable[[], None]) -> None:
        with unit_of_work():
            deed()

    at_once(app, [partial(as_one, partial(base.pin, 30, by=admin))] * 4)
    at_once(app, [partial(as_one, partial(base.free, by=admin))] * 4)
    log = db.session.query(ModerationLogEntry).order_by(ModerationLogEntry.number)
    assert [each.act for each in log] == ["flag-base-pinned", "flag-base-freed"]
    assert [each.data["before"] for each in log] == [12.5, 30]


def test_what_is_held_while_a_process_adds_up_stays_held(
    upheld: None, admin: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = base.is_pinned

    def then_somebody_pins() -> bool:
        held = looked()
        monkeypatch.setattr(base, "is_pinned", looked)
        with unit_of_work():
            base.pin(30, by=admin)
        return held

    monkeypatch.setattr(base, "is_pinned", then_somebody_pins)
    timers.learn(clock.now())
    assert base.current() == 30


def test_an_admin_holds_it_and_lets_it_go(upheld: None, admin: Actor, carol: Actor) -> None:
    with pytest.raises(NotAllowed), unit_of_work():
        base.pin(20, by=carol)
    with pytest.raises(Invalid), unit_of_work():
        base.pin(0, by=admin)
    with unit_of_work():
        base.pin(30, by=admin)
    timers.learn(clock.now())
    assert base.current() == 30
    with unit_of_work():
        base.free(by=admin)
    timers.learn(clock.now())
    assert base.current() == 27
    log = db.session.query(ModerationLogEntry).order_by(ModerationLogEntry.number)
    acts = [each.act for each in log if each.act.startswith("flag-base")]
    assert acts == ["flag-base-pinned", "flag-base-freed", "flag-base-learnt"]


def test_its_page_shows_before_and_after_and_keeps_what_was_typed(
    client: FlaskClient, upheld: None, admin: Actor, carol: Actor, sign_in: SignIn
) -> None:
    timers.learn(clock.now())
    sign_in(client, carol)
    page = client.get("/review/flag-base?lang=en")
    assert "13.8" in page.text
    assert "Hold it here" not in page.text
    assert client.post("/review/flag-base/pin", data={"value": "9"}).status_code == 403
    sign_in(client, admin)
    wrong = client.post("/review/flag-base/pin?lang=en", data={"value": "nine"})
    assert (wrong.status_code, "nine" in wrong.text) == (422, True)
    assert client.post("/review/flag-base/pin", data={"value": "9,5"}).status_code == 303
    assert base.current() == 9.5
    assert client.post("/review/flag-base/free").status_code == 303
