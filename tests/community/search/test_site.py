"""Search on a real site: posts are found as they are now, by whoever reads, whatever happened to the index."""

import json
import shutil
from datetime import timedelta

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from app import commands
from community.accounts.models import Member, MemberStatus
from community.answers import services as answers
from community.answers.models import Answer
from community.kernel import clock, events, jobs
from community.kernel.bus import publish
from community.kernel.db import db
from community.kernel.furnish import settings_of
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.questions import services as questions
from community.questions.models import Question
from community.ratings import services as ratings
from community.search import index as indexes
from community.search import queries, services
from community.search.index import WhooshIndex
from community.tags.models import Tag, TagSynonym
from tests.conftest import MakeMember, actor_of, both_databases

BODY = "It worked for months. Since the last update the second node loses its connection every single night."


@pytest.fixture
def people(member: MakeMember) -> tuple[Actor, Actor, Actor]:
    """An asker, a helper and a moderator, all far enough to post freely."""
    made = member("lin"), member("mei"), member("carol", role="moderator")
    return tuple(actor_of(each, level=2) for each in made)  # type: ignore[return-value]


@pytest.fixture
def question(app: Flask, people: tuple[Actor, Actor, Actor]) -> int:
    """A published question with one answer, indexed."""
    lin, mei, _ = people
    services.ensure_index()
    with unit_of_work():
        asked = questions.ask("Mesh node drops Wi-Fi at night", BODY, ["mesh", "wifi"], by=lin)
        given = answers.answer(
            asked, "Update the firmware to version 4.2 and set a fixed channel for it.", by=mei
        )
        if not asked.is_visible:
            posts.release(asked, by=people[2])
        if not given.is_visible:
            posts.release(given, by=people[2])
    jobs.run_due()
    return asked.id


def lose_index(app: Flask) -> None:
    """Remove the files or tables of the index under the running site."""
    if settings_of(app).on_sqlite:
        shutil.rmtree(settings_of(app).index_dir)
        return
    with db.engine.begin() as connection:
        connection.execute(text("DROP TABLE search_entries, search_texts, search_terms"))


def answer_of(question_id: int) -> Answer:
    return db.session.query(Answer).filter_by(question_id=question_id).one()


def found(query: str) -> list[int]:
    """The ids of the posts on the first page."""
    result = queries.find(query)
    assert not result.degraded
    return [] if result.relaxed else [each.post_id for each in result.page.items]


@both_databases
def test_a_new_question_and_its_answer_are_found(question: int) -> None:
    assert found("mesh night") == [question]
    assert found("firmware channel") == [answer_of(question).id]
    result = queries.find("firmware").page.items[0]
    assert (result.title, result.question_id) == ("Mesh node drops Wi-Fi at night", question)
    assert [piece.text for piece in result.snippet if piece.hit] == ["firmware"]


@both_databases
def test_an_edit_replaces_the_words(question: int, people: tuple[Actor, Actor, Actor]) -> None:
    with unit_of_work():
        given = answer_of(question)
        given.body_html = "<p>Buy a zebra instead.</p>"
        publish(
            events.PostEdited(
                post_id=given.id,
                kind="answer",
                question_id=question,
                author_id=given.author_id,
                editor_id=None,
                revision_id=1,
            )
        )
    jobs.run_due()
    assert found("zebra") == [given.id]
    assert found("firmware") == []


@both_databases
def test_a_hidden_answer_is_not_found_even_before_the_index_knows(
    question: int, people: tuple[Actor, Actor, Actor]
) -> None:
    with unit_of_work():
        posts.hide(answer_of(question), "spam", by=people[2])
    assert queries.find("firmware").page.items == []
    jobs.run_due()
    assert found("firmware") == []


@both_databases
def test_a_deleted_question_takes_its_answers_out_of_search(
    question: int, people: tuple[Actor, Actor, Actor]
) -> None:
    with unit_of_work():
        posts.hide(db.session.get_one(Question, question), "spam", by=people[2])
    jobs.run_due()
    assert found("firmware") == found("mesh") == []
    with unit_of_work():
        posts.restore(db.session.get_one(Question, question), by=people[2])
    jobs.run_due()
    assert found("mesh") == [question]


@both_databases
def test_states_tags_authors_and_stars_follow_the_thread(
    question: int, people: tuple[Actor, Actor, Actor]
) -> None:
    given = answer_of(question)
    assert found("is:solved") == []
    assert found("is:answered mesh night") == [question]
    with unit_of_work():
        ratings.rate(given, 5, by=people[0])
        answers.accept(given, by=people[0])
    jobs.run_due()
    assert found("is:solved is:question") == [question]
    assert found("is:accepted") == [given.id]
    assert found("user:mei") == [given.id]
    assert found("stars>=3.7 is:answer") == [given.id]
    assert found("stars>=4") == []


@both_databases
def test_another_name_of_a_tag_finds_the_tag(question: int, people: tuple[Actor, Actor, Actor]) -> None:
    with unit_of_work():
        tag = db.session.query(Tag).filter_by(name="wifi").one()
        db.session.add(TagSynonym(name="wlan", tag_id=tag.id, created_at=clock.now()))
    assert found("tag:wlan is:question") == [question]


@both_databases
def test_someone_who_left_is_no_longer_found_by_name(question: int) -> None:
    with unit_of_work():
        mei = db.session.query(Member).filter_by(name="mei").one()
        mei.status = MemberStatus.CLOSED
        publish(events.MemberClosed(member_id=mei.id))
    jobs.run_due()
    assert found("user:mei") == []
    assert found("firmware") == [answer_of(question).id]


@both_databases
def test_index_and_database_agree_and_a_difference_is_named(question: int) -> None:
    assert services.breaches() == []
    with unit_of_work():
        db.session.get_one(Question, question).title = "Another title"
    assert len(services.breaches()) == 2
    services.rebuild()
    assert services.breaches() == []


@both_databases
def test_a_job_that_names_no_thread_is_no_end_of_the_check(question: int) -> None:
    with unit_of_work():
        jobs.enqueue(services.INDEX, {})
    assert services.breaches() == []


@both_databases
def test_a_lost_index_is_made_anew_and_pages_answer_meanwhile(
    app: Flask, client: FlaskClient, question: int
) -> None:
    lose_index(app)
    result = queries.find("mesh drops")
    assert result.degraded
    assert [each.post_id for each in result.page.items] == [question]
    page = client.get("/search?q=mesh")
    assert page.status_code == 200
    assert "The search index is being made" in page.text
    services.ensure_index()
    services.ensure_index()
    assert db.session.query(jobs.Job).filter_by(kind=services.REBUILD).count() == 1
    jobs.run_due()
    assert found("mesh night") == [question]


@both_databases
def test_a_post_written_while_the_index_is_lost_is_found_later(
    app: Flask, question: int, people: tuple[Actor, Actor, Actor]
) -> None:
    lose_index(app)
    services.thread_changed(question)
    db.session.commit()
    jobs.run_due()
    assert found("mesh night") == [question]


def test_a_failed_rebuild_is_not_asked_for_again_and_again(app: Flask, question: int) -> None:
    shutil.rmtree(settings_of(app).index_dir)
    settings_of(app).index_dir.write_text("in the way")
    services.ensure_index()
    jobs.run_due()
    services.ensure_index()
    assert db.session.query(jobs.Job).filter_by(kind=services.REBUILD).count() == 1
    settings_of(app).index_dir.unlink()
    jobs.run_due(clock.now() + timedelta(minutes=1))
    assert found("mesh night") == [question]


@both_databases
def test_the_page_shows_results_suggestions_and_notices(client: FlaskClient, question: int) -> None:
    page = client.get("/search?q=frimware+is:purple").text
    assert '<a class="strong" href="/search?q=firmware' in page
    assert "is:purple" in page
    page = client.get("/search?q=drops+night").text
    assert "<mark>drops</mark>" in page
    assert client.get("/search").status_code == 200
    assert client.get("/search?q=zzzz&page=999999999").status_code == 200


@both_databases
def test_a_page_beyond_the_last_one_is_the_last_one(client: FlaskClient, question: int) -> None:
    """What was found stood on more pages a moment ago."""
    for number in (2, 77):
        page = client.get(f"/search?q=mesh&page={number}").text
        assert "node drops Wi-Fi at night" in page, number


def test_what_is_searched_for_is_text_and_never_markup(client: FlaskClient, question: int) -> None:
    page = client.get("/search", query_string={"q": '"><script>alert(1)</script> mesh'}).text
    assert "<script>alert" not in page


def test_similar_questions_are_offered_while_a_title_is_typed(client: FlaskClient, question: int) -> None:
    fragment = client.get("/search/suggestions?title=node+drops+wifi").text
    assert "Mesh node drops Wi-Fi at night" in fragment
    assert "That solved it" in fragment
    assert "That solved it" not in client.get("/search/suggestions?title=node+drops+wifi&brief=1").text
    assert client.get("/search/suggestions?title=").text.strip() == ""
    assert [each.question_id for each in queries.similar("node drops wifi")] == [question]
    assert queries.similar("node drops wifi", exclude=question) == []


@both_databases
def test_commands_search_and_rebuild(app: Flask, question: int) -> None:
    found = run(app, "search", "firmware channel", "--limit", "3", "--json")
    document = json.loads(found.stdout)
    assert document["total"] == 1
    assert document["results"][0]["kind"] == "answer"
    assert document["results"][0]["url"].startswith(f"/questions/{question}/")
    assert "Mesh node drops Wi-Fi at night" in run(app, "search", "mesh night").stdout
    assert "Did you mean: firmware" in run(app, "search", "frimware").stdout
    unknown = run(app, "search", "is:purple mesh")
    assert unknown.exit_code == 0
    assert "is:purple" in unknown.stderr
    made = run(app, "reindex", "--json")
    assert json.loads(made.stdout) == {"documents": 2}
    assert "2 of 2" in made.stderr


def test_a_rebuild_that_meets_another_writer_says_so_in_one_sentence(
    app: Flask, question: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "_PATIENCE", 0.1)
    held = WhooshIndex(settings_of(app).index_dir)
    with held._folder.writing(0):
        refused = run(app, "reindex")
    assert refused.exit_code == 2
    assert "another process is writing the index" in refused.stderr


def run(app: Flask, *words: str) -> Result:
    return CliRunner().invoke(commands, list(words), obj=lambda: app, catch_exceptions=False)


@both_databases
def test_the_site_is_ready_only_with_an_index(app: Flask, client: FlaskClient, question: int) -> None:
    assert client.get("/readyz").json["parts"]["index"] is True
    lose_index(app)
    assert client.get("/readyz").json["parts"]["index"] is False
