"""Attacks in every text of the site: no page, feed or answer of the interface holds one that lives, and none runs."""

import email
from collections.abc import Iterator
from datetime import timedelta
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from defusedxml import ElementTree

from community.answers import services as answers
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from tests.browser.running import PASSWORD, person, running
from tests.conftest import MakeMember, SignIn
from tests.machine import LACKS, data_folder
from tests.security.poisoned import LINE, OWN, known_payloads, poison
from tests.security.town import WORDS, address_of, people

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from community.kernel.web import Huzhu

LINKS: Final = frozenset({"href", "src", "action", "formaction", "data", "poster", "xlink:href"})
FOREIGN: Final = frozenset(
    {"iframe", "object", "embed", "base", "math", "template", "xmp", "frame", "applet"}
)
DOCUMENTS: Final = frozenset({"application/ld+json", "application/json"})
DEAD: Final = ("javascript:", "vbscript:", "data:text", "livescript:", "mocha:")
APART: Final = frozenset({"static", "scripts", "stylesheet", "health.ready", "personal.data"})


class Alive(HTMLParser):
    """What of a page could act: handlers, styles, foreign elements, scripts that are not the site's files."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in FOREIGN:
            self.found.append(f"<{tag}>")
        own_file = str(given.get("src") or "").startswith("/")
        if tag == "script" and not own_file and given.get("type") not in DOCUMENTS:
            self.found.append(f"<script {given}>")
        for name, value in attrs:
            link = "".join((value or "").split()).lower()
            if (
                name.startswith("on")
                or name in {"style", "srcdoc"}
                or (name in LINKS and link.startswith(DEAD))
            ):
                self.found.append(f"<{tag} {name}={(value or '')[:40]}>")


def alive_in(page: str) -> list[str]:
    reader = Alive()
    reader.feed(page)
    reader.close()
    return reader.found


def test_the_reader_of_these_tests_sees_what_is_alive() -> None:
    asleep = [each for each in OWN if "<" in each and "alert" in each and not alive_in(f"<p>{each}</p>")]
    assert len(asleep) < len(OWN) / 3, asleep
    assert not alive_in('<p><a href="/x">x</a><script src="/scripts/1/app.js"></script></p>')


@pytest.fixture
def number(app: "Huzhu", alice: Actor, bob: Actor, dave: Actor) -> int:
    return poison(alice, bob, dave, OWN)


def test_no_address_answers_with_a_text_that_lives(
    app: "Huzhu", number: int, alice: Actor, member: MakeMember, sign_in: SignIn
) -> None:
    folk = people(app, member, sign_in)
    given = {"question_id": str(number), "post_id": str(number), "name": "alice", "slug": "poisoned"}
    wrong, poisoned = [], 0
    for kind in ("admin", "nobody"):
        for rule in app.url_map.iter_rules():
            if "GET" not in (rule.methods or ()) or rule.endpoint in APART:
                continue
            address = address_of(rule, WORDS | given)
            if rule.endpoint in {
                "search.results",
                "reading.question_list",
                "writing.mentions",
                "accounts.sign_in",
            }:
                address += "?q={0}&tag={0}&sort={0}&next={0}".format(
                    LINE[:1500].replace("&", "%26").replace("#", "%23")
                )
            headers = (
                {"Authorization": f"Bearer {folk[kind].key}"}
                if rule.rule.startswith("/api") and kind == "admin"
                else {}
            )
            client = app.test_client() if rule.rule.startswith("/api") else folk[kind].browser
            answer = client.get(address, headers=headers)
            assert answer.status_code < 500, address
            poisoned += "alert(" in answer.get_data().decode("utf-8", "replace")
            wrong += [(kind, address[:80], each) for each in _alive_answer(answer)]
    assert not wrong, "\n".join(map(str, wrong))
    assert poisoned > 60, "the texts are not shown, so nothing is shown by this"


def test_no_letter_holds_a_text_that_lives(app: "Huzhu", number: int, bob: Actor, tmp_path: Path) -> None:
    before = set((tmp_path / "mail").glob("*.eml"))
    with unit_of_work():
        answers.answer(db.session.get_one(Question, number), f"Try this one: {LINE[:800]}", by=bob)
    worker.tick(clock.now() + timedelta(days=8))
    wrong, told = [], ""
    for file in set((tmp_path / "mail").glob("*.eml")) - before:
        letter = email.message_from_bytes(file.read_bytes(), policy=default)
        page = letter.get_body(("html",))
        assert page is not None
        told += page.get_content()
        styled = [each for each in alive_in(page.get_content()) if " style=" not in each]
        wrong += [(letter["Subject"][:40], each) for each in styled]
    assert not wrong, "\n".join(map(str, wrong))
    assert "alert(" in told


def _alive_answer(answer: Any) -> list[str]:
    if answer.mimetype == "text/html":
        return alive_in(answer.text)
    if answer.mimetype.endswith("xml") and answer.status_code == 200:  # a picture, a feed or a map
        root = ElementTree.fromstring(answer.get_data())
        return [each.tag for each in root.iter() if str(each.tag).endswith("script")]
    safe = answer.headers.get("X-Content-Type-Options") == "nosniff"
    return [] if safe else [f"{answer.mimetype} may be taken for something else"]


# --- in a real browser ---------------------------------------------------------------------------

TRAP: Final = """
for (const name of ['alert', 'confirm', 'prompt', 'print', 'msgbox'])
  window[name] = (...words) => { window.caught(name + ' ' + words.join(' ')); };
addEventListener('securitypolicyviolation', event => window.caught(
  `policy ${event.violatedDirective} ${event.blockedURI} ${event.sample}`));
"""
# Whatever waits for a hand: pointed at, clicked and focused by us.
STIR: Final = """() => {
  const found = [];
  for (const each of document.querySelectorAll('*')) {
    for (const name of each.getAttributeNames())
      if (name.startsWith('on') || name === 'style' && document.contentType === 'text/html') found.push(`${each.tagName} ${name}`);
    if (each.tagName === 'A' && /^(javascript|data|vbscript):/i.test(each.href)) found.push(each.href);
    for (const kind of ['mouseover', 'mouseenter', 'focus', 'error', 'load', 'toggle', 'pointerenter'])
      each.dispatchEvent(new Event(kind));
  }
  return found;
}"""


@pytest.fixture
def caught() -> list[str]:
    """What ran, or was kept from running only by the policy."""
    return []


@pytest.fixture
def trapped(app: "Huzhu", browser: "Browser", caught: list[str]) -> Iterator[tuple[str, "Page"]]:
    """The address of the poisoned site and a page that notices whatever runs on it."""
    with running(app) as address:
        context = browser.new_context()
        context.expose_function("caught", lambda words: caught.append(words))  # noqa: PLW0108 - it needs a function
        context.add_init_script(TRAP)
        page = context.new_page()
        page.on("dialog", lambda dialog: (caught.append(f"dialog {dialog.message}"), dialog.dismiss()))
        foreign = lambda url: not url.startswith(address)  # noqa: E731 - what playwright takes
        page.route(foreign, lambda route: (_note(route, caught), route.abort()))
        yield address, page
        context.close()


def _note(route: Any, caught: list[str]) -> None:
    if route.request.resource_type not in {"image", "media"} or route.request.is_navigation_request():
        caught.append(f"asked for {route.request.resource_type} {route.request.url}")


VISITED: Final = (
    "/",
    "/questions",
    "/questions/{number}",
    "/posts/{number}/history",
    "/members/alice",
    "/tags",
    "/tags/relay",
    "/incidents/1",
    "/search?q=relay",
    "/sign-in?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "/search?q=%3Cimg+src=x+onerror=alert(1)%3E",
    "/feeds/questions.atom",
    "/api/v1/questions/{number}",
)
WORKED_IN: Final = (
    "/admin",
    "/desk/cases/1",
    "/desk/canned",
    "/review/lists",
    "/suggestions",
    "/drafts",
    "/curation",
)


@pytest.mark.browser
def test_nothing_runs_in_a_real_browser(
    app: "Huzhu", bob: Actor, dave: Actor, caught: list[str], trapped: tuple[str, "Page"]
) -> None:
    address, page = trapped
    known = known_payloads()
    alice = person("alice")
    number = poison(alice, bob, dave, OWN + known)
    person("ines", "admin")
    wrong = []
    for place in (*VISITED, "", *WORKED_IN):
        if not place:
            _come_in(page, address)
            continue
        page.goto(address + place.format(number=number), wait_until="load")
        wrong += [(place, each) for each in page.evaluate(STIR)]
        page.wait_for_timeout(50)
        if caught:
            wrong += [(place, each) for each in caught]
            caught.clear()
    assert not wrong, "\n".join(map(str, wrong))
    if not known:
        pytest.skip(f"{LACKS}the payload lists of {data_folder()}; {len(OWN)} of our own were tried")


@pytest.mark.browser
def test_the_trap_catches_what_runs_and_what_the_policy_stops(
    app: "Huzhu", caught: list[str], trapped: tuple[str, "Page"]
) -> None:
    address, page = trapped
    page.goto(f"{address}/about")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=alert(1)>')")
    page.evaluate(
        "const it = document.createElement('a'); it.href = 'javascript:alert(2)'; document.body.append(it)"
    )
    page.wait_for_timeout(100)
    assert any(each.startswith("policy script-src") for each in caught)
    assert {"IMG onerror", "javascript:alert(2)"} <= set(page.evaluate(STIR))
    page.evaluate("alert(3)")
    assert "alert 3" in caught


def _come_in(page: "Page", address: str) -> None:
    page.goto(f"{address}/sign-in")
    page.fill("input[name=name]", "ines")
    page.fill("input[name=password]", PASSWORD)
    with page.expect_navigation():
        page.click("main form .button--primary")
