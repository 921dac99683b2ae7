"""A site with a solved question, a tag with another name, and somebody who writes."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from PIL import Image

from community.answers import services as answering
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Draft
from community.questions import services as asking
from community.search.services import rebuild
from community.tags import queries as tag_queries
from community.tags import services as tagging
from tests.browser.running import PASSWORD, mounted, person, running
from tests.conftest import make_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TITLE = "The mesh node drops the wifi every night"
BODY = "Since the last update the second node restarts at night, and I tried another outlet and a new cable."
ANSWER = "Turn off automatic updates of the node under Settings, then it stays up."


def furnish() -> Actor:
    """What is there before somebody writes; returns the writer."""
    admin, mei, writer = person("ines", Role.ADMIN), person("林晓"), person("marguerite")
    with unit_of_work():
        question = asking.ask(TITLE, BODY, ["wifi", "mesh"], by=mei)
        given = answering.answer(question, ANSWER, by=admin)
        answering.accept(given, by=mei)
        tagging.add_synonym(tag_queries.tag_or_404("wifi"), "wlan", by=admin)
    rebuild()
    return writer


@contextmanager
def writing(browser: "Browser", address: str, path: str = "/ask", **given: Any) -> "Iterator[Page]":
    """A page of somebody who is signed in."""
    context = browser.new_context(
        base_url=address, service_workers="block", **{"viewport": {"width": 1280, "height": 900}, **given}
    )
    page = context.new_page()
    page.goto("/sign-in?next=" + path)
    page.fill("#name", "marguerite")
    page.fill("#password", PASSWORD)
    page.press("#password", "Enter")
    page.wait_for_url("**" + path)
    if given.get("java_script_enabled", True):
        mounted(page)
    yield page
    context.close()


def picture(colour: str = "teal") -> bytes:
    """A small PNG."""
    made = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(made, "PNG")
    return made.getvalue()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> Iterator[tuple[Flask, str]]:
    folder = tmp_path_factory.mktemp("site")
    (folder / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(folder)
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        furnish()
    with running(app) as served:
        yield app, served


def forget_drafts(app: Flask) -> None:
    """Throw away what earlier tests began to write."""
    with app.app_context(), unit_of_work():
        db.session.query(Draft).delete()


@pytest.fixture
def address(site: tuple[Flask, str]) -> str:
    """The site, without what earlier tests began to write."""
    app, served = site
    forget_drafts(app)
    return served


@pytest.fixture
def page(browser: "Browser", site: tuple[Flask, str], address: str) -> Iterator["Page"]:
    with writing(browser, address) as opened:
        while opened.input_value("#body"):  # a page that was closed saved its draft after all
            forget_drafts(site[0])
            opened.reload()
            mounted(opened)
        yield opened
