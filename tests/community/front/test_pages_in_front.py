"""The pages that somebody wants first in the navigation: chosen by hand, kept with the person, on every page."""

from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.front import rules
from community.kernel.db import db
from community.kernel.policy import Actor
from tests.conftest import SignIn

KEEP = {"deed": "pages"}


@pytest.fixture
def at_work(app: Flask, carol: Actor, sign_in: SignIn) -> FlaskClient:
    client = app.test_client()
    sign_in(client, carol)
    return client


def ways(page: str) -> list[str]:
    """The addresses in the rail, from the top."""
    rail = page[page.index('class="frame__nav"') : page.index("</nav>", page.index('class="frame__nav"'))]
    return [part.split('"')[0] for part in rail.split('nav__link" href="')[1:]]


def strip(page: str) -> list[str]:
    """The addresses above the page, on a phone."""
    if 'class="ways"' not in page:
        return []
    part = page[page.index('class="ways"') : page.index("</nav>", page.index('class="ways"'))]
    return [each.split('"')[0] for each in part.split('ways__link" href="')[1:]]


def test_chosen_pages_stand_first_in_the_rail_and_on_the_phone(at_work: FlaskClient) -> None:
    before = at_work.get("/review").text
    assert ways(before)[0] == "/"
    assert "/review/lists" not in ways(before)
    answer = at_work.post("/front/arrange", data={**KEEP, "page": ["/review/lists", "/tags", ""]})
    assert answer.status_code == 303
    after = at_work.get("/review").text
    assert set(ways(after)[:2]) == {"/review/lists", "/tags"}
    assert ways(after).count("/tags") == 1
    assert set(strip(after)[:2]) == {"/review/lists", "/tags"}


def test_only_the_page_itself_is_the_current_one(at_work: FlaskClient) -> None:
    at_work.post("/front/arrange", data={**KEEP, "page": ["/review/lists"]})
    page = at_work.get("/review/lists").text
    rail = page[page.index('class="frame__nav"') : page.index("</nav>", page.index('class="frame__nav"'))]
    assert rail.count("aria-current") == 1
    assert 'href="/review/lists" aria-current="page"' in rail


def test_no_more_than_three_and_only_pages_of_ones_own(
    at_work: FlaskClient, app: Flask, carol: Actor
) -> None:
    wanted = ["/admin", "https://elsewhere.example", "/tags", "/members", "/articles", "/review"]
    at_work.post("/front/arrange", data={**KEEP, "page": wanted})
    with app.app_context():
        kept = rules.pages_in_front(db.session.get_one(Member, carol.member_id).settings)
    assert kept == ("/tags", "/members", "/articles")


def test_the_choice_is_shown_and_can_be_taken_back(at_work: FlaskClient) -> None:
    at_work.post("/front/arrange", data={**KEEP, "page": ["/log"]})
    assert '<option value="/log" selected' in " ".join(unescape(at_work.get("/front/arrange").text).split())
    at_work.post("/front/arrange", data={**KEEP, "page": ["", "", ""]})
    assert ways(at_work.get("/review").text)[0] == "/"


def test_who_has_no_work_here_sees_no_strip_of_it(app: Flask, alice: Actor, sign_in: SignIn) -> None:
    client = app.test_client()
    sign_in(client, alice)
    assert strip(client.get("/tags").text) == []


@pytest.mark.parametrize("odd", [None, [], {"pages": "no list"}, {"pages": [1, None]}])
def test_odd_settings_count_as_no_choice(odd: object) -> None:
    assert rules.pages_in_front({rules.SETTINGS: odd}) == ()
