"""Drafts of two tabs, forms sent twice, edits that cross, mentions, tags by any name: as a browser does them."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from community.accounts.rules import name_key
from community.answers import services as answering
from community.comments import services as commenting
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import SYSTEM, Actor
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from community.notifications.models import Notification
from community.posts import drafts, editing, services
from community.posts.models import Draft, Post, PostStatus
from community.posts.queries import post_or_404
from community.questions import services as asking
from community.tags import services as tagging
from community.tags.queries import tag_or_404
from community.writing.mentioning import candidates
from tests.conftest import MakeMember, SignIn, both_databases
from tests.parallel import at_once

BODY = "The second node restarts every hour since the update, and I tried another outlet."
FORM = {"title": "The second node restarts every hour", "body": BODY, "tags": "mesh", "once": "one-form"}


@pytest.fixture
def post(alice: Actor) -> Post:
    with unit_of_work():
        return asking.ask("The second node restarts every hour", BODY, ["mesh"], by=alice)


def posts() -> int:
    return db.session.scalar(select(func.count()).select_from(Post)) or 0


def told(member: Actor) -> list[str]:
    query = select(Notification.kind).where(Notification.member_id == member.member_id)
    return list(db.session.scalars(query))


def test_words_of_another_tab_are_never_written_over(
    client: FlaskClient, alice: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    first = client.put("/drafts/question/0", json={"body": "one", "base": ""}).json
    second = client.put("/drafts/question/0", json={"body": "two", "base": ""})
    assert second.status_code == 409
    assert second.json["newer"]["body"] == "one"  # type: ignore[index]
    assert (
        client.put("/drafts/question/0", json={"body": "three", "base": first["version"]}).status_code == 200
    )  # type: ignore[index]


def test_words_whose_arrival_a_page_never_heard_of_are_its_own(
    client: FlaskClient, alice: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    client.put("/drafts/question/0", json={"body": "one", "base": ""})
    other = {"body": "two", "base": "", "own": [{"body": "another"}, "no words", None]}
    assert client.put("/drafts/question/0", json=other).status_code == 409
    assert client.put("/drafts/question/0", json={**other, "own": "one"}).status_code == 409
    assert client.put("/drafts/question/0", json={**other, "own": [{"body": "one"}]}).status_code == 200
    assert db.session.scalar(select(Draft.body)) == "two"


def test_what_a_page_threw_away_without_hearing_of_it_is_no_clash(
    client: FlaskClient, alice: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    version = client.put("/drafts/question/0", json={"body": "one", "base": ""}).json["version"]  # type: ignore[index]
    client.put("/drafts/question/0", json={"body": "", "base": version})
    anew = {"body": "two", "base": version}
    assert client.put("/drafts/question/0", json=anew).status_code == 409
    assert client.put("/drafts/question/0", json={**anew, "own": [{"body": ""}]}).status_code == 200


def test_a_form_makes_one_post_however_often_it_is_sent(
    client: FlaskClient, alice: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    sent = [client.post("/ask", data=FORM) for _ in range(2)]
    assert [each.status_code for each in sent] == [303, 303]
    assert sent[0].location == sent[1].location
    assert posts() == 1
    assert client.get("/drafts/sent?once=one-form").json == {"posted": True}
    assert client.get("/drafts/sent?once=another").json == {"posted": False}


def test_a_form_sent_again_with_other_words_asks_first_and_then_posts(
    client: FlaskClient, alice: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    client.post("/ask", data=FORM)
    other = {**FORM, "title": "The third node restarts every hour"}
    refused = client.post("/ask", data=other)
    assert refused.status_code == 409
    assert "The third node restarts" in refused.text
    assert 'value="one-form"' not in refused.text
    assert client.post("/ask", data={**other, "once": "fresh"}).status_code == 303


def test_who_edits_second_sees_both_texts_and_then_saves(
    client: FlaskClient, post: Post, alice: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    with unit_of_work():
        editing.edit(
            post_or_404(post.id),
            editing.Words(body=BODY + " Also the cable.", title=post.title, tags=("mesh",)),
            by=alice,
        )
    mine = {"title": post.title, "body": BODY + " And the lamp.", "tags": "mesh", "base": "1"}
    crossed = client.post(f"/questions/{post.id}/edit", data=mine)
    assert crossed.status_code == 409
    assert "And the lamp." in crossed.text
    assert "Also the cable." in crossed.text
    assert 'name="base" type="hidden" value="2"' in crossed.text
    assert client.post(f"/questions/{post.id}/edit", data={**mine, "base": "2"}).status_code == 303


def test_changes_to_a_post_are_kept_as_a_draft_and_listed(
    client: FlaskClient, post: Post, alice: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    client.put(f"/drafts/edit/{post.id}", json={"body": "Half a new text", "base": ""})
    page = client.get(f"/questions/{post.id}/edit").text
    assert "Half a new text" in page
    assert "Your changes are back" in page
    listed = client.get("/drafts").text
    assert "Half a new text" in listed
    assert post.title in listed


def test_nobody_throws_away_the_draft_of_another(
    client: FlaskClient, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    client.put("/drafts/question/0", json={"body": "Half a question"})
    sign_in(client, bob)
    assert client.post("/drafts/1/delete").status_code == 404
    sign_in(client, alice)
    assert client.post("/drafts/1/delete").status_code == 303
    assert "Half a question" not in client.get("/drafts").text


def test_who_is_named_is_linked_and_told_once(post: Post, alice: Actor, bob: Actor, carol: Actor) -> None:
    body = f"As @{bob.name} says, update the node; @nobody-here knows more. Then wait for ten minutes and look again."
    with unit_of_work():
        given = answering.answer(post_or_404(post.id), body, by=carol)  # type: ignore[arg-type]
    assert f'<a href="/members/{bob.name}">@{bob.name}</a>' in given.body_html
    assert "members/nobody-here" not in given.body_html
    with unit_of_work():
        editing.edit(post_or_404(given.id), editing.Words(body=body + " Bye."), by=carol)
    assert told(bob).count("mention") == 1
    assert "mention" not in told(alice)


def test_who_is_named_in_words_that_waited_for_a_moderator_is_told_when_they_are_public(
    post: Post, bob: Actor, carol: Actor, erin: Actor
) -> None:
    body = "Update the node, wait for ten minutes and look again."
    with unit_of_work():
        given = answering.answer(post_or_404(post.id), body, by=carol)  # type: ignore[arg-type]
    with unit_of_work():
        services.hold(given, ("links",), by=SYSTEM)
        editing.edit(given, editing.Words(body=f"{body} As @{bob.name} says."), by=carol)
    assert "mention" not in told(bob)
    with unit_of_work():
        services.release(given, by=erin)
    assert told(bob).count("mention") == 1


@both_databases
def test_who_is_named_beneath_a_question_that_is_held_hears_of_it_when_it_is_let_go(
    app: Huzhu, post: Post, alice: Actor, bob: Actor, carol: Actor, dave: Actor
) -> None:
    with unit_of_work():
        answer = answering.answer(post, f"{BODY} I moved it to another room.", by=carol)
        services.hold(post, ("abuse",), by=carol)
        commenting.comment(answer, "@bob, you have moved yours as well, or not?", by=dave)
    assert "mention" not in told(bob)
    for _again in range(2):
        with unit_of_work():
            services.release(post, by=carol)
            services.hold(post, ("abuse",), by=carol)
        assert told(bob).count("mention") == 1


def test_a_tag_is_found_by_any_of_its_names(client: FlaskClient, alice: Actor, erin: Actor) -> None:
    with unit_of_work():
        asking.ask("The wifi drops every night at ten", BODY, ["wifi"], by=alice)
        tagging.add_synonym(tag_or_404("wifi"), "wlan", by=erin)
    found = client.get("/tag-choices?q=wla").json
    assert [(each["name"], each["also"]) for each in found] == [("wifi", "wlan")]  # type: ignore[union-attr]


def test_what_is_pasted_from_a_page_becomes_markdown(
    client: FlaskClient, alice: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    html = "<p>Do <b>this</b></p><ul><li>one</li></ul><script>alert(1)</script>"
    made = client.post("/pasted", data={"html": html}).json["markdown"]  # type: ignore[index]
    assert made == "Do **this**\n\n- one"


def test_a_list_of_drafts_tells_nothing_of_what_one_may_not_see(
    client: FlaskClient, post: Post, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    sign_in(client, bob)
    assert client.put(f"/drafts/answer/{post.id}", json={"body": "Half an answer"}).status_code == 204
    with unit_of_work():
        post_or_404(post.id).status = PostStatus.PRIVATE
    listed = client.get("/drafts").text
    assert "Half an answer" in listed
    assert post.title not in listed
    assert client.put(f"/drafts/comment/{post.id}", json={"body": "x"}).status_code == 404
    assert client.put("/drafts/comment/9999", json={"body": "x"}).status_code == 404
    sign_in(client, alice)
    assert client.put(f"/drafts/edit/{post.id}", json={"body": "x"}).status_code == 204


@both_databases
def test_of_two_tabs_that_begin_at_once_one_hears_of_the_other(app: Huzhu, alice: Actor) -> None:
    def tab(word: str) -> drafts.Kept:
        with unit_of_work():
            return drafts.save("question", 0, drafts.Typed(body=word), by=alice, base="")

    kept = at_once(app, [lambda word=word: tab(word) for word in ("one", "two", "three")])  # type: ignore[misc]
    newer = [each.newer for each in kept if isinstance(each, drafts.Kept) and each.newer]
    assert len(newer) == 2
    assert {each.body for each in newer} == {db.session.scalar(select(Draft.body))}


def test_a_draft_that_another_tab_posted_does_not_come_back(
    client: FlaskClient, alice: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    version = client.put("/drafts/question/0", json={"body": BODY, "base": ""}).json["version"]  # type: ignore[index]
    client.post("/ask", data=FORM)
    late = client.put("/drafts/question/0", json={"body": BODY + " And", "base": version})
    assert late.status_code == 409
    assert late.json["version"] == ""  # type: ignore[index]
    assert db.session.scalar(select(func.count()).select_from(Draft)) == 0


def test_an_edit_that_was_saved_is_known_to_have_arrived(
    client: FlaskClient, post: Post, alice: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    words = {"title": post.title, "body": BODY + " Also the cable.", "tags": "mesh", "once": "an-edit"}
    assert client.post(f"/questions/{post.id}/edit", data=words).status_code == 303
    assert client.get("/drafts/sent?once=an-edit").json == {"posted": True}


def test_the_same_edit_sent_twice_is_no_conflict_but_other_tags_are(
    client: FlaskClient, post: Post, alice: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    words = {"title": post.title, "body": BODY + " Also the cable.", "tags": "mesh", "base": "1"}
    assert [client.post(f"/questions/{post.id}/edit", data=words).status_code for _ in range(2)] == [303, 303]
    assert post_or_404(post.id).revision_count == 2
    assert client.post(f"/questions/{post.id}/edit", data={**words, "tags": "mesh cable"}).status_code == 409


def test_who_edits_what_is_covered_sends_it_twice_without_conflict(alice: Actor, erin: Actor) -> None:
    with unit_of_work():
        asked = asking.ask("The node calls me at night", BODY + " Call +44 20 7946 0958.", ["mesh"], by=alice)
    covered = post_or_404(asked.id).body_markdown
    assert "7946" not in covered
    words = editing.Words(body=covered + " Thanks.", title="The node calls me at night", tags=("mesh",))
    for _ in range(2):
        with unit_of_work():
            editing.edit(post_or_404(asked.id), words, by=erin, base=1)
    assert post_or_404(asked.id).revision_count == 2


@both_databases
def test_a_member_is_found_by_letters_of_any_alphabet(app: Huzhu, member: MakeMember, bob: Actor) -> None:
    people = [member("Ünal_x"), member("hundred")]
    with unit_of_work():
        for each, shown in zip(people, ("Ünal", "100% sure"), strict=True):
            each.name_key, each.display_name = name_key(each.name), shown
            db.session.add(each)
    assert [each.name for each in candidates("ün", None, but=bob.id)] == ["Ünal_x"]
    assert [each.name for each in candidates("100%", None, but=bob.id)] == ["hundred"]
    assert candidates("%", None, but=bob.id) == candidates("_", None, but=bob.id) == []


def test_of_too_many_drafts_the_oldest_make_room(app: object, alice: Actor) -> None:
    for number in range(drafts.MOST + 3):
        with clock.at(clock.now() + timedelta(minutes=number)), unit_of_work():
            drafts.save("answer", number, drafts.Typed(body=f"Half a sentence {number}"), by=alice)
    kept = db.session.scalars(select(Draft.target_id).where(Draft.member_id == alice.id)).all()
    assert sorted(kept) == list(range(3, drafts.MOST + 3))
