"""Drafts, previews, pictures, edits and their history, as a browser does them."""

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from community.posts.models import Post, Upload
from community.posts.queries import post_or_404
from community.questions import services as asking
from tests.conftest import MakeMember, SignIn, actor_of, both_databases

BODY = "The second node restarts every hour since the update, and I tried another outlet."


@pytest.fixture
def post(alice: Actor) -> Post:
    with unit_of_work():
        return asking.ask("The second node restarts every hour", BODY, ["mesh"], by=alice)


def picture(kind: str = "PNG") -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "teal").save(made, kind)
    made.seek(0)
    return made


def test_a_draft_comes_back_and_goes_with_the_post(
    client: FlaskClient, alice: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    draft = {"title": "A title that I began", "body": "Half a sentence", "tags": "wifi"}
    assert client.put("/drafts/question/0", json=draft).status_code == 204
    page = client.get("/ask").text
    assert "A title that I began" in page
    assert "Half a sentence" in page
    sent = client.post("/ask", data={"title": "A title that I began and ended", "body": BODY, "tags": "wifi"})
    assert sent.status_code == 303
    assert "Half a sentence" not in client.get("/ask").text


def test_words_that_arrive_after_their_form_was_posted_are_no_draft(
    client: FlaskClient, alice: Actor, sign_in: SignIn
) -> None:
    """A browser gives up the save that is on its way, but cannot call it back from the server."""
    sign_in(client, alice)
    words = {"title": "A title that was too quick", "body": BODY, "tags": "wifi"}
    assert client.post("/ask", data={**words, "once": "form-of-alice"}).status_code == 303
    late = client.put("/drafts/question/0", json={**words, "base": "", "once": "form-of-alice"})
    assert late.status_code == 204
    assert "A title that was too quick" not in client.get("/ask").text
    anew = client.put("/drafts/question/0", json={**words, "base": "", "once": "another-form"})
    assert anew.status_code == 200
    assert "A title that was too quick" in client.get("/ask").text


@both_databases
def test_a_form_named_with_a_zero_character_keeps_its_words(
    client: FlaskClient, alice: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    words = {"title": "A title that I began", "body": BODY, "base": "", "once": "a\x00form"}
    assert client.put("/drafts/question/0", json=words).status_code == 200
    assert "A title that I began" in client.get("/ask").text


def test_words_of_an_edit_that_arrive_after_it_are_no_draft(
    client: FlaskClient, alice: Actor, sign_in: SignIn, post: Post
) -> None:
    sign_in(client, alice)
    words = {"title": "The second node restarts every hour", "body": f"{BODY} Still.", "tags": "mesh"}
    place = f"/questions/{post.id}/edit"
    assert client.post(place, data={**words, "once": "an-edit"}).status_code == 303
    words["body"] += " Words of a moment before."
    assert client.put(f"/drafts/edit/{post.id}", json={**words, "once": "an-edit"}).status_code == 204
    assert "a moment before" not in client.get(place).text


def test_a_preview_is_what_will_be_shown(client: FlaskClient, alice: Actor, sign_in: SignIn) -> None:
    sign_in(client, alice)
    shown = client.post("/preview", data={"body": "**bold** <script>alert(1)</script>"}).text
    assert "<strong>bold</strong>" in shown
    assert "<script" not in shown


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_drawn_anew_and_served(
    client: FlaskClient, alice: Actor, sign_in: SignIn, kind: str
) -> None:
    sign_in(client, alice)
    sent = client.post("/uploads", data={"image": (picture(kind), "holiday.png")})
    assert sent.status_code == 201, sent.text
    served = client.get(sent.json["url"])  # type: ignore[index]
    assert served.status_code == 200
    assert served.content_type.startswith("image/")
    assert served.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "content", [b"", b"<svg onload=alert(1)>", b"GIF89a" + b"0" * 50, b"\x89PNG\r\n\x1a\n cut"]
)
def test_what_is_no_picture_is_refused_in_a_sentence(
    client: FlaskClient, alice: Actor, sign_in: SignIn, content: bytes
) -> None:
    sign_in(client, alice)
    refused = client.post("/uploads", data={"image": (io.BytesIO(content), "x.png")})
    assert refused.status_code in {413, 422}
    assert "Traceback" not in refused.text


def test_an_edit_leaves_a_readable_difference_and_can_be_taken_back(
    client: FlaskClient, post: Post, alice: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    form = {
        "title": "The second node restarts every hour",
        "tags": "mesh node",
        "base": "1",
        "comment": "outlet",
    }
    changed = client.post(f"/questions/{post.id}/edit", data={**form, "body": BODY + " The log is empty."})
    assert changed.status_code == 303
    page = client.get(f"/posts/{post.id}/history").text
    assert "<ins" in page
    assert "The log is empty" in page
    late = client.post(
        f"/questions/{post.id}/edit", data={**form, "body": "My own words on top of an old state."}
    )
    assert late.status_code == 409
    assert "My own words on top" in late.text
    client.post(f"/posts/{post.id}/history/1/restore")
    assert post_or_404(post.id).body_markdown == BODY


def test_a_suggestion_waits_for_somebody_else(
    client: FlaskClient, post: Post, alice: Actor, bob: Actor, sign_in: SignIn
) -> None:
    sign_in(client, bob)
    form = {"title": "The second node restarts every hour", "tags": "mesh", "body": BODY + " Firmware 4.2."}
    assert client.post(f"/questions/{post.id}/edit", data=form).status_code == 303
    assert post_or_404(post.id).body_markdown == BODY
    asker = sign_in(client.application.test_client(), alice)
    assert client.post("/suggestions/1", data={"decision": "approve"}).status_code == 403
    assert asker.post("/suggestions/1", data={"decision": "approve"}).status_code in {302, 303}
    assert post_or_404(post.id).body_markdown.endswith("Firmware 4.2.")


def attached(client: FlaskClient, *names: str, **words: str) -> TestResponse:
    form = {"title": "A title that I began and ended", "body": BODY, "tags": "wifi", **words}
    return client.post("/ask", data={**form, "picture": [(picture(), name) for name in names]})


def uploads() -> int:
    return db.session.scalar(select(func.count()).select_from(Upload)) or 0


def test_pictures_without_a_script_go_below_the_text_once_the_form_is_fine(
    client: FlaskClient, alice: Actor, sign_in: SignIn
) -> None:
    sign_in(client, alice)
    early = attached(client, "holiday.png", tags="")
    assert early.status_code == 422
    assert "choose your pictures again" in early.text
    assert "Choose at most 4 pictures" in attached(client, *(["a.png"] * 5)).text
    assert uploads() == 0
    assert attached(client, "holiday.png").status_code == 303
    assert uploads() == 1


def test_whoever_may_not_ask_stores_no_picture(
    client: FlaskClient, member: MakeMember, sign_in: SignIn
) -> None:
    sign_in(client, actor_of(member("mute", status="suspended")))
    assert client.post("/uploads", data={"image": (picture(), "a.png")}).status_code == 403
    attached(client, "holiday.png")
    assert uploads() == 0


def test_beyond_the_days_number_nothing_is_decoded(
    app: Huzhu, client: FlaskClient, alice: Actor, sign_in: SignIn
) -> None:
    app.extensions["huzhu_thresholds"]["uploads_a_day"] = 0
    sign_in(client, alice)
    sent = client.post("/uploads", data={"image": (io.BytesIO(b"no picture at all"), "a.png")})
    assert sent.status_code == 429
