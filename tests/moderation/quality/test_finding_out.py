"""Findings before posting, after it, and what is kept of a text that is sent back."""

import json
import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Draft, Post, PostKind
from community.posts.queries import draft_of
from community.questions import services as asking
from moderation.quality.models import GateFinding
from moderation.quality.queries import author_word
from moderation.review.listing import open_count
from tests.conftest import SignIn

GOOD = "Since the update on Monday the second node restarts every hour. I reset it and tried another outlet."
TITLE = "The second node restarts every hour since the update"
LOUD = "WHY DOES THIS ROUTER NEVER WORK WHEN I COME HOME FROM MY JOB"
NOTHING = "?!"


@pytest.fixture
def asking_alice(client: FlaskClient, sign_in: SignIn, alice: Actor) -> FlaskClient:
    return sign_in(client, alice)


def question(body: str, **more: str) -> dict[str, str]:
    return {"title": TITLE, "body": body, "tags": "mesh wifi", **more}


class TestBeforePosting:
    def test_the_button_checks_without_posting(self, asking_alice: FlaskClient) -> None:
        page = asking_alice.post("/ask", data=question(LOUD, check="1"))
        assert page.status_code == 200
        assert "Most of this is in capitals" in page.text
        assert "A moderator would look at this before it shows" in unescape(page.text)
        assert LOUD in page.text
        assert 'value="mesh wifi"' in page.text
        assert Post.query.count() == 0

    def test_a_good_text_is_told_so(self, asking_alice: FlaskClient) -> None:
        page = asking_alice.post("/ask", data=question(GOOD, check="1"))
        assert "findings__item" not in page.text

    def test_an_empty_text_is_no_error(self, asking_alice: FlaskClient) -> None:
        assert asking_alice.post("/ask", data=question(" ", check="1")).status_code == 200

    @pytest.mark.parametrize("address", ["/questions/{}/answer", "/posts/{}/comment", "/questions/{}/edit"])
    def test_other_forms_check_too(self, asking_alice: FlaskClient, alice: Actor, address: str) -> None:
        with unit_of_work():
            asked = asking.ask(TITLE, GOOD, ["mesh"], by=alice)
        page = asking_alice.post(address.format(asked.id), data=question(LOUD, check="1"))
        assert page.status_code == 200
        assert "Most of this is in capitals" in page.text
        assert Post.query.count() == 1

    def test_live_the_same_as_a_fragment(self, asking_alice: FlaskClient) -> None:
        told = asking_alice.post(
            "/check", data={"kind": "question", "title": "HELP ME!!! URGENT", "body": LOUD}
        )
        assert 'data-where="body"' in told.text
        assert 'data-verdict="hold"' in told.text
        assert "<html" not in told.text
        assert asking_alice.post("/check", data={"kind": "nonsense", "body": LOUD}).status_code == 404


class TestSentBack:
    def test_what_is_refused_comes_back_whole_and_is_kept_as_a_draft(
        self, asking_alice: FlaskClient, alice: Actor
    ) -> None:
        page = asking_alice.post("/ask", data=question(NOTHING))
        assert page.status_code == 422
        shown = unescape(page.text)
        assert f'value="{TITLE}"' in shown
        assert re.search(r"<textarea[^>]*>\?!</textarea>", shown)
        assert 'value="mesh wifi"' in shown
        draft = draft_of(alice.id, PostKind.QUESTION)
        assert draft is not None
        assert (draft.title, draft.body, draft.tags) == (TITLE, NOTHING, "mesh wifi")

    def test_what_a_limit_stops_is_kept_as_a_draft(
        self, asking_alice: FlaskClient, alice: Actor, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setitem(asking_alice.application.config, "RATELIMIT_ENABLED", True)
        monkeypatch.setattr("community.posts.queries.posted_since", lambda *_: 60)
        assert asking_alice.post("/ask", data=question(GOOD)).status_code == 429
        assert Draft.query.one().body == GOOD


class TestHeld:
    @pytest.fixture
    def held(self, asking_alice: FlaskClient) -> Post:
        asking_alice.post("/ask", data=question(LOUD))
        post = Post.query.one()
        assert post.status == "held"
        return post

    def test_its_author_sees_why_and_what_to_do(self, asking_alice: FlaskClient, held: Post) -> None:
        page = unescape(asking_alice.get(f"/posts/{held.id}", follow_redirects=True).text)
        assert "Waiting for a moderator" in page
        assert "Most of this is in capitals" in page
        assert "you will get friendlier answers" in page
        assert LOUD[:40] in page
        assert f"/posts/{held.id}/edit" in page
        assert f"/posts/{held.id}/author-word" in page

    def test_its_author_has_a_word_with_the_moderators(
        self, asking_alice: FlaskClient, sign_in: SignIn, held: Post, carol: Actor
    ) -> None:
        empty = asking_alice.post(f"/posts/{held.id}/author-word", data={"words": " "})
        assert empty.status_code == 422
        words = "My keyboard is broken, sorry <b>"
        assert asking_alice.post(f"/posts/{held.id}/author-word", data={"words": words}).status_code == 303
        assert author_word(held.id) == words
        sign_in(asking_alice, carol)
        assert open_count(carol) == 1
        page = asking_alice.get("/review").text
        item = re.search(r"/review/(\d+)", page)
        assert item is not None
        assert "My keyboard is broken, sorry &lt;b&gt;" in asking_alice.get(f"/review/{item.group(1)}").text

    def test_nobody_else_speaks_for_the_author(
        self, asking_alice: FlaskClient, sign_in: SignIn, held: Post, bob: Actor, carol: Actor
    ) -> None:
        for other, status in ((bob, 404), (carol, 403)):
            sign_in(asking_alice, other)
            sent = asking_alice.post(f"/posts/{held.id}/author-word", data={"words": "It is fine"})
            assert sent.status_code == status

    def test_findings_are_counted_and_decisions_remembered(self, held: Post, carol: Actor) -> None:
        from moderation.quality import figures
        from moderation.review import claiming, opening
        from moderation.review import services as review
        from moderation.review.rules import Decision

        assert figures.figures()["shouting"].held == 1
        item = opening.open_item_of(held.id)
        assert item is not None
        with unit_of_work():
            claiming.claim(item.id, by=carol)
            review.decide(item.id, review.Opinion(Decision.APPROVE), by=carol)
        counted = figures.figures()["shouting"]
        assert (counted.decided, counted.agreed, counted.precision) == (1, 0, 0.0)
        assert (
            json.dumps([each.verdict for each in GateFinding.query.filter_by(check="shouting")]) == '["hold"]'
        )
