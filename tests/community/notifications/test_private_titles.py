"""The bell quotes titles: of what is private, to those alone who work on cases now."""

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.notifications import queries
from community.notifications.models import Notification
from community.posts.models import PostStatus
from community.questions import services as asking
from tests.community.notifications.making import news
from tests.conftest import SignIn, actor_of, both_databases

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
