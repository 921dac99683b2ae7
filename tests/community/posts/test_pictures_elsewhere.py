"""Pictures in what is no post, on pages behind secret links, by keys of programs; and the rows that say where they stand."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient

from community.accounts import services as accounts
from community.accounts.models import Member
from community.kernel import clock, picture_places, picture_readers
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing, picture_leave
from community.posts.models import PostStatus
from community.routing import letters
from tests.community.posts.pictures import (
    ALL,
    OFFICE,
    WORDS,
    Look,
    asked,
    look,
    readers,
    sent,
    set_status,
    shown,
)
from tests.conftest import both_databases
from tests.security.rows import put

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


__all__ = ["look", "readers"]  # the fixtures
OUT = {"published_at": clock.now(), "ends_at": clock.now().replace(year=2999), "audience": "everybody"}


@both_databases
@pytest.mark.parametrize(
    ("table", "column", "given", "who"),
    [
        ("articles", "steps", {"state": "published", "live_number": 1}, ALL),
        ("articles", "steps", {"state": "draft"}, OFFICE),
        ("article_revisions", "cause", {"article_id": ("articles", {})}, OFFICE),
        ("announcements", "text", OUT, ALL),
        ("announcements", "text", OUT | {"audience": "members"}, ALL - {"visitor"}),
        ("announcements", "text", OUT | {"starts_at": clock.now().replace(year=2998)}, OFFICE),
        ("announcements", "text_zh", OUT | {"published_at": None}, OFFICE),
        ("incident_updates", "html", {"incident_id": ("incidents", {})}, ALL),
        ("tags", "wiki_markdown", {}, ALL),
        ("case_notes", "body", {"case_id": ("cases", {"question_id": 1})}, {"author", "agent", "admin"}),
        ("channel_messages", "body", {}, {"author", "agent", "admin"}),
        ("canned_responses", "body", {}, {"author", "agent", "admin"}),
        ("letters", "body_markdown", {}, {"author", "agent", "admin"}),
        (
            "sanction_posts",
            "body_markdown",
            {"sanction_id": ("sanctions", {})},
            {"author", "moderator", "admin"},
        ),
    ],
)
def test_elsewhere_it_is_seen_by_whoever_reads_there(
    app: "Huzhu",
    readers: Mapping[str, Actor | None],
    look: Look,
    alice: Actor,
    table: str,
    column: str,
    given: Mapping[str, object],
    who: set[str],
) -> None:
    picture = sent(alice)
    asked(alice, "Nothing")
    above = {
        name: put(value[0], **value[1]) if isinstance(value, tuple) else value
        for name, value in given.items()
    }
    put(table, **{**above, column: f"x {shown(picture)} y"})
    db.session.commit()
    assert {name for name, reader in readers.items() if look(reader, picture) == 200} == who


@both_databases
def test_an_asker_sees_what_staff_write_to_them_alone(
    app: "Huzhu", look: Look, alice: Actor, bob: Actor, dave: Actor
) -> None:
    staffs, askers = sent(dave), sent(alice, "blue")
    question = asked(alice, "Nothing")
    with unit_of_work():
        letters.write_letter(question.id, shown(staffs), by=dave)
    with unit_of_work():
        letters.write_to_team(question, shown(askers), by=alice)  # type: ignore[arg-type]
    assert [look(each, staffs) for each in (None, bob, alice, dave)] == [404, 404, 200, 200]
    assert [look(each, askers) for each in (None, bob, alice, dave)] == [404, 404, 200, 200]


@both_databases
def test_programs_see_pictures_by_their_key(app: "Huzhu", alice: Actor, bob: Actor) -> None:
    picture = sent(alice)
    set_status(asked(alice, shown(picture)).id, PostStatus.HELD)
    with unit_of_work():
        keys = [
            accounts.create_token(db.session.get_one(Member, each.id), scopes=["read"])
            for each in (alice, bob)
        ]
    got = [
        app.test_client().get(picture, headers={"Authorization": f"Bearer {key}"}).status_code
        for key in (*keys, "none")
    ]
    assert got == [200, 404, 302]
    # What a proxy asks for is no key of ours.
    assert app.test_client().get(picture, headers={"Authorization": "Basic YTpi"}).status_code == 404


def test_a_page_behind_a_secret_link_shows_its_pictures(
    app: "Huzhu", client: FlaskClient, alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture, other = sent(alice), sent(alice, "blue")
    page = picture_leave.with_leave(
        f'<p><img src="{picture}" alt="lamp"><img src="https://a.example/b.png"></p>'
    )
    address = page.partition('src="')[2].partition('"')[0]
    assert client.get(address).status_code == 200
    leave = address.partition("?")[2]
    assert client.get(f"{other}?{leave}").status_code == 404
    assert client.get(f"{picture}?leave=2999-01-01-{leave.rpartition('-')[2]}").status_code == 404
    later = clock.now() + 4 * picture_leave.LASTS
    monkeypatch.setattr(clock, "now", lambda: later)
    assert client.get(address).status_code == 404


@both_databases
def test_the_rows_say_what_the_words_name(app: "Huzhu", alice: Actor) -> None:
    one, two = sent(alice), sent(alice, "blue")
    odd = f'{shown(one)} "{two}" \\\\/uploads/nothing.png /uploads/ \x0b\n/uploads/{"f" * 16}-96.webp?a {shown(one)}'
    post = asked(alice, odd)
    place = "posts"

    def keys() -> set[str]:
        rows = db.session.execute(
            db.text("SELECT key FROM picture_places WHERE place = :place AND row_id = :id"),
            {"place": place, "id": post.id},
        )
        return {row.key for row in rows}

    assert keys() == {each.rpartition("/")[2] for each in (one, two)} | {f"{'f' * 16}-96.webp"}
    assert picture_places.untrue(db.session()) == []
    with unit_of_work():
        editing.edit(post, editing.Words(body=f"{WORDS}{shown(two)}"), by=alice)
    assert keys() == {two.rpartition("/")[2]}
    assert picture_places.untrue(db.session()) == []
    with unit_of_work():
        db.session.execute(db.text("DELETE FROM picture_places WHERE place = 'posts'"))
        db.session.execute(db.text("UPDATE picture_places SET about = 0 WHERE key = :key"), {"key": one[9:]})
    assert len(picture_places.untrue(db.session())) == 3
    db.session.rollback()
    with unit_of_work():
        db.session.execute(db.text("DELETE FROM picture_places"))
        put("picture_places", place="posts", row_id=post.id, key=one[9:], about=post.id)
        put("picture_places", place="posts", row_id=4_000, key=one[9:], about=post.id)
        put("picture_places", place="revisions", row_id=1, key=one[9:], about=post.id + 1)
    picture_places.mend(db.engine)
    picture_places.mend(db.engine)
    assert keys() == {two.rpartition("/")[2]}
    assert picture_places.untrue(db.session()) == []
    with unit_of_work():
        db.session.execute(db.text("DELETE FROM questions"))
        db.session.execute(db.text("DELETE FROM posts"))
    assert db.session.scalar(db.text("SELECT count(*) FROM picture_places")) == 0


def test_every_place_has_somebody_who_says_who_reads_it(app: "Huzhu") -> None:
    assert picture_places.places() == picture_readers.answered()
