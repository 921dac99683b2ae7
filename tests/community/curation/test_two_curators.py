"""Two curators at the same announcement, and feeds that programs can read."""

from html.parser import HTMLParser

from defusedxml import ElementTree
from flask import Flask
from flask.testing import FlaskClient

from community.curation import queries
from community.kernel.db import db
from community.kernel.policy import Actor
from community.questions.models import Question
from tests.community.curation.making import announce, open_problem
from tests.conftest import SignIn

WANTED = {"title", "title_zh", "text", "text_zh", "starts_at", "ends_at"}


class Fields(HTMLParser):
    """What the fields of a page hold, hidden ones too."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "input" and name:
            self.found[name] = given.get("value") or ""
        self.inside = name if tag == "textarea" else ""

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.found[self.inside] = self.found.get(self.inside, "") + data.strip()


def form_of(client: FlaskClient, path: str, first: str = "title") -> dict[str, str]:
    """What the form with this field holds; that of an announcement is for everybody."""
    return fields_in(client.get(path).text, first)


def fields_in(page: str, first: str = "title") -> dict[str, str]:
    start = page.index(f'name="{first}"')
    fields = Fields()
    fields.feed(page[page.rindex("<form", 0, start) : page.index("</form>", start)])
    return {**fields.found, "audience": "everybody", "audience_of": ""}


def test_what_one_curator_saved_is_not_written_over_by_another_who_had_it_open(
    app: Flask, sign_in: SignIn, carol: Actor, dave: Actor
) -> None:
    number = announce(carol)
    path = f"/announcements/{number}/edit"
    first, second = sign_in(app.test_client(), carol), sign_in(app.test_client(), dave)
    of_first, of_second = form_of(first, path), form_of(second, path)
    assert of_first.keys() >= WANTED
    assert first.post(path, data={**of_first, "text": "The line rests from Monday on."}).status_code == 303
    answer = second.post(path, data={**of_second, "title": "The line rests a while"})
    db.session.rollback()
    assert queries.announcement_or_404(number).text == "The line rests from Monday on."
    assert answer.status_code in {409, 422}
    assert "The line rests a while" in answer.text  # what was typed is not lost either
    assert second.post(path, data=fields_in(answer.text)).status_code == 303  # sent again, it is meant


def test_the_same_holds_for_what_a_known_problem_is(
    app: Flask, sign_in: SignIn, carol: Actor, dave: Actor, question: Question
) -> None:
    path = f"/incidents/{open_problem(carol)}/edit"
    first, second = sign_in(app.test_client(), carol), sign_in(app.test_client(), dave)
    of_first, of_second = form_of(first, path), form_of(second, path)
    assert first.post(path, data={**of_first, "tags": "mesh"}).status_code == 303
    answer = second.post(path, data={**of_second, "product": "Node 7"})
    assert answer.status_code == 422
    assert "Node 7" in answer.text
    assert form_of(first, path)["tags"] == "mesh"
    assert second.post(path, data=fields_in(answer.text)).status_code == 303


def test_the_same_holds_for_what_a_tag_is_about(
    app: Flask, sign_in: SignIn, carol: Actor, dave: Actor, question: Question
) -> None:
    path = "/tags/mesh/edit"
    first, second = sign_in(app.test_client(), carol), sign_in(app.test_client(), dave)
    of_first, of_second = form_of(first, path, "excerpt"), form_of(second, path, "excerpt")
    assert first.post(path, data={**of_first, "wiki_markdown": "Nodes that speak"}).status_code == 303
    answer = second.post(path, data={**of_second, "label_zh": "网状网络"})
    assert answer.status_code == 422
    assert "网状网络" in answer.text
    assert form_of(first, path, "excerpt")["wiki_markdown"] == "Nodes that speak"
    assert second.post(path, data=fields_in(answer.text, "excerpt")).status_code == 303


def test_a_feed_can_be_read_whatever_sign_was_pasted_into_a_title(client: FlaskClient, carol: Actor) -> None:
    announce(carol, title="The line\x08 rests", text="As\x01 always")
    feed = client.get("/feeds/announcements.atom")
    tree = ElementTree.fromstring(feed.data)
    assert [str(each.text) for each in tree.iter("{http://www.w3.org/2005/Atom}title")][1:] == [
        "The line rests"
    ]
