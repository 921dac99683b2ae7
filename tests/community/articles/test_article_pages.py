"""Pages of articles, and their place on pages of others."""

import pytest
from flask.testing import FlaskClient

from community.answers.models import Answer
from community.articles.rules import Move
from community.kernel.policy import Actor
from community.questions.models import Question
from tests.community.articles.making import WORDS, drafted, kept, moved, published
from tests.conftest import SignIn

FORM = {
    "title": WORDS.title,
    "problem": WORDS.problem,
    "steps": WORDS.steps,
    "cause": "",
    "applies_to": "",
    "tags": "",
    "product": "",
    "lang": "en",
}


def test_readers_see_what_is_public_and_nothing_else(
    client: FlaskClient, sign_in: SignIn, dave: Actor, erin: Actor, bob: Actor
) -> None:
    number, hidden = published(dave, erin), drafted(dave, title="Not yet for everybody")
    page = client.get("/articles").text
    assert WORDS.title in page
    assert "Not yet for everybody" not in page
    assert "Waiting for review" not in page
    assert client.get(f"/articles/{hidden}").status_code == 404
    assert client.get(f"/articles/{number}").status_code == 301
    shown = client.get(f"/articles/{number}/{kept(number).slug}").text
    assert "What to do" in shown
    assert "<ol>" in shown
    assert "Retire" not in shown
    sign_in(client, bob)
    client.post(f"/articles/{number}/vote", data={"helpful": "0"})
    assert kept(number).unhelpful_count == 1
    assert "Ask a question instead" in client.get(f"/articles/{number}/{kept(number).slug}").text
    assert client.get(f"/articles/{number}/history").status_code == 403


def test_the_work_on_an_article_without_script(
    client: FlaskClient, sign_in: SignIn, dave: Actor, erin: Actor
) -> None:
    sign_in(client, dave)
    looked = client.post("/articles/new", data={**FORM, "act": "look"})
    assert looked.status_code == 200
    assert looked.text.count("<ol>") == 1
    client.post("/articles/new", data={**FORM, "act": "keep"})
    client.post("/articles/1/move", data={"move": "submit"})
    refused = client.post("/articles/1/move", data={"move": "publish", "note": "I may"})
    assert refused.status_code == 403
    assert "Somebody else of the team must publish" in refused.text
    sign_in(client, erin)
    assert "Waiting for review" in client.get("/articles?view=review").text
    refused = client.post("/articles/1/move", data={"move": "send-back", "note": ""})
    assert (refused.status_code, "Say what is to be mended" in refused.text) == (422, True)
    done = client.post("/articles/1/move", data={"move": "publish"}, follow_redirects=True)
    assert "Everybody reads it now." in done.text


def test_what_was_typed_survives_an_error(client: FlaskClient, sign_in: SignIn, dave: Actor) -> None:
    sign_in(client, dave)
    refused = client.post("/articles/new", data={**FORM, "title": "", "cause": "A cause that took an hour"})
    assert refused.status_code == 422
    assert "A cause that took an hour" in refused.text
    assert "Give the article a title" in refused.text
    refused = client.post("/articles/new", data={**FORM, "tags": "nobody-knows-it"})
    assert "nobody-knows-it" in refused.text
    assert WORDS.problem.split(",")[0].replace("'", "&#39;") in refused.text
    number = drafted(dave)
    refused = client.post(f"/articles/{number}/edit", data={**FORM, "base": "9", "cause": "Kept words"})
    assert (refused.status_code, "Kept words" in refused.text) == (409, True)
    assert 'name="base" value="1"' in refused.text  # sent again, it is meant


def test_a_question_leads_to_its_article_and_back(
    client: FlaskClient,
    sign_in: SignIn,
    question: Question,
    answer: Answer,
    dave: Actor,
    erin: Actor,
    bob: Actor,
) -> None:
    thread = f"/questions/{question.id}/{question.slug}"
    sign_in(client, bob)
    deeds = f"/posts/{question.id}/deeds"
    assert "Draft an article" not in client.get(deeds).text
    sign_in(client, dave)
    assert "Draft an article" in client.get(deeds).text
    began = client.post(f"/questions/{question.id}/article", follow_redirects=True)
    assert "Filled in from the question" in began.text
    moved(1, Move.SUBMIT, dave)
    sign_in(client, bob)
    assert "There is an article about this" not in client.get(thread).text
    moved(1, Move.PUBLISH, erin)
    assert "There is an article about this" in client.get(thread).text
    page = client.get(f"/articles/1/{kept(1).slug}").text
    assert "From an answer by" in page
    assert f"/questions/{question.id}/{question.slug}#answer-{answer.id}" in page


def test_articles_are_suggested_while_somebody_asks(
    client: FlaskClient, sign_in: SignIn, dave: Actor, erin: Actor, bob: Actor
) -> None:
    published(dave, erin)
    sign_in(client, bob)
    for path in (
        "/search/suggestions?title=The+mesh+drops+at+night",
        "/ask?title=The+mesh+drops+at+night",
        "/search?q=mesh+drops+night",
        "/articles?q=night",
    ):
        assert WORDS.title in client.get(path).text, path
    assert WORDS.title not in client.get("/ask?title=How+do+I+bake+pancakes").text


@pytest.mark.parametrize("view", ["draft", "review", "due", "retired", "nonsense"])
@pytest.mark.parametrize("lang", ["en", "zh-Hans"])
def test_every_view_opens_in_both_languages(
    client: FlaskClient, sign_in: SignIn, dave: Actor, erin: Actor, view: str, lang: str
) -> None:
    number = published(dave, erin)
    drafted(dave)
    sign_in(client, dave)
    for path in (f"/articles?view={view}", f"/articles/{number}/history", f"/articles/{number}/edit"):
        assert client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}").status_code == 200


def test_the_sitemap_names_public_articles(client: FlaskClient, dave: Actor, erin: Actor) -> None:
    number, hidden = published(dave, erin), drafted(dave)
    assert "/sitemap-articles.xml" in client.get("/sitemap.xml").text
    found = client.get("/sitemap-articles.xml").text
    assert f"/articles/{number}/" in found
    assert f"/articles/{hidden}/" not in found
