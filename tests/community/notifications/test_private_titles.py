"""The bell quotes titles: of what is private, to those alone who work on cases now."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from community.accounts.models import Member
from community.imports import personal
from community.kernel import clock, jobs
from community.kernel.db import db
from community.kernel.furnish import settings_of
from community.kernel.policy import MODERATORS, Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.notifications import delivering, queries
from community.notifications.models import Delivery, Notification
from community.posts.models import PostStatus
from community.questions import services as asking
from tests.community.notifications.making import choose, in_folder, news
from tests.conftest import SignIn, actor_of, both_databases

WHY = "The customer shouts at everybody, I will not talk to them."
TITLE = "The zanzibarite kettle of my neighbour"


@both_databases
def test_who_is_no_longer_staff_sees_no_private_title_in_the_bell(
    app: Flask, client: FlaskClient, sign_in: SignIn, alice: Actor, dave: Actor
) -> None:
    with unit_of_work():
        asked = asking.ask(TITLE, "It burst twice since Tuesday, and again today.", ["kettle"], by=alice)
        asked.status = PostStatus.PRIVATE
        number = asked.id
    news(dave, cause="2", question_id=number, post_id=number, data={"title": TITLE})
    for role, sees in ((Role.AGENT, True), (Role.MODERATOR, False), (Role.MEMBER, False)):
        with unit_of_work():
            member = db.session.get_one(Member, dave.id)
            member.role = role
        actor = actor_of(member)
        sign_in(client, actor)
        assert (TITLE in client.get("/notifications").text) is sees, role
        assert (TITLE in client.get("/notifications/panel").text) is sees, role
        shown = select(Notification.id).where(queries.shown_to(member))
        assert len(db.session.scalars(shown).all()) == queries.unread_count(actor) == int(sees), role


@both_databases
def test_news_for_a_role_goes_with_the_role(
    app: Flask, client: FlaskClient, sign_in: SignIn, alice: Actor, dave: Actor
) -> None:
    with unit_of_work():
        asked = asking.ask(TITLE, "It burst twice since Tuesday, and again today.", ["kettle"], by=alice)
        number = asked.id
    given = {"title": TITLE, "case": 1, "why": WHY}
    news(dave, "case-declined", question_id=number, data=given)
    news(dave, "list-cut-off", data={"pattern": "gr[ae]y+", "entry": 1})
    for role, sees in ((Role.AGENT, True), (Role.MODERATOR, False), (Role.MEMBER, False), (Role.ADMIN, True)):
        with unit_of_work():
            member = db.session.get_one(Member, dave.id)
            member.role = role
        actor = actor_of(member)
        sign_in(client, actor)
        page = client.get("/notifications").text
        assert (WHY in page) is sees, role
        assert ("gr[ae]y+" in page) is (role in MODERATORS), role
        assert WHY not in personal.gather(member).decode()
        shown = select(Notification.id).where(queries.shown_to(member))
        assert len(db.session.scalars(shown).all()) == queries.unread_count(actor), role


@both_databases
def test_a_digest_quotes_no_words_of_staff_to_who_is_none_any_more(
    app: Flask, alice: Actor, dave: Actor
) -> None:
    choose(dave, "case-declined", email="daily")
    with unit_of_work():
        asked = asking.ask(TITLE, "It burst twice since Tuesday, and again today.", ["kettle"], by=alice)
    given = {"title": TITLE, "case": 1, "why": WHY}
    news(dave, "case-declined", question_id=asked.id, data=given)
    with unit_of_work():
        db.session.get_one(Member, dave.id).role = Role.MEMBER
        db.session.execute(update(Delivery).values(due_at=clock.now()))
    with unit_of_work():
        delivering.tell({"member_id": dave.id, "way": "email"})
    jobs.run_due()
    assert [each for each in in_folder(settings_of(app).data_dir) if WHY in str(each)] == []
    assert db.session.query(Delivery).filter(Delivery.sent_at.is_(None)).count() == 0
