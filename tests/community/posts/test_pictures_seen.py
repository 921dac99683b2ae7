"""A picture in a post is shown to whoever may read the post, to its sender, and is not there for anybody else."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from community.accounts.closing import close_account
from community.accounts.models import Member
from community.answers import services as answers
from community.answers import threads
from community.comments import services as comments
from community.kernel import jobs
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import drafts, editing, services
from community.posts.models import PostStatus
from community.posts.queries import post_or_404
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
from tests.conftest import MakeMember, both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


__all__ = ["look", "readers"]  # the fixtures

SEEN = {
    PostStatus.PUBLISHED: ALL,
    PostStatus.HELD: OFFICE,
    PostStatus.REFUSED: OFFICE,
    PostStatus.HIDDEN: OFFICE,
    PostStatus.DELETED: OFFICE,  # the author has sent it
    PostStatus.PRIVATE: {"author", "agent", "admin"},
}


@both_databases
@pytest.mark.parametrize("where", ["question", "answer", "comment", "earlier"])
def test_a_picture_is_seen_by_whoever_sees_its_post(
    app: "Huzhu", readers: Mapping[str, Actor | None], look: Look, alice: Actor, bob: Actor, where: str
) -> None:
    picture = sent(alice)
    top = asked(alice, shown(picture) if where in {"question", "earlier"} else "Nothing")
    about = top.id
    with unit_of_work():
        if where == "answer":
            about = answers.answer(top, f"{WORDS}{shown(picture)}", by=alice).id
        if where == "comment":
            about = comments.comment(top, f"{WORDS}{shown(picture)}", by=alice).id
        if where == "earlier":
            editing.edit(top, editing.Words(body=f"{WORDS}gone"), by=alice)
    for status, who in SEEN.items():
        set_status(about, status)
        seen = {name for name, reader in readers.items() if look(reader, picture) == 200}
        assert seen == who, status
        # The page says the same, but for what its author deleted and has sent.
        pages = {
            name
            for name, reader in readers.items()
            if look(reader, f"/posts/{about}") in {200, 301, 302, 303}
        }
        assert seen - {"author"} == pages - {"author"}, status
    set_status(about, PostStatus.PUBLISHED)
    set_status(top.id, PostStatus.HIDDEN)
    assert {name for name, reader in readers.items() if look(reader, picture) == 200} == OFFICE


@both_databases
def test_hidden_pictures_are_as_if_they_were_not_and_come_back_at_once(
    app: "Huzhu", client: FlaskClient, alice: Actor, carol: Actor
) -> None:
    picture = sent(alice)
    post = asked(alice, shown(picture))
    first = client.get(picture)
    assert first.status_code == 200
    with unit_of_work():
        services.hide(post_or_404(post.id), "other", by=carol)
    other = "/uploads/0123456789abcdef.png"
    hidden, none = client.get(picture), client.get(other)
    assert (hidden.status_code, none.status_code) == (404, 404)
    assert hidden.text.replace(picture[9:], other[9:]) == none.text
    assert "max-age" not in hidden.headers["Cache-Control"]
    assert client.get(picture, headers={"If-None-Match": first.headers["ETag"]}).status_code == 404
    with unit_of_work():
        services.restore(post_or_404(post.id), by=carol)
    assert client.get(picture).status_code == 200


@contextmanager
def statements() -> Iterator[list[str]]:
    made: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: object) -> None:
        made.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield made
    event.remove(db.engine, "before_cursor_execute", note)


@both_databases
def test_a_visitor_costs_two_statements_and_a_browser_that_has_it_no_file(
    app: "Huzhu", client: FlaskClient, alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = sent(alice)
    asked(alice, shown(picture))
    client.get(picture)
    with statements() as made:
        got = client.get(picture)
    assert len(made) == 2, made
    assert got.headers["Cache-Control"] == "private, max-age=300"
    assert {"Cookie", "Authorization"} <= set(got.vary.as_set(preserve_casing=True))
    assert got.content_type == "image/png"
    head = client.head(picture)
    assert (head.status_code, head.get_data(), head.content_length) == (200, b"", got.content_length)
    monkeypatch.setattr("community.posts.routes.open_storage", None)
    same = client.get(picture, headers={"If-None-Match": got.headers["ETag"]})
    assert (same.status_code, same.get_data()) == (304, b"")
    assert same.headers["Cache-Control"] == "private, max-age=300"
    assert same.headers["ETag"] == got.headers["ETag"]


@both_databases
def test_a_picture_that_stands_nowhere_is_its_senders(
    app: "Huzhu", look: Look, alice: Actor, bob: Actor, carol: Actor
) -> None:
    picture = sent(alice)
    with unit_of_work():
        drafts.save("question", 0, drafts.Typed(body=shown(picture)), by=alice)
    assert [look(each, picture) for each in (None, bob, carol, alice)] == [404, 404, 404, 200]


@both_databases
def test_nobody_makes_a_hidden_picture_public_by_writing_its_address(
    app: "Huzhu", look: Look, member: MakeMember, alice: Actor, bob: Actor, carol: Actor
) -> None:
    picture = sent(alice)
    post = asked(alice, shown(picture))
    asked(bob, shown(picture), "Another lamp of quite another router")
    with unit_of_work():
        db.session.get_one(Member, bob.id).bio_markdown = shown(picture)
    assert look(None, picture) == 200
    with unit_of_work():
        services.hide(post_or_404(post.id), "other", by=carol)
    assert [look(each, picture) for each in (None, bob)] == [404, 404]
    # Whoever has the picture as well may show it, and so may those who see everything.
    assert sent(bob) == picture
    assert look(None, picture) == 200


@both_databases
def test_staff_may_show_what_a_member_sent_them(app: "Huzhu", look: Look, alice: Actor, dave: Actor) -> None:
    picture = sent(alice)
    set_status(asked(alice, shown(picture)).id, PostStatus.PRIVATE)
    assert look(None, picture) == 404
    asked(dave, shown(picture), "What this lamp means, for everybody")
    assert look(None, picture) == 200


@both_databases
def test_a_merged_question_still_shows_its_pictures(
    app: "Huzhu", look: Look, alice: Actor, bob: Actor, carol: Actor
) -> None:
    asker, helper = sent(alice), sent(bob, "blue")
    double, first = asked(alice, shown(asker)), asked(alice, "None", "The lamp of my router shines red")
    with unit_of_work():
        answers.answer(double, f"{WORDS}{shown(helper)}", by=bob)
    with unit_of_work():
        threads.merge(double, first, by=carol)
    assert [look(None, each) for each in (asker, helper)] == [200, 200]


@both_databases
def test_pictures_of_members_who_left_stay_in_their_public_words(
    app: "Huzhu", look: Look, alice: Actor, carol: Actor
) -> None:
    public, private = sent(alice), sent(alice, "blue")
    asked(alice, shown(public))
    hidden = asked(alice, shown(private), "Another lamp that shines in blue")
    with unit_of_work():
        services.hide(post_or_404(hidden.id), "other", by=carol)
        close_account(db.session.get_one(Member, alice.id), sure=True)
    jobs.run_due()
    assert [look(None, each) for each in (public, private)] == [200, 404]
    assert look(carol, private) == 200


@both_databases
def test_a_suggested_edit_is_shown_to_those_who_decide(
    app: "Huzhu", look: Look, alice: Actor, bob: Actor, carol: Actor
) -> None:
    picture = sent(bob)
    post = asked(alice, "Nothing")
    with unit_of_work():
        suggestion = editing.suggest(
            post, editing.Words(body=f"{WORDS}{shown(picture)}", comment="It"), by=bob
        )
    assert [look(each, picture) for each in (None, alice, carol, bob)] == [404, 404, 200, 200]
    with unit_of_work():
        editing.decide(suggestion, approve=True, by=carol)
    assert [look(each, picture) for each in (None, alice)] == [200, 200]


def test_no_table_is_read_as_a_whole(app: "Huzhu", look: Look, alice: Actor, bob: Actor) -> None:
    """By keys alone, whoever asks: also where nothing has told the database how many rows there are."""
    picture = sent(alice)
    asked(alice, shown(picture))
    asked_for: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: object) -> None:
        if "picture_places" in statement or "uploads" in statement:
            asked_for.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    found = [look(reader, picture) for reader in (None, bob)]
    set_status(1, PostStatus.HELD)
    found += [look(reader, picture) for reader in (None, bob, alice)]
    event.remove(db.engine, "before_cursor_execute", note)
    assert found == [200, 200, 404, 404, 200]
    plans = [
        row[3]
        for statement, parameters in asked_for
        for row in db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
    ]
    assert len(plans) > 20
    assert [plan for plan in plans if plan.startswith("SCAN") and plan != "SCAN CONSTANT ROW"] == []
