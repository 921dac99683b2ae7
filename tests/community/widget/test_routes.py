"""The widget's script and addresses: small, cached by version, open to named sites only, deaf to robots."""

import gzip
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from community.channels.models import ChannelMessage
from community.kernel import clock
from community.kernel.db import db
from community.questions.models import Question
from community.routing.models import Need
from community.routing.rules import Stage
from community.widget import answering, rules
from tests.conftest import MakeMember, SignIn, actor_of

SHOP = {"Origin": "https://shop.example.com"}
MOST = 15 * 1024
TEXT = "The light on my router blinks red all night since the update. What does it mean?"


@pytest.fixture
def app(app: Flask) -> Flask:
    """A site whose widget one shop may embed."""
    settings = app.extensions["huzhu_settings"]
    app.extensions["huzhu_settings"] = settings.model_copy(
        update={"widget_origins": "https://shop.example.com"}
    )
    return app


def sent(app: Flask, **given: object) -> dict[str, object]:
    with app.test_request_context():
        ticket = rules.ticket(clock.now() - timedelta(minutes=1), answering.key())
    return {"id": "one", "text": TEXT, "email": "lin@example.com", "ticket": ticket, **given}


def taken() -> int:
    return db.session.scalar(select(func.count()).select_from(ChannelMessage)) or 0


def test_both_scripts_together_are_small(client: FlaskClient) -> None:
    loader, core = (client.get(path).get_data() for path in ("/widget.js", "/widget/core.js"))
    assert len(gzip.compress(loader)) + len(gzip.compress(core)) <= MOST


def test_the_stable_address_is_asked_again_soon_and_the_version_never(client: FlaskClient) -> None:
    loader = client.get("/widget.js")
    assert loader.headers["Cache-Control"] == "public, max-age=300"
    assert "帮助" in loader.get_data(as_text=True)
    path = loader.get_data(as_text=True).split('"core": "')[1].split('"')[0]
    assert "immutable" in client.get(path).headers["Cache-Control"]
    assert "immutable" not in client.get("/widget/core.js?v=old").headers["Cache-Control"]


def test_the_script_evaluates_nothing_and_writes_no_style(client: FlaskClient) -> None:
    text = client.get("/widget/core.js").get_data(as_text=True)
    assert not any(
        word in text for word in ("eval(", "new Function", "innerHTML", "document.cookie", "localStorage")
    )


def test_only_a_named_site_may_read_and_no_cookie_is_set(client: FlaskClient) -> None:
    welcome = client.get("/widget/v1/start?lang=zh", headers=SHOP)
    assert welcome.headers["Access-Control-Allow-Origin"] == SHOP["Origin"]
    assert "Access-Control-Allow-Credentials" not in welcome.headers
    assert "Set-Cookie" not in welcome.headers
    stranger = client.get("/widget/v1/start", headers={"Origin": "https://evil.example"})
    assert stranger.status_code == 403
    assert "Access-Control-Allow-Origin" not in stranger.headers
    assert "Access-Control-Allow-Origin" not in client.get("/questions", headers=SHOP).headers


def test_a_question_is_taken_in_once(app: Flask, client: FlaskClient) -> None:
    first = client.post("/widget/v1/messages", json=sent(app), headers=SHOP)
    again = client.post("/widget/v1/messages", json=sent(app), headers=SHOP)
    assert (first.status_code, again.status_code, taken()) == (201, 200, 1)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"text": "Help"}, "text"),
        ({"text": "x" * 5_001}, "text"),
        ({"email": "lin"}, "email"),
        ({"ticket": "1.x"}, "ticket"),
        ({"id": ""}, ""),
        ({"text": 7}, "text"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field(
    app: Flask, client: FlaskClient, wrong: dict[str, object], field: str
) -> None:
    answer = client.post("/widget/v1/messages", json=sent(app, **wrong), headers=SHOP)
    assert answer.status_code == 422
    assert answer.json is not None
    assert answer.json["field"] == field
    assert answer.json["error"]
    assert taken() == 0


def test_a_robot_that_fills_every_field_is_thanked_and_ignored(app: Flask, client: FlaskClient) -> None:
    answer = client.post("/widget/v1/messages", json=sent(app, website="https://x.example"), headers=SHOP)
    assert answer.status_code == 201
    assert taken() == 0


def test_an_advertisement_never_becomes_a_question(app: Flask, client: FlaskClient) -> None:
    advert = "Cheap loans!!! Earn $5000 a week from home, no risk. WhatsApp +1 555 0100 or visit http://win.example now!"
    client.post("/widget/v1/messages", json=sent(app, text=advert), headers=SHOP)
    assert db.session.scalar(select(func.count()).select_from(Question)) == 0


@pytest.mark.parametrize(
    "text",
    [
        "Hello, I would like to talk to a person.",
        "Nothing happens when I press the button",
        "My name is spelled wrong on the label.",
        "How long is the guarantee?",
        "请问可以把货寄到挪威吗？谢谢你们。",
        "It is this one: https://shop.example.com/kettles/perch.",
    ],
)
def test_whatever_is_asked_there_reaches_the_team(app: Flask, client: FlaskClient, text: str) -> None:
    shop = {"page": "https://shop.example.com/kettles"}
    client.post("/widget/v1/messages", json=sent(app, text=text, context=shop), headers=SHOP)
    question = db.session.scalars(select(Question)).one()
    assert db.session.scalars(select(Need.stage)).one() == Stage.REP
    assert question.body_markdown.startswith(text[:5])


def test_private_data_are_covered_and_the_foot_stays(app: Flask, client: FlaskClient) -> None:
    text = f"{TEXT} Call me on +44 20 7946 0958."
    client.post(
        "/widget/v1/messages",
        json=sent(app, text=text, context={"page": "https://shop.example.com/x"}),
        headers=SHOP,
    )
    body = db.session.scalars(select(Question.body_markdown)).one()
    assert "7946" not in body
    assert body.endswith("Page: https://shop.example.com/x")


@pytest.mark.parametrize(
    "text",
    [
        "The kettle leaks. Please call me back on +44 20 7946 0958.",
        "My order 12345678 is late, call 0151 23456789.",
    ],
)
def test_the_address_of_the_page_makes_no_advertisement_of_a_question(
    app: Flask, client: FlaskClient, text: str
) -> None:
    shop = {"page": "https://shop.example.com/kettles/perch"}
    client.post("/widget/v1/messages", json=sent(app, text=text, context=shop), headers=SHOP)
    assert db.session.scalars(select(Question.body_markdown)).one().endswith(shop["page"])
    stranger = sent(app, id="two", text=text, context={"page": "http://win.example/now"})
    client.post("/widget/v1/messages", json=stranger, headers=SHOP)
    assert db.session.scalar(select(func.count()).select_from(Question)) == 1


@pytest.mark.parametrize("page", ["http://[", "", "/kettles", "https://shop.example.com:port/"])
def test_a_page_may_call_itself_anything(app: Flask, client: FlaskClient, page: str) -> None:
    answer = client.post("/widget/v1/messages", json=sent(app, context={"page": page}), headers=SHOP)
    assert (answer.status_code, taken()) == (201, 1)


def test_the_admin_page_shows_the_line_and_the_sites(client: FlaskClient, member: MakeMember) -> None:
    assert client.get("/admin/widget").status_code in {302, 401}
    assert "data-huzhu" in client.get("/widget/demo").get_data(as_text=True)


def test_what_the_page_tells_is_judged_and_never_markdown(app: Flask, client: FlaskClient) -> None:
    context = {
        "page": "https://shop.example.com/x",
        "product": "<b>x</b> [y](http://z.example) +44 20 7946 0958",
    }
    client.post("/widget/v1/messages", json=sent(app, context=context), headers=SHOP)
    question = db.session.scalars(select(Question)).one()
    assert "7946" not in question.body_markdown
    assert "<b>" not in question.body_html
    assert ">y</a>" not in question.body_html


def test_the_pages_about_the_widget_answer_like_pages(
    client: FlaskClient, member: MakeMember, sign_in: SignIn
) -> None:
    sign_in(client, actor_of(member("alice")))
    refused = client.get("/admin/widget")
    assert (refused.status_code, refused.mimetype) == (403, "text/html")


def test_the_scripts_are_made_once(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    first = [client.get(path).get_data() for path in ("/widget.js", "/widget/core.js")]

    def unread(*_given: object, **_more: object) -> str:
        raise AssertionError

    monkeypatch.setattr(Path, "read_text", unread)
    assert [client.get(path).get_data() for path in ("/widget.js", "/widget/core.js")] == first
