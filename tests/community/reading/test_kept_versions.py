"""A kept page knows at which version of the database it was made, so its next visit asks for that alone."""

import threading

import pytest
from flask import Flask
from sqlalchemy import Connection, Executable, delete, update

from community.accounts.models import Member
from community.accounts.models import SignIn as SignInRow
from community.kernel import page_cache, proofs
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.tags.models import Tag
from tests.community.reading.conftest import Thread
from tests.community.reading.test_kept_pages import PAGES, visit
from tests.conftest import MakeMember, SignIn, actor_of, both_databases


@pytest.mark.parametrize("app", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_what_a_page_was_made_of_is_known_until_something_is_written(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    """On PostgreSQL one version is that of all connections: that of the page's beginning serves every visit."""
    question = visit(app, f"/questions/{thread(alice, bob).question_id}").location
    for path in (*PAGES, question):
        assert visit(app, str(path)).status_code == 200
    pages = page_cache.pages_of(app)
    looked = [each for page in pages.found.values() for each in page.proof.looks]
    assert len(looked) >= len(PAGES) + 1
    for each in looked:
        assert each.version
        assert pages.looker.remembered.of(each.look, each.version) == each.rows
        assert pages.looker.remembered.of(each.look, f"{each.version}0") is None


def overtaken(app: Flask, monkeypatch: pytest.MonkeyPatch, deed: Executable) -> None:
    """Let somebody else do `deed` after the next page has begun to read, and before it asks for its proof."""
    begun = proofs.begun

    def do() -> None:
        with app.app_context():
            with unit_of_work():
                db.session.execute(deed)
            db.session.remove()

    def late(proof: proofs.Proof, connection: Connection) -> proofs.Begun:
        monkeypatch.setattr(proofs, "begun", begun)
        other = threading.Thread(target=do)
        other.start()
        other.join()
        return begun(proof, connection)

    monkeypatch.setattr(proofs, "begun", late)


@both_databases
def test_what_a_visitor_is_shown_is_not_older_than_its_proof(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    thread(alice, bob)
    closed = update(Member).where(Member.id == bob.id).values(status="closed")
    described = update(Tag).where(Tag.name == "mesh").values(excerpt="About nets of nodes.")
    overtaken(app, monkeypatch, described)
    assert visit(app, "/tags/mesh").status_code == 200
    assert "About nets of nodes." in visit(app, "/tags/mesh").text
    overtaken(app, monkeypatch, closed)
    assert visit(app, "/members/bob").status_code == 200
    assert visit(app, "/members/bob").status_code == 404


@both_databases
@pytest.mark.parametrize("path", ["/", "/questions", "/search"])
@pytest.mark.parametrize("everywhere", [False, True])
def test_who_is_signed_out_while_a_page_is_begun_is_a_visitor_from_then_on(
    app: Flask,
    thread: Thread,
    alice: Actor,
    member: MakeMember,
    sign_in: SignIn,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    everywhere: bool,
) -> None:
    gina = actor_of(member("gina"))
    thread(alice, gina)
    browser = sign_in(app.test_client(), gina)
    browser.get("/tags")  # which sets what is set once in a session
    out = (
        update(Member).where(Member.id == gina.id).values(session_epoch=Member.session_epoch + 1)
        if everywhere
        else delete(SignInRow).where(SignInRow.member_id == gina.id)
    )
    overtaken(app, monkeypatch, out)
    assert "/sign-out" in browser.get(path).text
    db.session.rollback()
    assert "/sign-out" not in browser.get(path).text
