"""Deciding on the pages: what was typed is kept, claims are honest, many at once say what they do."""

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from community.answers import services as answers
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts import services as posts
from community.posts.queries import post_or_404
from community.questions.models import Question
from community.search import services as search
from moderation.flags import services as flagging
from moderation.review import claiming, services
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision, ItemKind
from tests.community.reading.test_profile_statements import fewest
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.moderation.review.conftest import Waiting

MOST = 10
MENDED = "I changed the cable, the socket and the power supply, and the red light is still there all night."
MINE = "These are my own words, and I want to keep them."
SHOUTED = "WHY DOES THIS ROUTER NEVER WORK WHEN I COME HOME FROM MY JOB IN THE EVENING"


def state_of(item: ReviewItem) -> str:
    return db.session.get_one(ReviewItem, item.id, populate_existing=True).state


def test_a_claim_that_ran_out_keeps_the_words_and_is_taken_again_with_one_press(
    client: FlaskClient, waiting: Waiting, carol: Actor, sign_in: SignIn
) -> None:
    item = waiting()
    sign_in(client, carol)
    client.post(f"/review/{item.id}/claim")
    given = {"decision": "refuse", "reason": "other", "refuse-words": MINE}
    with clock.at(clock.now() + timedelta(minutes=16)):
        late = client.post(f"/review/{item.id}/decision", data=given)
        assert late.status_code == 409
        assert MINE in late.text
        assert "has run out" in late.text
        assert state_of(item) == "open"
        again = re.search(r'name="again" value="(\w+)"', late.text)
        assert again is not None
        assert re.search(r'value="other" checked', late.text)
        done = client.post(f"/review/{item.id}/decision", data={**given, "again": again[1]})
    assert done.status_code == 303
    assert state_of(item) == "decided"
    assert post_or_404(item.post_id or 0).hidden_reason == MINE


def test_whoever_has_taken_it_meanwhile_is_named_and_the_words_are_kept(
    client: FlaskClient, waiting: Waiting, carol: Actor, member: MakeMember, sign_in: SignIn
) -> None:
    item = waiting()
    sign_in(client, carol)
    client.post(f"/review/{item.id}/claim")
    mona = actor_of(member("mona", role=Role.MODERATOR))
    with clock.at(clock.now() + timedelta(minutes=16)):
        with unit_of_work():
            claiming.claim(item.id, by=mona)
        given = {"decision": "refuse", "reason": "other", "refuse-words": MINE, "again": "1"}
        page = client.post(f"/review/{item.id}/decision", data=given)
    assert page.status_code == 409
    assert "Mona is looking at this now" in page.text
    assert MINE in page.text


def test_a_renewed_claim_lasts_longer_and_one_that_is_given_back_is_free(
    client: FlaskClient, waiting: Waiting, carol: Actor, member: MakeMember, sign_in: SignIn
) -> None:
    item = waiting()
    mona = actor_of(member("mona", role=Role.MODERATOR))
    sign_in(client, carol)
    client.post(f"/review/{item.id}/claim")
    with clock.at(clock.now() + timedelta(minutes=10)):
        told = client.post(f"/review/{item.id}/claim", headers={"X-Requested-With": "fetch"})
        assert clock.parse(told.json["until"]) - clock.now() > timedelta(minutes=14)
        client.post(f"/review/{item.id}/release")
        with unit_of_work():
            claiming.claim(item.id, by=mona)


def test_admins_take_over_and_nobody_else(
    client: FlaskClient, waiting: Waiting, carol: Actor, member: MakeMember, sign_in: SignIn
) -> None:
    item = waiting()
    mona = actor_of(member("mona", role=Role.MODERATOR))
    with unit_of_work():
        claiming.claim(item.id, by=mona)
    sign_in(client, carol)
    assert client.post(f"/review/{item.id}/take-over").status_code == 403
    admin = sign_in(client.application.test_client(), actor_of(member("ada", role=Role.ADMIN)))
    assert "Take it over" in admin.get(f"/review/{item.id}").text
    assert admin.post(f"/review/{item.id}/take-over").status_code == 303
    assert admin.post(f"/review/{item.id}/decision", data={"decision": "approve"}).status_code == 303


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"decision": "refuse", "refuse-words": MINE}, "Choose a reason"),
        ({"decision": "refuse", "reason": "other"}, "Say in a sentence why"),
        ({"decision": "edit", "edit-body": " ", "edit-words": MINE}, "Write something first"),
        ({"decision": "mask", "quotes": MINE}, "does not hold"),
        ({"decision": "duplicate", "other": MINE}, "another, public question"),
        ({"decision": "duplicate"}, "Choose the question"),
    ],
)
def test_what_is_incomplete_says_so_and_keeps_what_was_typed(
    client: FlaskClient, waiting: Waiting, carol: Actor, sign_in: SignIn, given: dict[str, str], sentence: str
) -> None:
    item = waiting()
    sign_in(client, carol)
    client.post(f"/review/{item.id}/claim")
    page = client.post(f"/review/{item.id}/decision", data=given)
    assert page.status_code in {409, 422}
    assert sentence in page.text
    assert MINE in page.text or MINE not in given.values()
    assert page.text.count(" open>") + page.text.count("open >") >= 1
    assert state_of(item) == "open"
    assert db.session.query(ReviewDecision).count() == 0


def test_many_at_once_first_say_what_happens_to_which(
    client: FlaskClient, waiting: Waiting, carol: Actor, member: MakeMember, sign_in: SignIn
) -> None:
    items = [waiting(number) for number in range(6)]
    own = waiting(7, by=carol)
    mona = actor_of(member("mona", role=Role.MODERATOR))
    with unit_of_work():
        claiming.claim(items[0].id, by=mona)
        claiming.claim(items[1].id, by=mona)
        services.decide(items[1].id, Opinion(Decision.APPROVE), by=mona)
    sign_in(client, carol)
    chosen = [str(each.id) for each in [*items, own]]
    assert client.post("/review/bulk", data={"decision": "refuse", "item": chosen}).status_code == 303
    given = {"decision": "refuse", "reason": "off-topic", "item": chosen}
    preview = client.post("/review/bulk", data=given).text
    assert "These 4 posts will be refused" in preview
    assert "3 are left as they are" in preview
    for why in ("decided already", "your own post", "with Mona for 15 more minutes"):
        assert why in preview
    assert [state_of(each) for each in items[2:]] == ["open"] * 4
    seen = re.findall(r'name="item" value="([^"]+)"', preview)
    assert len(seen) == 4
    with unit_of_work():
        words = editing.Words(body="Quite another text than the one that was there before, on purpose.")
        editing.edit(post_or_404(items[5].post_id or 0), words, by=mona)
    done = client.post("/review/bulk/decision", data={**given, "item": seen}).text
    assert "3 posts were decided" in done
    assert "changed since you looked" in done
    assert [state_of(each) for each in items[2:]] == ["decided"] * 3 + ["open"]
    undone = re.search(r'name="items" value="([^"]+)"', done)
    assert undone is not None
    client.post("/review/undo", data={"items": undone[1]})
    assert [state_of(each) for each in items[2:]] == ["open"] * 4
    assert {post_or_404(each.post_id or 0).status for each in items[2:]} == {"published"}


def test_not_for_me_costs_nothing_and_does_not_come_back(
    client: FlaskClient, waiting: Waiting, carol: Actor, sign_in: SignIn
) -> None:
    item = waiting()
    sign_in(client, carol)
    assert client.post("/review/next").location.endswith(f"/review/{item.id}")
    assert client.post(f"/review/{item.id}/not-for-me").location == "/review"
    assert client.post("/review/next").location == "/review"
    assert f"/review/{item.id}" in client.get("/review").text
    assert db.session.query(ReviewDecision).count() == 0


def test_the_author_reads_why_mends_it_and_the_next_reviewer_sees_both(
    client: FlaskClient, alice: Actor, waiting: Waiting, carol: Actor, sign_in: SignIn
) -> None:
    item = waiting(3, text=SHOUTED)
    post_id = item.post_id or 0
    with unit_of_work():
        claiming.claim(item.id, by=carol)
        services.decide(item.id, Opinion(Decision.REFUSE, "shouting", "Calmly please."), by=carol)
    mine = sign_in(client.application.test_client(), alice)
    assert "was not published" in mine.get("/notifications").text
    page = mine.get(mine.get(f"/posts/{post_id}").location).text
    assert "Mend it and send it again" in page
    assert "Write it in small letters" in page
    assert "Calmly please." in page
    with unit_of_work():
        editing.edit(
            post_or_404(post_id),
            editing.Words(body="Why does it never work in the evening at home?"),
            by=alice,
        )
        editing.edit(
            post_or_404(post_id),
            editing.Words(body="Why does it never work at home in the evening?"),
            by=alice,
        )
    again = db.session.query(ReviewItem).filter_by(post_id=post_id, state="open").one()
    assert "resubmitted" in again.findings
    page = sign_in(client, carol).get(f"/review/{again.id}").text
    for words in (
        "mended and sent again",
        "What the author mended since",
        "Decided before",
        "Calmly please.",
    ):
        assert words in page


def test_a_post_that_its_author_deletes_leaves_the_queue(
    alice: Actor, waiting: Waiting, carol: Actor
) -> None:
    for text in (SHOUTED, ""):
        item = waiting(4, text=text)
        with unit_of_work():
            claiming.claim(item.id, by=carol)
        with unit_of_work():
            posts.delete(post_or_404(item.post_id or 0), by=alice)
        assert state_of(item) == "moot"


def test_pages_of_the_queue_cost_few_statements(
    client: FlaskClient, waiting: Waiting, carol: Actor, bob: Actor, sign_in: SignIn
) -> None:
    items = [waiting(number) for number in range(12)]
    with unit_of_work():
        flagging.flag(post_or_404(items[0].post_id or 0), "spam", by=bob)
    sign_in(client, carol)
    search = "/review?language=en&tag=router&q=light&author=alice"
    spent = {each: fewest(client, each) for each in ("/review", search)}
    assert spent["/review"] <= 8
    assert max(spent.values()) <= MOST, spent


@both_databases
def test_an_item_with_all_that_can_stand_beside_it_costs_few_statements(
    client: FlaskClient, waiting: Waiting, alice: Actor, bob: Actor, carol: Actor, sign_in: SignIn
) -> None:
    """A question that was refused, mended and reported, and an answer beneath it."""
    first, *_others = [waiting(number) for number in range(4)]
    question_id = first.post_id or 0
    with unit_of_work():
        claiming.claim(first.id, by=carol)
        services.decide(first.id, Opinion(Decision.APPROVE), by=carol)
    question = db.session.get_one(Question, question_id)
    with unit_of_work():
        editing.edit(question, editing.Words(title=question.title, body=MENDED), by=alice)
        given = answers.answer(question, "Hold the button for ten seconds, then wait.", by=bob)
    with unit_of_work():
        flagging.flag(post_or_404(question_id), "spam", by=bob)
        flagging.flag(given, "spam", by=alice)
    search.rebuild()
    sign_in(client, carol)
    seen = set()
    for (number,) in db.session.query(ReviewItem.id).filter(ReviewItem.state == "open").all():
        page = client.get(f"/review/{number}").text
        seen |= {each for each in ("Decided before", MENDED, "Hold the button") if each in page}
        assert fewest(client, f"/review/{number}") <= MOST
    assert len(seen) == 3


def test_an_item_of_a_kind_is_next_under_its_filter(
    client: FlaskClient, waiting: Waiting, carol: Actor, sign_in: SignIn
) -> None:
    waiting(1, ItemKind.FLAG)
    quiet = waiting(2, ItemKind.DUPLICATE)
    sign_in(client, carol)
    taken = client.post("/review/next", data={"back": "kind=duplicate"})
    assert taken.location.startswith(f"/review/{quiet.id}?")
    assert "kind=duplicate" in taken.location
