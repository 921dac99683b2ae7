"""What the pages ask of the database once they are warm: a visitor two things at most, who is signed in ten."""

import pytest
from flask import Flask

from community.kernel.db import db
from community.kernel.policy import Actor
from tests.community.reading.conftest import Thread, accept, rate
from tests.community.reading.test_profile_statements import statements
from tests.conftest import MakeMember, SignIn, actor_of, both_databases

PAGES = ("/", "/questions", "/questions?sort=new&state=solved", "/tags/mesh", "/members/bob", "question")
MOST_VISITOR, MOST_SIGNED_IN = 2, 10
ROLES = ("member", "moderator", "agent", "specialist", "admin")


@pytest.fixture
def address(thread: Thread, alice: Actor, bob: Actor) -> str:
    """The path of a question with an accepted answer; beside it are some others."""
    for number in range(3):
        rate(thread(alice, bob, tag=f"tag{number}"), 5, alice)
    answer = thread(alice, bob)
    accept(answer, alice)
    return f"/questions/{answer.question_id}"


#@both_databases
@pytest.mark.parametrize("who", ["nobody", "alice", "bob", *ROLES])
def test_a_warm_page_asks_little(
    app: Flask, address: str, member: MakeMember, sign_in: SignIn, alice: Actor, bob: Actor, who: str
) -> None:
    client = app.test_client()
    if who != "nobody":
        sign_in(client, {"alice": alice, "bob": bob}.get(who) or actor_of(member("reader", role=who)))
    costly = []
    for page in PAGES:
        path = client.get(address).location if page == "question" else page
        for _ in range(2):
            assert client.get(path).status_code == 200
        db.session.remove()
        with statements() as asked:
            client.get(path)
        print(f"COUNT {who} {page} {len(asked)}")
        if len(asked) > (MOST_VISITOR if who == "nobody" else MOST_SIGNED_IN):
            costly.append(f"{page}: {len(asked)}\n" + "\n".join(asked))
    assert not costly, "\n\n".join(costly)
