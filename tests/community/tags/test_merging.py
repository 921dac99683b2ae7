"""Two tags that mean the same become one, with everything that carried them."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.kernel import checks, clock, jobs
from community.kernel.db import db
from community.kernel.errors import NotAllowed
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts import queries as post_queries
from community.questions import services as asking
from community.questions import tag_merging
from community.questions.models import Question
from community.tags import queries, services
from community.tags.models import Tag
from tests.conftest import SignIn, both_databases

SPARE = "The second node restarts every hour, and the light at its side is yellow then. Number {}."


def ask(number: int, tags: list[str], by: Actor) -> Question:
    with unit_of_work():
        return asking.ask(f"Why does node number {number} restart", SPARE.format(number), tags, by=by)


def merge(name: str, into: str, by: Actor) -> None:
    with unit_of_work():
        tag_merging.merge(queries.tag_or_404(name), into, by=by)


def count(name: str) -> int:
    return db.session.query(Tag).filter_by(name=name).one().question_count


@both_databases
def test_questions_followers_and_names_go_along(
    app: Flask, client: FlaskClient, dave: Actor, bob: Actor, carol: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tag_merging, "AT_ONCE", 2)
    asked = [ask(number, ["wlan", "mesh"], dave) for number in range(5)]
    both = ask(5, ["radio", "wifi", "wlan"], dave)
    with unit_of_work():
        services.add_synonym(queries.tag_or_404("wlan"), "wireless", by=carol)
        services.describe(
            queries.tag_or_404("wlan"), by=carol, excerpt="Radio.", excerpt_zh="", wiki_markdown="*x*"
        )
        services.follow([queries.tag_or_404("wlan").id], by=bob)
    merge("wlan", "WiFi", carol)
    assert client.get("/tags/wlan").location == "/tags/wifi"
    for seconds in range(4):  # six questions, two at once, and a look that finds none
        jobs.run_due(clock.now() + timedelta(seconds=seconds))
    assert [asking.tag_names(each.id) for each in asked] == [["wifi", "mesh"]] * 5
    assert asking.tag_names(both.id) == ["radio", "wifi"]
    assert (count("wlan"), count("wifi")) == (0, 6)
    assert services.resolve(["wireless", "wlan"]) == ["wifi"]
    wifi = queries.tag_or_404("wireless")
    assert queries.follows(wifi.id, bob.member_id)
    assert (wifi.excerpt, wifi.wiki_html) == ("Radio.", "<p><em>x</em></p>")
    assert "wlan" not in [each.name for each in queries.tag_page("", 1).items]
    page = client.get("/tags/wifi").text
    assert all(each.title in page for each in asked)
    assert {name: found for name, found in checks.run_all(db.session).items() if found} == {}


def test_nobody_changes_tags_that_only_have_another_name_since(
    app: Flask, alice: Actor, bob: Actor, carol: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    asked = ask(1, ["wlan"], alice)
    words = {"title": asked.title, "tag_names": ["wlan"]}
    with unit_of_work():
        before = asking.checked_words(asked.title, f"{asked.body_markdown} So?", ["wlan"], by=bob)
        editing.suggest(asked, before, by=bob)
    merge("wlan", "wifi", carol)
    jobs.run_due()
    with unit_of_work():
        after = asking.checked_words(asked.title, f"{asked.body_markdown} Why?", ["wlan"], by=bob)
        editing.suggest(asked, after, by=bob)
        asking.edit(asked, body=asked.body_markdown, by=carol, **words)
    assert asked.revision_count == 1
    page = sign_in(client, carol).get("/suggestions").text
    assert "So?" in page
    assert "wlan" not in page


def test_what_was_written_just_before_is_found_at_another_look(app: Flask, dave: Actor, carol: Actor) -> None:
    ask(1, ["wlan"], dave)
    late = ask(2, ["mesh"], dave)
    merge("wlan", "wifi", carol)
    jobs.run_due()
    with unit_of_work():
        asking.give_tags(late, ["wlan"])  # as somebody who read the names before the merge
    jobs.run_due(clock.now() + timedelta(seconds=90))
    assert asking.tag_names(late.id) == ["wifi"]
    jobs.run_due(clock.now() + timedelta(seconds=180))
    waiting = db.session.query(jobs.Job).filter_by(kind=tag_merging.MOVE, state=jobs.JobState.WAITING)
    assert waiting.count() == 0


@pytest.mark.parametrize("there", [True, False], ids=["a tag before", "no tag yet"])
def test_a_name_given_while_it_came_to_lead_to_a_tag_is_found(
    app: Flask, dave: Actor, carol: Actor, *, there: bool
) -> None:
    late = ask(1, ["mesh", "wlan"] if there else ["mesh"], dave)
    with unit_of_work():
        asking.give_tags(late, ["mesh"])
        services.add_synonym(queries.tag_or_404("mesh"), "wlan", by=carol)
        asking.give_tags(late, ["wlan"])  # as somebody who read the names before
    jobs.run_due(clock.now() + timedelta(seconds=90))
    assert asking.tag_names(late.id) == ["mesh"]
    assert (count("wlan"), count("mesh")) == (0, 1)


def test_a_name_that_leads_nowhere_any_more_moves_nothing(app: Flask, dave: Actor, carol: Actor) -> None:
    kept = ask(1, ["wlan"], dave)
    merge("wlan", "wifi", carol)
    with unit_of_work():
        services.remove_synonym(queries.tag_or_404("wifi"), "wlan", by=carol)
    jobs.run_due()
    assert asking.tag_names(kept.id) == ["wlan"]
    assert count("wlan") == 1


def test_a_state_from_before_that_is_set_again_names_the_tag_of_today(
    app: Flask, dave: Actor, carol: Actor
) -> None:
    question = ask(8, ["wlan", "mesh"], dave)
    with unit_of_work():
        asking.edit(
            question, title=question.title, body=f"{SPARE} Really.", tag_names=["wlan", "mesh"], by=dave
        )
    merge("wlan", "wifi", carol)
    for wait in (0, 120):
        jobs.run_due(clock.now() + timedelta(seconds=wait))
    with unit_of_work():
        editing.roll_back(db.session.get_one(Question, question.id), 1, by=dave)
    assert post_queries.tags_of(question.id) == ("wifi", "mesh")
    assert asking.tag_names(question.id) == ["wifi", "mesh"]


def test_on_its_page_moderators_merge_and_rename(
    client: FlaskClient, alice: Actor, carol: Actor, sign_in: SignIn
) -> None:
    asked = ask(1, ["meshh"], alice)
    sign_in(client, alice)
    assert client.get("/tags/meshh/merge").status_code == 403
    with pytest.raises(NotAllowed):
        merge("meshh", "mesh", alice)
    sign_in(client, carol)
    assert "/tags/meshh/merge" in client.get("/tags/meshh/edit").text
    for wrong, words in (
        ("meshh", "Name one other tag."),
        ("a!b", "cannot be a tag"),
        ("", "Name one other tag."),
        ("mesh node", "Name one other tag."),
    ):
        refused = client.post("/tags/meshh/merge", data={"into": wrong})
        assert refused.status_code == 422
        assert words in refused.text
        assert f'value="{wrong}"' in refused.text
    assert client.post("/tags/meshh/merge", data={"into": "#Mesh"}).location == "/tags/mesh"
    jobs.run_due()
    assert asking.tag_names(asked.id) == ["mesh"]


def test_a_name_that_leads_here_can_be_taken_away_again(
    client: FlaskClient, alice: Actor, carol: Actor, sign_in: SignIn
) -> None:
    ask(1, ["wifi"], alice)
    sign_in(client, carol)
    client.post("/tags/wifi/edit", data={"synonym": "wlan"})
    assert 'name="synonym" value="wlan"' in client.get("/tags/wifi/edit").text
    gone = client.post("/tags/wifi/synonyms/remove", data={"synonym": "wlan"})
    assert gone.location == "/tags/wifi/edit"
    assert client.get("/tags/wlan").status_code == 404
    assert client.post("/tags/wifi/synonyms/remove", data={"synonym": "wlan"}).status_code == 303


def test_who_chose_a_topic_before_it_was_merged_follows_the_other_one(
    app: Flask, alice: Actor, bob: Actor, carol: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    ask(1, ["wlan"], alice)
    browser = sign_in(client, bob)
    assert 'value="wlan"' in browser.get("/welcome/topics").text
    merge("wlan", "wifi", carol)
    browser.post("/welcome/topics", data={"topics": ["wlan"]})
    assert queries.follows(queries.tag_or_404("wifi").id, bob.id)
