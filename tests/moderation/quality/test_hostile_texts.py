"""Hostile, broken and strange texts through title, text, tags, comment and check: nothing breaks, runs or is lost."""

import gzip
import json
import re
from collections.abc import Iterator
from itertools import islice

import pytest
from flask.testing import FlaskClient

from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post, PostKind
from community.posts.queries import draft_of
from community.questions import services as asking
from tests.conftest import SignIn
from tests.machine import data_folder

TITLE = "The second node restarts every hour since the update"
GOOD = "Since the update on Monday the second node restarts every hour. I reset it and tried another outlet."
EVERY = 41  # of each list, so that the test stays quick
STRANGE = {
    "huge": "word " * 12_000,
    "one endless word": "a" * 50_000,
    "endless brackets": "[" * 5_000 + "](" * 5_000,
    "endless backticks": "`" * 20_000,
    "zeros": "be\x00fore and after\x00 the zeros",
    "right to left": "\u202eeverything is turned round\u202c and back \u200f\u200e",
    "emoji only": "🙂🙃🎉" * 10,
    "flags and families": "👨‍👩‍👧‍👦🏳️‍🌈" * 20,
    "code only": "```\nfor each in range(10):\n    print(each)\n```",
    "picture only": "![the back of the router](/uploads/abc.png)",
    "combining": "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞" * 20,
    "surrogate": "half a sign \ud83d stands here",
    "unassigned": "\U000e0001\ufffe\uffff plain",
    "numbers": "1" * 3_000,
    "spaces": "\u2003 \u3000\t\n" * 500 + "x",
}


def payloads() -> Iterator[str]:
    """Some of each list of the folder: attacks by markup, and naughty strings."""
    folder = data_folder() / "security"
    for name in ("payloadbox_xss", "rsnake_xss_cheatsheet", "bleach_expected"):
        with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
            for line in islice(file, 0, None, EVERY):
                yield next(str(each) for each in json.loads(line).values() if isinstance(each, str))
    yield from islice(json.loads((folder / "blns.json").read_text(encoding="utf-8")), 0, None, EVERY)


def runs(page: str) -> list[str]:
    """What in a page could run: scripts of no file of ours, handlers, addresses that are code."""
    scripts = [each for each in re.findall(r"<script\b[^>]*>", page, re.IGNORECASE) if "src=" not in each]
    scripts = [each for each in scripts if "application/" not in each]
    tags = re.findall(r"<[a-z][^<>]*>", page, re.IGNORECASE)
    bare = [re.sub(r'"[^"]*"', '""', tag) for tag in tags]
    handlers = [tag for tag in bare if re.search(r"\son\w+\s*=", tag, re.IGNORECASE)]
    code = [
        tag
        for tag in tags
        if re.search(r'(?:href|src|action)="\s*(?:javascript|data:text|vbscript)', tag, re.IGNORECASE)
    ]
    return scripts + handlers + code


@pytest.fixture
def browser(client: FlaskClient, sign_in: SignIn, alice: Actor) -> FlaskClient:
    return sign_in(client, alice)


def tried(browser: FlaskClient, address: str, sent: dict[str, str]) -> str:
    answer = browser.post(address, data=sent)
    assert answer.status_code in {200, 303, 422}, (address, answer.status_code, sent)
    assert runs(answer.text) == [], sent
    return answer.text


@pytest.mark.data
def test_payloads_of_attackers_through_every_field(browser: FlaskClient, alice: Actor) -> None:
    with unit_of_work():
        asked = asking.ask(TITLE, GOOD, ["mesh"], by=alice)
    seen = 0
    for text in payloads():
        seen += 1
        tried(browser, "/check", {"kind": "question", "title": text[:300], "body": f"{GOOD}\n\n{text}"})
        tried(browser, "/ask", {"title": text[:300], "body": text, "tags": text[:80], "check": "1"})
        if seen % 5 == 0:
            tried(
                browser,
                "/ask",
                {"title": f"{TITLE} {text}"[:140], "body": f"{GOOD} {seen}\n\n{text}", "tags": "mesh"},
            )
            tried(browser, f"/posts/{asked.id}/comment", {"body": f"Number {seen}: {text}"[:1900]})
    assert seen > 20
    for post in Post.query.all():
        page = browser.get(f"/posts/{post.id}", follow_redirects=True)
        assert page.status_code == 200
        assert runs(page.text) == []


@pytest.mark.parametrize("name", STRANGE)
def test_strange_texts_are_judged_and_never_lost(browser: FlaskClient, alice: Actor, name: str) -> None:
    text = STRANGE[name].encode("utf-8", "replace").decode()
    tried(browser, "/check", {"kind": "question", "title": text[:300], "body": text})
    answer = browser.post("/ask", data={"title": TITLE, "body": text, "tags": "mesh"})
    assert answer.status_code in {303, 422}
    if answer.status_code == 422:
        draft = draft_of(alice.id, PostKind.QUESTION)
        kept = text.replace("\x00", "").strip()[:40]
        assert kept.split()[:1] == [] or kept.split()[0] in answer.text or (draft and draft.body)
    else:
        assert Post.query.one().status in {"published", "held"}
