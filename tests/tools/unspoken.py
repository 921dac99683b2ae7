"""Walk a demonstration site in the language that nobody speaks, and say which words no translator ever saw.

Usage: HUZHU_TRANSLATIONS=FOLDER .venv/bin/python -m tests.tools.unspoken, where FOLDER was made by tests/tools/pseudo.py.
"""

import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from sqlalchemy import select, update

from community.accounts.models import Member
from community.imports.demonstration import rounds, sign_ins
from community.imports.demonstration.player import play
from community.imports.demonstration.reader import read
from community.kernel import clock
from community.kernel.db import db
from community.kernel.jobs import run_due
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu
from community.kernel.worker import tick
from community.tags.models import Tag
from tests.conftest import make_app
from tests.tools.pseudo import LANGUAGE
from tests.tools.reading_marks import LATIN, findings, unmarked

PEOPLE = ("", "marguerite", "hazel", "omar", "petra", "ines")
EACH = 2  # addresses that are looked at of one kind of page
LINK = re.compile(r'href="(/[^"#]*)')
UNSEEN = ("/static/", "/feeds/", "/api/", "/sign-out", "/uploads/", "/avatars/")
MISTAKES = ("/sign-in", "/sign-up", "/ask", "/settings/profile")
ASKED_WRONGLY = ("/api/v1/nothing", "/api/v1/questions/999999", "/api/v1/cases", "/api/v1/questions?sort=odd")


def names() -> list[str]:
    """What people and things are called; a name belongs to no language."""
    members = db.session.execute(select(Member.name, Member.display_name)).all()
    return [name for row in members for name in row] + list(db.session.scalars(select(Tag.name)))


def walk(app: Huzhu, client: FlaskClient, done: Counter[str]) -> Iterator[tuple[str, str]]:
    """The pages that this reader comes to by links, a few of each kind."""
    waiting, seen = ["/", "/notifications", "/settings", "/ask", "/no/such/page"], set()
    adapter = app.url_map.bind("localhost")
    mine: Counter[str] = Counter()
    while waiting:
        place = waiting.pop(0)
        path = urlsplit(place).path
        if place in seen or path.startswith(UNSEEN):
            continue
        seen.add(place)
        try:
            kind = str(adapter.match(path)[0])
        except Exception:  # noqa: BLE001 - no such page, or only for forms
            kind = path
        if mine[kind] >= EACH or done[kind] >= EACH + 1:
            continue
        mine[kind] += 1
        answer = client.get(place)
        if answer.mimetype != "text/html":
            continue
        done[kind] += 1
        waiting += [found.replace("&amp;", "&") for found in LINK.findall(answer.text)]
        yield place, answer.text


def mails(folder: Path) -> Iterator[tuple[str, str]]:
    """Each text of each mail that the site wrote."""
    for file in sorted(folder.glob("*.eml")):
        mail = message_from_bytes(file.read_bytes(), policy=policy.default)
        yield f"{file.name} subject", str(mail["subject"])
        body = mail.get_body(("plain",))
        yield f"{file.name} text", body.get_content() if body else ""


def site(folder: Path) -> Huzhu:
    """A demonstration whose members all read the language that nobody speaks."""
    app = make_app(folder)
    with app.app_context():
        db.create_all()
        play(rounds.completed(read()), clock.now())
        with unit_of_work():
            db.session.execute(update(Member).values(lang=LANGUAGE))
    return app


def enter(app: Huzhu, name: str) -> FlaskClient:
    """A reader who asks for the language, signed in unless `name` is empty."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = LANGUAGE
    if name:
        client.post("/sign-in", data={"name": name, "password": sign_ins.password()})
    return client


def spoken(app: Huzhu, folder: Path) -> Iterator[tuple[str, str, str]]:
    """Who saw what where: every text of the site that no translator ever saw."""
    known, done = [*names(), "Huzhu"], Counter[str]()
    for name in PEOPLE:
        client = enter(app, name)
        pages = [*walk(app, client, done)]
        pages += [
            (f"POST {place}", client.post(place, data={}, follow_redirects=True).text) for place in MISTAKES
        ]
        for place, page in pages:
            yield from ((name, place, f"{where}: {text}") for where, text in findings(page, LANGUAGE, known))
        for place in ASKED_WRONGLY:
            problem = client.get(place).get_json(silent=True) or {}
            told = {key: unmarked(str(problem.get(key, ""))) for key in ("title", "detail")}
            yield from ((name, place, f"{key}: {text}") for key, text in told.items() if LATIN.search(text))
    visitor = enter(app, "")
    visitor.post("/sign-in/reset", data={"email": "marguerite@wrenlink.example"})
    visitor.post(
        "/sign-up",
        data={
            "name": "somebody",
            "email": "new@wrenlink.example",
            "password": "n1ne lamps at sea",
            "consent": "y",
        },
    )
    tick(clock.now() + timedelta(days=8))
    run_due(clock.now() + timedelta(days=8))
    for place, text in mails(folder / "mail"):
        left = re.sub(r"\S*(?:://|@)\S*", "", unmarked(text))
        for name in known:
            left = left.replace(name, "")
        if LATIN.search(left):
            yield "mail", place, " ".join(left.split())[:90]
    yield "", "pages", str(sum(done.values()))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        house = site(Path(made))
        with house.app_context():
            for line in spoken(house, Path(made)):
                sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
