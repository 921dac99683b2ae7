"""The pages of campaigns: for everyone, for those who run them; what was typed wrongly is said and kept."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from community.accounts import closing
from community.accounts.models import Member
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from gamification.campaigns.models import Campaign
from tests.conftest import SignIn
from tests.gamification.campaigns.conftest import BEFORE, END, FROZEN, START, MakeCampaign, star
from tests.gamification.conftest import Thread

NOON = START + timedelta(hours=12)
TYPED = {
    "orientation": "community",
    "title": "Helping week",
    "starts_at": "2026-04-01T00:00",
    "ends_at": "2026-04-08T00:00",
    "weight-stars": "3",
    "daily_cap": "40",
    "pair_cap": "20",
    "ties": "shared",
    "budget": "500",
    "unit": "credit points",
    "rate": "1",
    "band": "50",
}


@pytest.fixture
def desk(client: FlaskClient, sign_in: SignIn, admin: Actor) -> FlaskClient:
    """A browser in which an admin is signed in."""
    return sign_in(client, admin)


def count() -> int:
    found = db.session.scalar(select(func.count()).select_from(Campaign))
    db.session.rollback()
    return found or 0


def test_a_template_a_draft_a_preview_and_it_is_public(
    app: Flask, desk: FlaskClient, thread: Thread, alice: Actor, bob: Actor
) -> None:
    star(thread, alice, bob, BEFORE - timedelta(days=3))
    with clock.at(BEFORE):
        assert desk.get("/campaigns/new").text.count("Begin with this") == 3
        assert "Nobody waits" in desk.get("/campaigns/new?template=community").text
        made = desk.post("/campaigns/new", data=TYPED)
        assert (made.status_code, made.location) == (303, "/campaigns/helping-week/preview")
        preview = desk.get(made.location).text
        assert "Bob" in preview
        assert "6 points" in preview
        assert app.test_client().get("/campaigns/helping-week").status_code == 404
        assert "Helping week" not in app.test_client().get("/campaigns").text
        assert "Helping week" in desk.get("/campaigns").text
        assert desk.post("/campaigns/helping-week/publish").status_code == 303
        shown = app.test_client().get("/campaigns/helping-week").text
        assert "until it begins" in shown
        assert "somebody gives your answer four stars" in shown


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title": "", "title_zh": " "}, "Give it a title, in English or in Chinese."),
        ({"title": "x" * 81}, "At most 80 characters, please."),
        ({"ends_at": "2026-03-31T00:00"}, "The end must be after the start."),
        ({"ends_at": "2026-04-01T00:10"}, "A campaign lasts at least an hour."),
        ({"ends_at": "2027-12-01T00:00"}, "A campaign lasts at most 400 days."),
        ({"starts_at": "2025-01-01T00:00"}, "The start lies too far back"),
        ({"starts_at": "2029-01-01T00:00"}, "The start lies too far ahead"),
        ({"starts_at": "tomorrow"}, "Write a date and a time"),
        ({"starts_at": ""}, "Please fill this in."),
        ({"weight-stars": "101"}, "A weight is a whole number from 0 to 100; mend “stars”."),
        ({"weight-stars": "-1"}, "A weight is a whole number from 0 to 100"),
        ({"weight-stars": "1.5"}, "Weights are whole numbers."),
        ({"weight-stars": "0"}, "Give at least one deed a weight above 0."),
        ({"weight-likes": "3"}, "There is no metric called “likes”."),
        ({"tags": "no-such-tag"}, "There is no tag “no-such-tag”."),
        ({"budget": "-5"}, "A budget cannot be negative; 0 means no rewards."),
        ({"budget": "many"}, "This must be a whole number."),
        ({"budget": "5", "unit": ""}, "Say what the budget is counted in"),
        ({"daily_cap": "0"}, "This must be a whole number from 1 to 100000."),
        ({"rate": "99999999999999999999"}, "This must be a whole number from 1 to 10000."),
        ({"slug": "New Slug!"}, "The address can hold small letters, digits and hyphens"),
        ({"slug": "new"}, "The address can hold small letters, digits and hyphens"),
        ({"orientation": "war"}, "Choose content, community or product."),
        ({"orientation": "product"}, "A product-oriented campaign needs a product, or at least one tag."),
        ({"lang": "tlh"}, "There is no such language here."),
        ({"ties": "dice"}, "Choose what equal scores mean."),
        ({"title": "April  HELPS"}, "Another campaign has this title; choose another."),
        ({"slug": "april-helps"}, "Another campaign has this address; choose another."),
    ],
)
def test_bad_input_is_said_in_a_sentence_and_what_was_typed_stays(
    app: Flask, desk: FlaskClient, campaign: MakeCampaign, changes: dict[str, str], said: str
) -> None:
    campaign()
    with clock.at(BEFORE):
        answer = desk.post("/campaigns/new", data=TYPED | {"text": "What I wrote."} | changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert "What I wrote." in answer.text
    for name, value in changes.items():
        if value.strip() and name not in {"orientation", "lang", "ties", "weight-likes"}:
            assert f'value="{value}"' in answer.text, name
    assert count() == 1


def test_a_running_campaign_changes_its_texts_and_becomes_longer_only(
    app: Flask, desk: FlaskClient, campaign: MakeCampaign
) -> None:
    campaign()
    texts = {"title": "April still helps", "title_zh": "四月互助", "text": "New.", "text_zh": ""}
    with clock.at(NOON):
        page = desk.get("/campaigns/april-helps/edit").text
        assert "daily_cap" not in page
        shorter = desk.post("/campaigns/april-helps/edit", data=texts | {"ends_at": "2026-04-05T00:00"})
        assert shorter.status_code == 422
        assert "can end later, but not earlier" in shorter.text
        longer = desk.post("/campaigns/april-helps/edit", data=texts | {"ends_at": "2026-04-15T00:00"})
        assert longer.status_code == 303
        assert "April still helps" in desk.get("/campaigns/april-helps").text
    with clock.at(END + timedelta(days=20)):
        assert desk.get("/campaigns/april-helps/edit").status_code == 409


def test_calling_off_needs_a_reason_that_everyone_reads(
    app: Flask, desk: FlaskClient, campaign: MakeCampaign
) -> None:
    campaign()
    with clock.at(NOON):
        refused = desk.post("/campaigns/april-helps/cancel", data={"reason": "no"})
        assert refused.status_code == 422
        assert "Say why in 5 to 400 characters" in refused.text
        done = desk.post("/campaigns/april-helps/cancel", data={"reason": "The prizes never arrived."})
        assert done.status_code == 303
        assert "The prizes never arrived." in app.test_client().get("/campaigns/april-helps").text
        again = desk.post("/campaigns/april-helps/cancel", data={"reason": "Once more for sure."})
        assert again.status_code == 409


def test_the_results_stand_there_in_pictures_and_numbers(
    app: Flask,
    client: FlaskClient,
    sign_in: SignIn,
    campaign: MakeCampaign,
    thread: Thread,
    alice: Actor,
    bob: Actor,
) -> None:
    campaign()
    star(thread, alice, bob, NOON)
    with clock.at(NOON + timedelta(hours=1)):
        running = client.get("/campaigns/april-helps").text
        assert "days left" in running
        assert "Bob" in running
        assert "Rewards are what the standing would earn" in running
        assert "Bob" in client.get("/leaderboards?campaign=april-helps").text
        assert client.get("/leaderboards?campaign=none").status_code == 404
    worker.tick(FROZEN)
    with clock.at(FROZEN):
        final = client.get("/campaigns/april-helps").text
        assert "Final standing" in final
        assert 'class="podium' in final
        assert "Most on Apr 1, 2026: 1. In all: 1." in final
        assert "12 of 100 credit points were paid." in final


def test_who_hides_the_game_keeps_the_place_and_is_not_said_to_have_left(
    app: Flask, campaign: MakeCampaign, thread: Thread, alice: Actor, bob: Actor
) -> None:
    slug = campaign()
    star(thread, alice, bob, NOON)
    worker.tick(FROZEN)
    with unit_of_work():
        db.session.get_one(Member, bob.id).hides_game = True
    page = app.test_client().get(f"/campaigns/{slug}").text
    assert ("Bob" in page, "Former member" in page, "A member" in page) == (False, False, True)
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, bob.id), sure=True)
    assert "Former member" in app.test_client().get(f"/campaigns/{slug}").text


def test_who_has_a_place_reads_of_it_in_their_language(
    app: Flask,
    client: FlaskClient,
    sign_in: SignIn,
    campaign: MakeCampaign,
    thread: Thread,
    alice: Actor,
    bob: Actor,
) -> None:
    campaign()
    star(thread, alice, bob, NOON)
    worker.tick(FROZEN)
    with clock.at(FROZEN):
        sign_in(client, bob)
        alerts = client.get("/notifications?lang=zh-Hans").text
        assert "“四月互助”的最终排名公布了：你是第1名" in alerts
        number = re.findall(r"/notifications/(\d+)", alerts.split("四月互助")[0])[-1]
        assert client.post(f"/notifications/{number}").location == "/campaigns/april-helps"
        assert "最终排名" in client.get("/campaigns/april-helps?lang=zh-Hans").text
        assert client.get("/campaigns/april-helps/edit").status_code == 403


def test_who_is_no_admin_changes_nothing(
    app: Flask, client: FlaskClient, sign_in: SignIn, campaign: MakeCampaign, carol: Actor
) -> None:
    campaign()
    sign_in(client, carol)
    for deed in ("publish", "freeze", "cancel", "edit"):
        assert client.post(f"/campaigns/april-helps/{deed}", data=TYPED).status_code == 403
    assert client.post("/campaigns/new", data=TYPED).status_code == 403
    assert count() == 1


@pytest.mark.parametrize(("lang", "said"), [("en", "No campaign yet"), ("zh-Hans", "还没有活动")])
def test_an_empty_site_says_so(app: Flask, client: FlaskClient, lang: str, said: str) -> None:
    assert said in client.get(f"/campaigns?lang={lang}").text
