"""What a member chose holds, for them and nobody else: pauses, ways out of letters, hours of the bell."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, event, select

from community.accounts import closing, tokens
from community.accounts.models import Member
from community.kernel import clock, events, jobs, secret_links
from community.kernel.bus import publish
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.notifications import delivering, families, live, queries, services
from community.notifications.models import Delivery, Notification, Preference
from community.posts import services as posts
from community.posts.models import Post
from tests.community.notifications.making import choose, news, settings_of
from tests.conftest import SignIn, both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

NOW = datetime(2026, 11, 26, 12, 30, tzinfo=UTC)
NIGHT = {"a_day": None, "quiet_from": "22:00", "quiet_to": "07:00"}


def deliveries(who: Actor) -> list[Delivery]:
    return list(db.session.scalars(select(Delivery).where(Delivery.member_id == who.id)))


def test_a_pause_without_an_end_of_one_member_keeps_no_news_from_others(
    app: "Huzhu", alice: Actor, bob: Actor
) -> None:
    settings_of(bob, alerts={"paused_until": "9999-12-31T23:00:00+00:00"}, helping=NIGHT)
    with clock.at(NOW), unit_of_work():
        data = {"title": "Which lamp blinks?", "actor": "Mei"}
        services.notify([alice.id, bob.id], "answer", "answer:1", data=data)
    assert [each.due_at for each in deliveries(alice)] == [NOW]
    assert deliveries(bob)[0].due_at < NOW + timedelta(days=367)


@pytest.mark.parametrize("hour", ["9" * 5_000, "24", "-1", "٣", ""])
def test_an_hour_that_is_none_leaves_the_one_of_now(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn, hour: str
) -> None:
    settings_of(bob, alerts={"hour": 9, "weekday": 4})
    given = {"timezone": "UTC", "hour": hour, "weekday": "7"}
    assert sign_in(client, bob).post("/settings/notifications", data=given).status_code == 303
    db.session.expire_all()
    kept = db.session.get_one(Member, bob.id).settings["alerts"]
    assert (kept["hour"], kept["weekday"]) == (9, 4)


def test_saving_keeps_only_what_was_changed(
    app: "Huzhu", bob: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    mine = sign_in(client, bob)
    everything = {
        f"{way}-{kind.slug}": choice.pace(way)
        for kind, choice in queries.choices_of(db.session.get_one(Member, bob.id))
        for way in ("site", "email", "push")
    }
    mine.post("/settings/notifications", data=everything)
    assert db.session.scalars(select(Preference)).all() == []
    mine.post("/settings/notifications", data={**everything, "email-answer": "weekly"})
    assert [(each.kind, each.email) for each in db.session.scalars(select(Preference))] == [
        ("answer", "weekly")
    ]
    mine.post("/settings/notifications", data=everything)  # back to what is usual is a choice, too
    db.session.expire_all()
    assert [each.email for each in db.session.scalars(select(Preference))] == ["instant"]


@pytest.mark.parametrize("which", ["these", "all"])
def test_letters_of_a_kind_that_is_not_offered_any_more_stop_by_their_link(
    app: "Huzhu", bob: Actor, client: FlaskClient, which: str
) -> None:
    """Bob was an agent when the letter was written."""
    news(bob, "case-given", data={"path": "/desk/cases/1"})
    assert len(deliveries(bob)) == 1
    with unit_of_work():
        seed = tokens.issue(bob.id, tokens.Purpose.UNSUBSCRIBE, {"kinds": ["case-given"]})
    path = f"/unsubscribe/{secret_links.word_of(seed)}"
    assert client.post(path, data={"which": which}).status_code == 200
    assert deliveries(bob) == []
    news(bob, "case-given", "2", data={"path": "/desk/cases/1"})
    assert deliveries(bob) == []
    news(bob, "warned", data={"reason": "calm", "id": 1, "path": "/sanctions/1"})
    assert len(deliveries(bob)) == 1


def test_moderators_choose_about_articles_that_are_due(
    app: "Huzhu", alice: Actor, carol: Actor, dave: Actor
) -> None:
    offered = {
        who.name: {kind.slug for kind, _ in queries.choices_of(db.session.get_one(Member, who.id))}
        for who in (alice, carol, dave)
    }
    assert [name for name, kinds in offered.items() if "article-due" in kinds] == ["carol", "dave"]
    assert {Role(role) for role in families.FAMILY_OF["article-due"].roles or ()} == set(Role) - {Role.MEMBER}


def test_collected_news_ring_at_their_hour_also_when_letters_wait(app: "Huzhu", bob: Actor) -> None:
    paused = {"hour": 8, "paused_until": (NOW + timedelta(days=9)).isoformat()}
    settings_of(bob, alerts=paused, helping={**NIGHT, "quiet_to": "10:00"})
    choose(bob, "answer", site="daily")
    with clock.at(NOW):
        news(bob)
    with clock.at(datetime(2026, 11, 27, 8, tzinfo=UTC)):
        assert queries.unread_count(bob) == 1
    assert deliveries(bob)[0].due_at > NOW + timedelta(days=8)


def test_news_of_a_post_that_went_out_of_sight_change_nothing_at_the_bell(
    app: "Huzhu", alice: Actor, bob: Actor, carol: Actor
) -> None:
    from community.questions import services as questions

    with unit_of_work():
        asked = questions.ask(
            "Which lamp of the router blinks?",
            "It blinks in green all the time, why is that?",
            ["lamps"],
            by=alice,
        )
        db.session.flush()
        db.session.execute(delete(Notification))
    question_id = asked.id
    news(bob, question_id=question_id, post_id=question_id)
    assert live.look(bob).newest > 0
    with unit_of_work():
        posts.hide(db.session.get_one(Post, question_id), "rude", by=carol)
    assert live.look(bob) == live.Seen(0, 0)


def test_an_address_that_came_back_goes_with_its_member(app: "Huzhu", bob: Actor) -> None:
    address = db.session.get_one(Member, bob.id).email or ""
    with unit_of_work():
        publish(events.MailRefused(address=address, reason="550 5.1.1"))
    assert db.session.scalars(select(Notification.kind)).all() == ["unreachable"]
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, bob.id), sure=True)
    assert not any(address in str(each.data) for each in db.session.scalars(select(Notification)))


@both_databases
def test_telling_many_writes_all_that_is_to_be_delivered_at_once(
    app: "Huzhu", alice: Actor, bob: Actor, carol: Actor
) -> None:
    seen: list[str] = []
    note = lambda _c, _cur, statement, *_rest: seen.append(statement)  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", note)
    with unit_of_work():
        services.notify(
            [alice.id, bob.id, carol.id], "answer", "answer:1", data={"title": "Lamp", "actor": "Mei"}
        )
    event.remove(db.engine, "before_cursor_execute", note)
    assert len([each for each in seen if "INTO notification_deliveries" in each]) == 1
    assert db.session.query(Delivery).count() == 3
    assert db.session.query(jobs.Job).filter_by(kind=delivering.JOB).count() == 3


@both_databases
def test_what_could_not_be_told_for_weeks_is_forgotten_and_nothing_is_written_for_nothing(
    app: "Huzhu", bob: Actor
) -> None:
    with clock.at(NOW):
        news(bob)
    begun: list[str] = []
    note = lambda _c, _cur, statement, *_rest: begun.append(statement)  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", note)
    delivering.forget_old(NOW + delivering.KEEP_UNSENT)
    event.remove(db.engine, "before_cursor_execute", note)
    assert [each.split()[0] for each in begun if each.split()[0] in {"DELETE", "SELECT"}] == ["SELECT"]
    assert len(deliveries(bob)) == 1
    delivering.forget_old(NOW + delivering.KEEP_UNSENT + timedelta(seconds=1))
    assert deliveries(bob) == []
