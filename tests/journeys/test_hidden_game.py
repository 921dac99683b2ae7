"""Whoever hides the game shows none of it, and sees none of it; what they may do stays as it was."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from community.accounts import services as accounts
from community.accounts.models import Member
from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications import queries as inbox
from community.notifications import services as notifications
from community.questions import services as questions
from community.questions.models import Question
from community.ratings import services as ratings
from gamification.badges.queries import awards_of
from gamification.levels.catalogue import LEVELS
from tests.conftest import MakeMember, SignIn, actor_of
from tests.journeys.at_the_bar import give_record
from tests.security.town import routes

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

# Apart from the links of a page to itself in another language.
GAME_LINK = re.compile(
    r'href="[^"]*/(?:leaderboards|badges|levels|campaigns)(?:/[^"?]*)?(?:"|\?(?!lang=))|/reputation"'
)
GAME_PLACES = (
    "/leaderboards",
    "/badges",
    "/badges/first-answer",
    "/levels",
    "/campaigns",
    "/me/nearest-badges",
)
LEVEL_WORDS = [level.title for level in LEVELS]


@pytest.fixture
def answer(app: "Huzhu", alice: Actor, bob: Actor) -> Answer:
    """Bob, a curator with points and badges, has answered Alice."""
    give_record(bob.id, alice.id, posts=8, care=0, days=3)
    with unit_of_work():
        question = questions.ask(
            "Why does the mesh drop every night at two?",
            "Since Tuesday both nodes lose each other at two in the morning and come back at three.",
            ["router"],
            by=alice,
        )
    with unit_of_work():
        found = db.session.get_one(Question, question.id)
        given = answers.answer(found, "The nightly scan does it; switch it off in the settings.", by=bob)
    with unit_of_work():
        ratings.rate(given, 5, by=alice)
    db.session.rollback()
    assert awards_of(bob.id)
    return given


def hide(someone: Actor) -> None:
    with unit_of_work():
        db.session.get_one(Member, someone.id).hides_game = True
    db.session.rollback()


def pages(app: "Huzhu", answer: Answer) -> Iterator[str]:
    """Every address that is read, with what is there in its places."""
    numbers = {"question_id": str(answer.question_id), "post_id": str(answer.id), "answer_id": str(answer.id)}
    slug = db.session.get_one(Question, answer.question_id).slug
    for method, address, endpoint, _said in routes(app, {**numbers, "case_id": "1", "item_id": "1"}):
        if method == "GET" and not address.startswith("/api/") and endpoint != "accounts.sign_out":
            yield address.replace("/members/router", "/members/bob").replace(
                "/badges/x", "/badges/first-answer"
            )
    yield f"/questions/{answer.question_id}/{slug}"
    yield "/search?q=mesh"


def text_of(page: TestResponse) -> str:
    """What a page says; of a picture, noise."""
    return page.get_data().decode("utf-8", "replace")


def words_of(page: str) -> str:
    """The text of a page without its code."""
    return " ".join(re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL).split())


def test_before_hiding_there_is_something_to_hide(
    app: "Huzhu", client: FlaskClient, answer: Answer, alice: Actor, sign_in: SignIn
) -> None:
    seen = {address for address in pages(app, answer) if "Curator" in words_of(text_of(client.get(address)))}
    assert {"/members", "/members/bob", "/leaderboards", "/levels"} <= seen
    assert any(address.startswith("/questions/") for address in seen)
    assert "/members/bob" in client.get("/badges/first-answer").text
    assert "/members/bob" in client.get("/leaderboards").text


@pytest.mark.parametrize("reader", ["nobody", "alice"])
def test_nothing_of_who_hides_shows_anywhere(
    app: "Huzhu", client: FlaskClient, answer: Answer, alice: Actor, bob: Actor, sign_in: SignIn, reader: str
) -> None:
    hide(bob)
    if reader == "alice":
        sign_in(client, alice)
    told = []
    for address in pages(app, answer):
        page = client.get(address)
        if address != "/levels" and page.status_code == 200 and "Curator" in words_of(text_of(page)):
            told.append(address)
    assert told == []
    assert client.get("/members/bob/reputation").status_code == 404
    for address in ("/badges/first-answer", "/leaderboards", "/leaderboards?period=all"):
        assert "/members/bob" not in client.get(address).text
    profile = client.get("/members/bob").text
    assert "Helped 1 person" in words_of(profile)
    for word in ("point", "In a row now", "standing__"):
        assert word not in profile.partition("<main")[2].partition("</main>")[0], word


def test_programs_get_nulls(
    app: "Huzhu", client: FlaskClient, answer: Answer, alice: Actor, bob: Actor
) -> None:
    def asks(by: Actor, path: str) -> dict[str, object]:
        with unit_of_work():
            token = accounts.create_token(db.session.get_one(Member, by.id))
        found: dict[str, object] = client.get(path, headers={"Authorization": f"Bearer {token}"}).json  # type: ignore[assignment]
        return found

    hide(bob)
    seen = asks(alice, "/api/v1/members/bob")
    assert [seen[name] for name in ("points", "level", "level_name", "streak", "badges")] == [None] * 4 + [[]]
    assert seen["helped_count"] == 1
    assert asks(alice, "/api/v1/members/bob/badges")["items"] == []
    assert asks(alice, "/api/v1/members/bob/reputation")["items"] == []
    assert "bob" not in str(asks(alice, "/api/v1/leaderboards?period=all"))
    assert asks(bob, "/api/v1/members/bob")["points"]


def test_who_hides_sees_none_of_it(
    app: "Huzhu", answer: Answer, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    hide(alice)
    client = sign_in(app.test_client(), alice)
    told = []
    for address in pages(app, answer):
        page = client.get(address)
        if page.status_code != 200 or page.mimetype != "text/html" or address == "/settings/reading":
            continue
        words = words_of(text_of(page))
        link = GAME_LINK.search(text_of(page))
        if link or any(level in words for level in LEVEL_WORDS) or "medals__one" in text_of(page):
            told.append((address, link and link[0], [level for level in LEVEL_WORDS if level in words]))
    assert told == []


def test_its_pages_say_how_to_see_it_again_and_what_one_may_do(
    app: "Huzhu", answer: Answer, bob: Actor, sign_in: SignIn
) -> None:
    hide(bob)
    client = sign_in(app.test_client(), bob)
    for address in GAME_PLACES:
        words = words_of(text_of(client.get(address)))
        assert "You chose to hide points, badges and boards" in words, address
        assert "Change the tags of questions, and mark duplicates." in words, address
    assert "Edit what others wrote" not in words_of(client.get("/levels").text)
    own = client.get("/members/bob/reputation")
    assert own.status_code == 200, "what is kept about oneself can be read"


def test_privileges_work_as_before(app: "Huzhu", answer: Answer, bob: Actor, sign_in: SignIn) -> None:
    hide(bob)
    client = sign_in(app.test_client(), bob)
    assert client.post(f"/questions/{answer.question_id}/tags", data={"tags": "mesh wifi"}).status_code == 303
    assert client.get("/review").status_code == 200


def test_alerts_of_the_game_stay_away(app: "Huzhu", answer: Answer, bob: Actor, sign_in: SignIn) -> None:
    with unit_of_work():
        notifications.notify(
            [bob.id], "badge", "badge:1", data={"title": ["First answer"], "badge": "first-answer"}
        )
    kinds = [each.kind for each in inbox.inbox(bob, 1).items]
    assert "badge" in kinds
    unread = inbox.unread_count(bob)
    hide(bob)
    assert "badge" not in [each.kind for each in inbox.inbox(bob, 1).items]
    assert inbox.unread_count(bob) < unread
    before = db.session.query(notifications.Notification).count()
    with unit_of_work():
        tell(events.LevelChanged(member_id=bob.id, old=2, new=3, title="Curator", reason="it helped"))
        tell(events.BadgeAwarded(member_id=bob.id, award_id=99, badge="helper", title="Helper"))
    assert db.session.query(notifications.Notification).count() == before
    client = sign_in(app.test_client(), bob)
    settings = words_of(client.get("/settings/notifications").text)
    assert "Badges" not in settings.partition("What you want to hear of")[2]
    client.post("/settings/notifications", data={"site-answer": "instant"})
    with unit_of_work():
        db.session.get_one(Member, bob.id).hides_game = False
    assert ("instant", "off") in [
        (choice.site, choice.email)
        for kind, choice in inbox.choices_of(db.session.get_one(Member, bob.id))
        if kind.slug == "badge"
    ]


def test_the_entry_to_boards_is_there_for_all_others(app: "Huzhu", bob: Actor, sign_in: SignIn) -> None:
    client = sign_in(app.test_client(), bob)
    assert 'href="/leaderboards"' in client.get("/").text
    hide(bob)
    assert 'href="/leaderboards"' not in client.get("/").text
    assert 'href="/leaderboards"' in app.test_client().get("/").text


def test_who_runs_campaigns_can_work_all_the_same(app: "Huzhu", member: MakeMember, sign_in: SignIn) -> None:
    admin = actor_of(member("ada", role="admin"))
    hide(admin)
    client = sign_in(app.test_client(), admin)
    assert "You chose to hide" not in client.get("/campaigns").text
    assert 'href="/campaigns"' in client.get("/").text
    assert 'href="/leaderboards"' not in client.get("/").text


def test_staff_who_hide_it_still_do_their_work(
    app: "Huzhu", answer: Answer, dave: Actor, sign_in: SignIn
) -> None:
    hide(dave)
    client = sign_in(app.test_client(), dave)
    for address in ("/desk", "/review", "/transparency"):
        assert client.get(address).status_code == 200, address
