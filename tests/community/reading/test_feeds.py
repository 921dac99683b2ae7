"""Feeds and sitemaps are valid, stable, and hold nothing that is out of sight."""

import pytest
from defusedxml import ElementTree
from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post, PostStatus
from community.questions.models import Question
from tests.community.reading.conftest import Thread
from tests.community.reading.machines import ATOM, Head, entries_of

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"


def test_every_feed_is_valid_and_found_by_itself(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor
) -> None:
    answer = thread(alice, bob)
    with unit_of_work():
        db.session.get_one(Question, answer.question_id).title = "Signs \x0b that <no> feed & may hold?"
    pages = {
        "/questions": ["/feeds/questions.atom", "/feeds/unanswered.atom"],
        "/tags/mesh": ["/feeds/tags/mesh.atom"],
        f"/questions/{answer.question_id}": [f"/feeds/questions/{answer.question_id}.atom"],
        "/members/bob": ["/feeds/members/bob.atom"],
        "/articles": ["/feeds/articles.atom"],
    }
    for page, feeds in pages.items():
        found = [
            link["href"]
            for link in Head(client.get(page, follow_redirects=True).text).links
            if link.get("type") == "application/atom+xml"
        ]
        assert found == feeds
        for feed in feeds:
            answered = client.get(feed)
            entries = entries_of(answered.text)
            assert len(entries) == (0 if "unanswered" in feed or "articles" in feed else 1), feed
            assert client.get(feed, headers={"If-None-Match": answered.headers["ETag"]}).status_code == 304


def test_an_entry_keeps_its_number_when_the_title_changes(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor
) -> None:
    answer = thread(alice, bob)
    before = entries_of(client.get("/feeds/questions.atom").text)[0].findtext(f"{ATOM}id")
    with unit_of_work():
        db.session.get_one(Question, answer.question_id).set_words("New words.", "Quite another title?", None)
    after = entries_of(client.get("/feeds/questions.atom").text)[0]
    assert after.findtext(f"{ATOM}id") == before
    assert after.findtext(f"{ATOM}title") == "Quite another title?"


@pytest.mark.parametrize("hidden", ["answer", "question"])
def test_feeds_hold_nothing_hidden(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, hidden: str
) -> None:
    answer = thread(alice, bob)
    with unit_of_work():
        if hidden == "answer":
            db.session.get_one(Post, answer.id).status = PostStatus.HIDDEN
        else:
            question = db.session.get_one(Question, answer.question_id)
            question.status, question.listed = PostStatus.HIDDEN, False
    assert entries_of(client.get("/feeds/members/bob.atom").text) == []
    assert "nightly scan" not in client.get("/feeds/questions.atom").text


def test_sitemaps_name_what_may_be_found_with_its_languages(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor
) -> None:
    address = client.get(f"/questions/{thread(alice, bob).question_id}").location
    index = ElementTree.fromstring(client.get("/sitemap.xml").text)
    parts = [each.text.removeprefix("http://127.0.0.1:8000") for each in index.iter(f"{MAP}loc")]
    assert index.find(f"{MAP}sitemap[last()]/{MAP}lastmod") is not None
    found = {}
    for part in parts:
        for url in ElementTree.fromstring(client.get(part).text):
            found[url.findtext(f"{MAP}loc")] = url
    question = found[f"http://127.0.0.1:8000{address}"]
    assert question.findtext(f"{MAP}lastmod")
    told = {link.get("hreflang"): link.get("href") for link in question.findall(f"{XHTML}link")}
    assert told["zh-Hans"] == f"http://127.0.0.1:8000{address}?lang=zh-Hans"
    assert "http://127.0.0.1:8000/tags/mesh" in found
