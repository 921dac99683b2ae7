"""What the pages ask of the database once they are warm, whoever reads them."""

from datetime import timedelta

import pytest
from flask import Flask

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from gamification.badges.models import BadgeAward
from gamification.reputation.models import MemberStanding
from tests.community.reading.conftest import Thread, accept, rate
from tests.community.reading.test_profile_statements import statements
from tests.conftest import MakeMember, SignIn, actor_of, both_databases

# Of a visitor, and of who is signed in.
MOST = {
    "/": (2, 10),
    "/questions": (2, 10),
    "/questions?sort=new&state=solved": (2, 10),
    "/tags/mesh": (2, 10),
    "/members/bob": (2, 10),
    "question": (2, 10),
}
ROLES = ("member", "moderator", "agent", "specialist", "admin")


@pytest.fixture
def address(thread: Thread, alice: Actor, bob: Actor) -> str:
    """The path of a question with an accepted answer; beside it are some others, of members who are not new."""
    for number in range(3):
        rate(thread(alice, bob, tag=f"tag{number}"), 5, alice)
    answer = thread(alice, bob)
    accept(answer, alice)
    with unit_of_work():
        for member in db.session.query(Member):
            member.created_at -= timedelta(days=900)
        db.session.query(BadgeAward).update({"seen_at": BadgeAward.awarded_at})
        db.session.query(MemberStanding).update({"unseen_awards": 0})
    return f"/questions/{answer.question_id}"


@both_databases
@pytest.mark.parametrize("who", ["nobody", "alice", "bob", *ROLES])
def test_a_warm_page_asks_little(
    app: Flask, address: str, member: MakeMember, sign_in: SignIn, alice: Actor, bob: Actor, who: str
) -> None:
    client = app.test_client()
    if who != "nobody":
        sign_in(client, {"alice": alice, "bob": bob}.get(who) or actor_of(member("reader", role=who)))
    costly = []
    for page, most in MOST.items():
        path = client.get(address).location if page == "question" else page
        assert client.get(path).status_code == 200
        db.session.remove()
        with statements() as asked:
            client.get(path)
        if len(asked) > most[who != "nobody"]:
            costly.append(f"{page}: {len(asked)}\n" + "\n".join(asked))
    assert not costly, "\n\n".join(costly)
