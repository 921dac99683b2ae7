"""What the site asks crawlers not to read, and what it offers them, do not contradict each other."""

from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from defusedxml import ElementTree
from flask import Flask

from community.answers.models import Answer
from community.kernel.policy import Actor
from community.reading import sitemaps
from tests.community.reading.conftest import Thread
from tests.conftest import both_databases

SITEMAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def offered(app: Flask) -> list[str]:
    """Every page that the sitemap of pages names."""
    tree = ElementTree.fromstring(app.test_client().get("/sitemap-pages.xml").data)
    return [urlsplit(str(each.text)).path for each in tree.iter(f"{SITEMAPS}loc")]


def rules(app: Flask) -> RobotFileParser:
    read = RobotFileParser()
    read.parse(app.test_client().get("/robots.txt").text.splitlines())
    return read


def test_no_page_of_the_sitemap_is_closed_to_crawlers(
    app: Flask, thread: Thread, alice: Actor, bob: Actor
) -> None:
    _answer: Answer = thread(alice, bob)
    paths = offered(app)
    assert "/members" in paths
    assert [path for path in paths if not rules(app).can_fetch("AnyBot", path)] == []


def test_a_members_page_may_be_read_and_a_members_shortcut_need_not(app: Flask, bob: Actor) -> None:
    assert rules(app).can_fetch("AnyBot", "/members/bob")  # this reader does not know the sign for the end
    assert "Disallow: /me$" in app.test_client().get("/robots.txt").text.splitlines()


@both_databases
@pytest.mark.parametrize("part", [1, 214_747, 214_748, 2**31, 2**40, 10**30])
def test_a_part_that_no_question_can_fall_into_is_empty_or_missing(app: Flask, part: int) -> None:
    answer = app.test_client().get(f"/sitemap-{part}.xml")
    assert answer.status_code in {200, 404}
    assert "<loc>" not in answer.text


def test_the_index_names_each_part_that_has_something(
    app: Flask, thread: Thread, alice: Actor, bob: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first: Answer = thread(alice, bob)
    second: Answer = thread(alice, bob)
    monkeypatch.setattr(sitemaps, "PER_SITEMAP", 1)
    names = {f"/sitemap-{each.question_id}.xml" for each in (first, second)}
    tree = ElementTree.fromstring(app.test_client().get("/sitemap.xml").data)
    offered_parts = {urlsplit(str(each.text)).path for each in tree.iter(f"{SITEMAPS}loc")}
    assert names <= offered_parts
    for each in names:
        assert app.test_client().get(each).text.count("<loc>") == 1
