"""Drawn pictures: they show what they say in both scripts, are kept, and are drawn one at a time."""

import io
import os
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.reading import card_routes, cards, fonts
from community.reading.cards import Card, draw
from tests.community.reading.conftest import Thread

ENGLISH, CHINESE = "How do I keep one name for both bands?", "两个频段怎么用同一个名字？"
needs_han = pytest.mark.skipif(fonts.han_font() is None, reason="no font with Han signs on this machine")


def ink(title: str) -> int:
    """How many pixels the title covers."""
    image = Image.open(io.BytesIO(draw(Card("Huzhu", title)))).convert("L").crop((80, 150, 1120, 490))
    return sum(image.histogram()[:100])


@pytest.mark.parametrize(
    "title", [ENGLISH, pytest.param(CHINESE, marks=needs_han), "Wi-Fi 🎉 " + "very " * 200]
)
def test_a_card_has_the_size_that_others_ask_for_and_shows_its_title(title: str) -> None:
    image = Image.open(io.BytesIO(draw(Card("Huzhu", title, "#wifi  #mesh", "4.8", "12 answers"))))
    assert (image.size, image.format) == ((1200, 630), "PNG")
    assert ink(title) > 1_000


def test_without_a_font_for_it_a_title_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "han_font", lambda: None)
    fonts.font.cache_clear()
    try:
        assert ink(CHINESE) == 0
        assert ink(ENGLISH) > 1_000
    finally:
        fonts.font.cache_clear()


@needs_han
def test_lines_break_where_each_script_allows_it() -> None:
    face = fonts.font(44)
    lines = list(cards._lines("栖点的 Perch M2 每天夜里，都会断开一次，怎么办？" * 3, face, 600))
    assert all(face.getlength(line) <= 600 + 44 for line in lines)
    assert not any(line[0] in "，？" for line in lines)
    assert "".join(lines).replace(" ", "") == ("栖点的PerchM2每天夜里，都会断开一次，怎么办？" * 3)


def test_a_card_is_drawn_once_and_anew_when_it_says_something_else(
    client: FlaskClient, app: Flask, thread: Thread, alice: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = []
    monkeypatch.setattr(card_routes, "draw", lambda card: drawn.append(card) or draw(card))
    address = f"/questions/{thread(alice, bob).question_id}/card.png"
    first = client.get(address)
    assert (first.status_code, first.mimetype) == (200, "image/png")
    assert client.get(address).data == first.data
    assert client.get(address, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
    assert len(drawn) == 1
    assert drawn[0].facts == "1 answer"
    assert client.get("/card.png").status_code == 200
    assert len(drawn) == 2


@pytest.mark.parametrize("name", ["card.png", "qr.svg"])
def test_a_picture_kept_elsewhere_is_asked_for_again_and_goes_with_its_question(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, carol: Actor, name: str
) -> None:
    number = thread(alice, bob).question_id
    kept = client.get(f"/questions/{number}/{name}").headers
    assert "no-cache" in kept["Cache-Control"]
    with unit_of_work():
        posts.hide(db.session.get_one(Post, number), "off-topic", by=carol)
    again = client.get(f"/questions/{number}/{name}", headers={"If-None-Match": kept["ETag"]})
    assert again.status_code == 404


def test_a_crowd_of_new_cards_is_asked_to_come_again(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card_routes, "PATIENCE", 0.01)
    address = f"/questions/{thread(alice, bob).question_id}/card.png"
    with card_routes._drawing:
        refused = client.get(address)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert client.get(address).status_code == 200


def test_the_code_leads_to_the_short_address_and_tells_who_shared_it(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor
) -> None:
    address = f"/questions/{thread(alice, bob).question_id}/qr.svg"
    plain, shared = client.get(address), client.get(f"{address}?from=2abcde")
    assert plain.mimetype == "image/svg+xml"
    assert plain.headers["Cache-Control"] == "public, no-cache"
    assert plain.data.startswith(b"<?xml")
    assert plain.data != shared.data
    assert client.get(f"{address}?from=<script>{'x' * 40}").data == plain.data


def test_a_card_that_somebody_drew_meanwhile_is_not_drawn_again(
    client: FlaskClient, thread: Thread, alice: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/questions/{thread(alice, bob).question_id}/card.png"
    first = client.get(address).data
    looks = iter([None, first])
    monkeypatch.setattr(card_routes, "_found", lambda _path: next(looks))
    monkeypatch.setattr(card_routes, "draw", lambda _card: pytest.fail("drawn twice"))
    assert client.get(address).data == first


def test_a_card_is_shown_where_it_cannot_be_kept(client: FlaskClient, tmp_path: Path) -> None:
    (tmp_path / "cards").symlink_to("/proc")  # a folder in which nobody writes, whoever they are
    for _turn in range(2):
        answer = client.get("/card.png")
        assert (answer.status_code, answer.mimetype) == (200, "image/png")


def test_a_card_whose_drawer_was_killed_is_removed_when_another_is_kept(
    client: FlaskClient, tmp_path: Path
) -> None:
    begun = tmp_path / "cards" / ".new-abcdefgh"
    begun.parent.mkdir()
    begun.write_bytes(b"half a pict")
    os.utime(begun, times=(0, 0))
    assert client.get("/card.png").status_code == 200
    assert [path.suffix for path in begun.parent.iterdir()] == [".png"]
