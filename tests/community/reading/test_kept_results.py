"""Pages of what was found are kept, and show at once what changed, was hidden, or is found from now on."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.answers.models import Answer
from community.kernel import jobs, page_cache, stamps
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post, PostStatus
from community.questions import services as asking
from community.search import services as searching
from community.search.engine import backend
from tests.community.reading.conftest import Thread
from tests.community.reading.test_kept_pages import DEEDS, hide
from tests.community.reading.test_own_pages import OF_ONE_MAKING, SLOWLY_SEEN, own_pages
from tests.community.reading.test_profile_statements import statements
from tests.conftest import MakeMember, SignIn, actor_of, both_databases

PATH = "/search?q=nightly+mesh"


@pytest.fixture
def answer(app: Flask, thread: Thread, alice: Actor, bob: Actor) -> Answer:
    found = thread(alice, bob)
    jobs.run_due()
    assert backend().healthy()
    return found


@pytest.fixture
def readers(app: Flask, answer: Answer, member: MakeMember, sign_in: SignIn) -> dict[str, FlaskClient]:
    gina = actor_of(member("gina"))
    found = {"visitor": app.test_client(), "member": sign_in(app.test_client(), gina)}
    looks(found)  # whoever comes for the first time is noted
    return found


def looks(readers: dict[str, FlaskClient]) -> dict[str, str]:
    db.session.rollback()
    return {who: OF_ONE_MAKING.sub("", client.get(PATH).text) for who, client in readers.items()}


def forget(app: Flask) -> None:
    own_pages(app).clear()
    page_cache.pages_of(app).clear()


@both_databases
def test_the_second_look_asks_for_nothing_but_the_proofs(app: Flask, readers: dict[str, FlaskClient]) -> None:
    first = looks(readers)
    assert all("mesh" in page for page in first.values())
    for who, client in readers.items():
        with statements() as asked:
            again = client.get(PATH)
        assert len(asked) == 2, who
        assert all("page_stamps" in each for each in asked)
        assert OF_ONE_MAKING.sub("", again.text) == first[who]


@both_databases
@pytest.mark.parametrize("deed", DEEDS)
def test_what_changed_shows_at_once(
    app: Flask, readers: dict[str, FlaskClient], answer: Answer, member: MakeMember, deed: str
) -> None:
    by = actor_of(member("hugo"), level=5)
    looks(readers)
    with unit_of_work():
        DEEDS[deed](answer, by)
    for _turn in ("at once", "once it is indexed"):
        after = looks(readers)
        forget(app)
        assert after == looks(readers)
        jobs.run_due()


@both_databases
def test_what_was_hidden_is_gone_at_once(
    app: Flask, readers: dict[str, FlaskClient], answer: Answer, alice: Actor
) -> None:
    words = f"/questions/{answer.question_id}/"
    assert all(words in page for page in looks(readers).values())
    with unit_of_work():
        db.session.get_one(Post, answer.question_id).status = PostStatus.HIDDEN
        hide(answer, alice)
    assert not any(words in page for page in looks(readers).values())


@both_databases
def test_what_was_asked_is_found_once_it_is_indexed(
    app: Flask, readers: dict[str, FlaskClient], alice: Actor
) -> None:
    title = "Is there a nightly build of the mesh firmware?"
    looks(readers)
    with unit_of_work():
        asking.ask(title, "I want to try the newest one on a spare node, at my own risk.", ["mesh"], by=alice)
    looks(readers)
    jobs.run_due()
    assert all("spare node" in page for page in looks(readers).values())


@both_databases
def test_an_index_made_anew_is_looked_at_anew(
    app: Flask, readers: dict[str, FlaskClient], answer: Answer
) -> None:
    looks(readers)
    searching.rebuild()
    with statements() as asked:
        looks(readers)
    assert len(asked) > 4


def test_nothing_is_kept_while_there_is_no_index(
    app: Flask, readers: dict[str, FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    looks(readers)
    forget(app)

    def away(*_given: object, **_more: object) -> None:
        raise searching.SearchUnavailable

    monkeypatch.setattr(backend(), "search", away)
    assert "only look for the words exactly" in looks(readers)["visitor"]
    monkeypatch.undo()
    assert "only look for the words exactly" not in looks(readers)["visitor"]


def test_all_that_it_reads_is_stamped_or_named(app: Flask, readers: dict[str, FlaskClient]) -> None:
    forget(app)
    with statements() as asked:
        looks(readers)
    read = {name for each in asked for name in re.findall(r"(?:FROM|JOIN) (\w+)", each)}
    assert read - stamps.watched() - SLOWLY_SEEN == {"article_terms"}, (
        "which are written as their article goes live"
    )
