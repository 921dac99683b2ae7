"""What came in by a channel is read by staff alone: moderators meet no word of it by their own tools either."""

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import PostStatus
from community.questions import services as questions
from moderation.quality import past
from moderation.sanctions import checking
from moderation.sanctions.models import SanctionPost
from tests.conftest import MakeMember, SignIn, actor_of
from tests.security.rows import put
from tests.security.town import key_of

WORD = "zanzibarite"


@pytest.fixture
def private(alice: Actor) -> int:
    """A message of somebody who has an account by now."""
    with unit_of_work():
        made = questions.ask(f"The {WORD} contract", f"My {WORD} number is wrong.", ["relay"], by=alice)
        db.session.flush()
        made.status, made.listed = PostStatus.PRIVATE, False
        return made.id


def test_an_entry_of_a_list_is_rehearsed_on_what_moderators_read(
    client: FlaskClient, private: int, carol: Actor, bob: Actor, sign_in: SignIn
) -> None:
    with unit_of_work():
        put("gate_list_entries", pattern=WORD, action="hold")
        shown = questions.ask(
            f"Where is the {WORD}?", "I have looked everywhere for it.", ["relay"], by=bob
        ).id
    page = sign_in(client, carol).get("/review/lists/1/rehearsal").text
    assert f"/posts/{shown}" in page
    assert f"/posts/{private}" not in page
    assert "number is wrong" not in page


def test_so_are_checks(private: int) -> None:
    assert past.last_days().posts == []
    assert past.last_days().total == 0


@pytest.mark.parametrize("address", ["/members/alice/sanction", "/members/alice/sanction?post={}"])
def test_nobody_but_staff_may_name_it_as_what_led_to_a_sanction(
    client: FlaskClient, private: int, carol: Actor, sign_in: SignIn, address: str
) -> None:
    assert WORD not in sign_in(client, carol).get(address.format(private)).text
    order = {"kind": "warn", "reason": "spam", "words": "Please stop.", "posts": [private]}
    headers = {"Authorization": f"Bearer {key_of(carol.id)}"}
    answer = client.post("/api/v1/members/alice/sanctions", json=order, headers=headers)
    assert answer.status_code == 422
    assert db.session.query(SanctionPost).count() == 0


def test_admins_who_read_it_may(private: int, alice: Actor, member: MakeMember) -> None:
    olga = actor_of(member("olga", role="admin"))
    whose = db.session.get_one(Member, alice.id)
    assert [each.id for each in checking.evidence(whose, (private,), by=olga)] == [private]
