"""Kept answers: checked, in versions, found by a few letters, put into a reply, counted."""

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import Invalid, NotAllowed
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from moderation.canned import queries, services
from moderation.canned.models import CannedResponse
from moderation.canned.services import Kept
from moderation.escalation.models import Case
from tests.conftest import MakeMember, actor_of
from tests.moderation.conversation.conftest import TITLE, Browser


@pytest.fixture
def agent(browser: Browser, dave: Actor) -> FlaskClient:
    return browser(dave)


def keep(by: Actor, title: str, body: str, lang: str = "en", **more: object) -> str:
    with unit_of_work():
        return services.keep(Kept(title, body, lang, **more), by=by)  # type: ignore[arg-type]


def test_a_kept_answer_is_filled_in_for_a_case(agent: FlaskClient, case: Case, dave: Actor) -> None:
    keep(
        dave,
        "First words",
        "{greeting}, {customer|there}: {question}, {tags}, case {case}. {agent}, {community}",
    )
    with clock.at(datetime(2026, 11, 23, 8, tzinfo=UTC)):
        (found,) = agent.get(f"/desk/ready?q=first&case={case.id}").json or []
    assert found["body"] == f"Good morning, Alice: {TITLE}, wifi, case {case.id}. Dave, Huzhu"


def test_a_language_that_the_reader_does_not_use_is_shown_as_well(agent: FlaskClient, dave: Actor) -> None:
    keep(dave, "序列号", "您好！请把路由器背面的序列号发给我们。", "zh-Hans")
    page = agent.get("/desk/canned")
    assert page.status_code == 200
    assert "序列号" in page.text


def test_the_greeting_is_that_of_the_customers_own_clock(case: Case, dave: Actor, alice: Actor) -> None:
    keep(dave, "Greeting", "{greeting}")
    with unit_of_work():
        db.session.get_one(Member, alice.id).timezone = "Asia/Shanghai"
    with clock.at(datetime(2026, 11, 23, 12, tzinfo=UTC)):
        assert queries.ready("", case, dave)[0].body == "Good evening"


def test_nobody_is_told_to_hear_by_a_moment_that_is_over(case: Case, dave: Actor) -> None:
    keep(dave, "Soon", "By {due|tomorrow}")
    assert case.due_at is not None
    assert queries.ready("", case, dave)[0].body != "By tomorrow"
    with clock.at(case.due_at + timedelta(minutes=1)):
        assert queries.ready("", case, dave)[0].body == "By tomorrow"


def test_what_nobody_can_fill_is_named_when_it_is_kept(agent: FlaskClient, case: Case) -> None:
    refused = agent.post(
        "/desk/canned", data={"title": "Odd", "body": "Hello {custmer}, {foo}", "lang": "en"}
    )
    assert refused.status_code == 422
    assert "Nothing can be filled in for {custmer}, {foo}." in refused.text
    assert "Hello {custmer}, {foo}" in refused.text


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": ""}, "Give it a title"),
        ({"body": " "}, "Write the text that is to be kept"),
        ({"lang": "xx"}, "Choose the language"),
        ({"shortcut": "two words"}, "A shortcut is one word"),
        ({"channel": "weibo", "body": "字" * 141}, "takes 140 at most"),
        ({"channel": "pigeon"}, "Choose where it is sent"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_lost(
    agent: FlaskClient, given: dict[str, str], sentence: str
) -> None:
    refused = agent.post("/desk/canned", data={"title": "Fine", "body": "Fine.", "lang": "en"} | given)
    assert refused.status_code == 422
    assert sentence in refused.text
    assert db.session.query(CannedResponse).count() == 0


def test_versions_of_one_answer_share_their_shortcut_and_customers_get_their_own(
    agent: FlaskClient,
    case: Case,
    dave: Actor,
) -> None:
    slug = keep(dave, "Restart", "Please restart it.", shortcut="re", category="First steps")
    keep(dave, "重启", "请重启一下。", "zh-Hans", slug=slug, shortcut="rs", category="First steps")
    keep(dave, "只有中文", "请稍等。", "zh-Hans")
    (kept,) = queries.kept("restart")
    assert {each.shortcut for each in kept.versions} == {"rs"}
    assert [each.body for each in queries.ready("rs", case, dave)] == ["Please restart it."]
    (only,) = queries.ready("稍等", case, dave)
    assert (only.lang, only.other_language) == ("zh-Hans", True)
    with unit_of_work():
        db.session.get_one(Case, case.id).lang = "zh-Hans"
    assert queries.ready("rs", case, dave)[0].body == "请重启一下。"
    taken = agent.post(
        "/desk/canned", data={"title": "Other", "body": "Other.", "lang": "en", "shortcut": "RS"}
    )
    assert "has this shortcut already" in taken.text


def test_a_new_one_takes_nobodys_place_however_alike_their_titles_are(agent: FlaskClient) -> None:
    for title in ("C++ builds", "C# builds", "C builds"):
        given = {"title": title, "body": f"Words about {title}.", "lang": "en"}
        assert agent.post("/desk/canned", data=given).status_code == 303
    found = db.session.query(CannedResponse).order_by(CannedResponse.id)
    assert [(each.slug, each.body) for each in found] == [
        ("c-builds", "Words about C++ builds."),
        ("c-builds-2", "Words about C# builds."),
        ("c-builds-3", "Words about C builds."),
    ]


def test_the_shortcut_comes_first_then_the_title(case: Case, dave: Actor) -> None:
    keep(dave, "Zebra", "About nothing.", shortcut="re")
    keep(dave, "Restart", "Please wait.")
    keep(dave, "Aardvark", "Please restart it.")
    assert [each.title for each in queries.ready("re", case, dave)] == ["Zebra", "Restart", "Aardvark"]


def test_without_script_a_ready_answer_is_put_beneath_what_was_typed_and_counted_when_sent(
    agent: FlaskClient,
    question: Question,
    case: Case,
    dave: Actor,
) -> None:
    keep(dave, "Restart", "Please restart it, {customer}.", shortcut="re")
    response = db.session.query(CannedResponse).one()
    address = f"/desk/cases/{case.id}/replies"
    page = agent.post(address, data={"body": "Thank you.", "insert": str(response.id)})
    assert page.status_code == 200
    assert "Thank you.\n\nPlease restart it, Alice.</textarea>" in page.text
    assert f'name="canned" value="{response.id}"' in page.text
    searched = agent.post(address, data={"body": "Thank you.", "find": "y", "canned_q": "nothing like it"})
    assert "No ready answer holds these words." in searched.text
    assert "Thank you.</textarea>" in searched.text
    db.session.expire_all()
    assert response.used_count == 0
    sent = {"body": "Thank you.\n\nPlease restart it, Alice.", "canned": f"{response.id} x 99999999999"}
    assert agent.post(address, data=sent).status_code == 303
    db.session.expire_all()
    assert response.used_count == 1
    assert response.used_at is not None
    assert "used 1 time" in agent.get("/desk/canned").text
    assert "No ready answer has these words" in agent.get("/desk/canned?q=zeppelin").text


def test_some_are_changed_by_admins_alone(
    agent: FlaskClient, browser: Browser, dave: Actor, member: MakeMember
) -> None:
    boss = actor_of(member("ines", role=Role.ADMIN))
    slug = keep(boss, "Refund", "You get it all back.", admins_only=True)
    with pytest.raises(NotAllowed):
        keep(dave, "Refund", "You get nothing.", slug=slug)
    with pytest.raises(NotAllowed):
        keep(dave, "Mine", "Mine alone.", admins_only=True)
    response = db.session.query(CannedResponse).one()
    agent.post(f"/desk/canned/{response.id}/remove")
    assert db.session.query(CannedResponse).count() == 1
    refused = agent.post(
        "/desk/canned", data={"title": "Refund", "body": "Nothing.", "lang": "en", "slug": slug}
    )
    assert refused.status_code == 403
    assert "Only an admin changes this response." in refused.text
    for page, offered in (
        (agent.get("/desk/canned").text, False),
        (browser(boss).get("/desk/canned").text, True),
    ):
        assert (f"/desk/canned/{slug}" in page, f"/desk/canned/{response.id}/remove" in page) == (
            offered,
            offered,
        )


def test_the_form_shows_the_text_filled_in_before_it_is_kept(
    agent: FlaskClient,
    case: Case,
    dave: Actor,
) -> None:
    shown = agent.post(
        "/desk/canned",
        data={
            "title": "Hi",
            "body": "Hi {customer}. {product}",
            "lang": "en",
            "case": str(case.id),
            "preview": "y",
        },
    )
    assert "Hi Alice." in shown.text
    assert "Nothing is known for: product" in shown.text
    assert db.session.query(CannedResponse).count() == 0
    assert agent.post("/desk/canned/preview", data={"body": "Hi **{customer}**"}).text.startswith(
        "<p>Hi <strong>Mei</strong>"
    )
    slug = keep(dave, "Hi", "Hi {customer}.")
    assert "Hi {customer}." in agent.get(f"/desk/canned/{slug}").text
    assert (
        "There is no version in this language yet" in agent.get(f"/desk/canned/{slug}?version=zh-Hans").text
    )
    assert agent.get("/desk/canned/no-such").status_code == 404


def test_canned_responses_are_for_staff(client: FlaskClient, browser: Browser, alice: Actor) -> None:
    theirs = browser(alice)
    for address in ("/desk/canned", "/desk/canned/new", "/desk/ready"):
        assert client.get(address).status_code == 302
        assert theirs.get(address).status_code == 403


def test_a_channel_must_take_the_text_in_every_language(dave: Actor) -> None:
    slug = keep(dave, "Restart", "Please restart it. " * 100)
    with pytest.raises(Invalid, match="The text in English has 1899 characters") as refused:
        keep(dave, "重启", "请重启路由器。", "zh-Hans", slug=slug, channel="short")
    assert refused.value.field == "channel"
    keep(dave, "Restart", "Please restart it.", slug=slug)
    keep(dave, "重启", "请重启路由器。", "zh-Hans", slug=slug, channel="short")
