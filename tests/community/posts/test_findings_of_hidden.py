"""A finding that quotes another question goes out of sight together with that."""

import json
from typing import TYPE_CHECKING, Final

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.imports import personal
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.questions import services as questions
from community.questions.models import Question
from gamification.reputation.models import MemberStanding
from moderation.review import opening
from moderation.review.models import ReviewItem
from moderation.review.rules import ItemKind
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.security.town import key_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

QUOTED: Final = "zanzibarite"


@pytest.fixture
def older(app: "Huzhu", alice: Actor) -> int:
    with unit_of_work():
        return questions.ask(
            f"Why does the {QUOTED} relay click?", "It clicks all night.", ["relay"], by=alice
        ).id


@pytest.fixture
def held(older: int, bob: Actor, carol: Actor) -> int:
    """A question of Bob that waits, because the gate has found the older one."""
    with unit_of_work():
        asked = questions.ask("Why does my relay click?", "It clicks once a minute.", ["relay"], by=bob)
        asked.findings = [
            {
                "check": "near-duplicate",
                "verdict": "hold",
                "where": "title",
                "message": "Nearly the same was asked before: “%(title)s”.",
                "hint": "Look there first.",
                "evidence": [f"Why does the {QUOTED} relay click?"],
                "params": {"title": f"Why does the {QUOTED} relay click?", "question_id": older},
            }
        ]
        posts.hold(asked, ("near-duplicate",), by=carol)
        opening.open_item(asked.id, ItemKind.DUPLICATE, ("near-duplicate",))
    return asked.id


def told(app: "Huzhu", held: int, browser: FlaskClient, key: str) -> set[str]:
    """Where the quote stands for whoever has this browser and key."""
    item = db.session.query(ReviewItem.id).filter_by(post_id=held).scalar()
    pages = (f"/questions/{held}", f"/questions/{held}/edit", f"/review/{item}")
    calls = (f"/api/v1/questions/{held}", "/api/v1/review/items")
    program, keyed = app.test_client(), {"Authorization": f"Bearer {key}"}
    found = {each for each in pages if QUOTED in browser.get(each, follow_redirects=True).text}
    return found | {each for each in calls if QUOTED in program.get(each, headers=keyed).text}


@both_databases
def test_its_author_and_peers_read_the_title_until_it_is_hidden(
    app: "Huzhu", older: int, held: int, bob: Actor, carol: Actor, member: MakeMember, sign_in: SignIn
) -> None:
    peer = actor_of(member("peer"))
    with unit_of_work():
        db.session.add(MemberStanding(member_id=peer.id, level=3))
    readers = {who.name: (sign_in(app.test_client(), who), key_of(who.id)) for who in (bob, peer, carol)}
    before = {name: told(app, held, *doors) for name, doors in readers.items()}
    assert min(map(len, before.values())) >= 2
    with unit_of_work():
        posts.hide(db.session.get_one(Question, older), "private-data", by=carol)
    after = {name: told(app, held, *doors) for name, doors in readers.items()}
    assert after["bob"] == after["peer"] == set()
    assert after["carol"]


def test_what_its_author_takes_along_does_not_quote_it(held: int, bob: Actor) -> None:
    document = json.loads(personal.gather(db.session.get_one(Member, bob.id)))
    assert QUOTED not in json.dumps(document["posts"])
    assert [each["check"] for each in document["posts"][0]["findings"]] == ["near-duplicate"]
