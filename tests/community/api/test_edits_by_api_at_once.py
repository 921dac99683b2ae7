"""Two programs change different parts of one question at once: neither takes back what the other did."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import TYPE_CHECKING

import pytest

from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts.models import Post, Revision
from community.questions import services as asking
from community.questions.models import Question
from tests.community.api.conftest import token_of
from tests.conftest import both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

TITLE = "Why does the radio drop at two?"
BODY = "It drops every night at two. The log names channel eleven."


@both_databases
def test_what_is_left_out_of_an_edit_stays_as_it_is(
    app: "Huzhu", alice: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work():
        asked = asking.ask(
            "Why does the mesh drop at two?", "It drops every night at two.", ["mesh"], by=alice
        ).id
    headers = {"Authorization": f"Bearer {token_of(alice)}"}
    db.session.remove()
    real, read, go = editing.edit, Event(), Event()

    def slowly(post: Post, words: editing.Words, *, by: Actor, base: int | None = None) -> Revision | None:
        if words.title == TITLE:
            read.set()  # its words are put together; the other program comes now
            go.wait(2)
        return real(post, words, by=by, base=base)

    monkeypatch.setattr(editing, "edit", slowly)

    def change(**given: str) -> int:
        return app.test_client().patch(f"/api/v1/posts/{asked}", json=given, headers=headers).status_code

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(change, title=TITLE)
        assert read.wait(5)
        second = pool.submit(change, body=BODY)
        assert (first.result(), second.result()) == (200, 200)
    found = db.session.get_one(Question, asked)
    assert (found.title, found.body_markdown) == (TITLE, BODY)
