"""Drafts of two tabs, forms sent twice, edits that cross, mentions, tags by any name: as a browser does them."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from community.answers import services as answering
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Notification
from community.posts import editing
from community.posts.models import Post
from community.posts.queries import post_or_404
from community.questions import services as asking
from community.tags import services as tagging
from community.tags.queries import tag_or_404
from tests.conftest import SignIn

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
