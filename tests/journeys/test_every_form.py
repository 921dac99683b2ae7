"""Every form that posts, by those who may use it: wrong input is answered with what to mend, and all of it is kept."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text
from werkzeug.exceptions import HTTPException

from community.accounts.models import Member
from community.imports.demonstration import rounds
from community.imports.demonstration.player import play
from community.imports.demonstration.reader import read
from community.imports.demonstration.script import Script, Verb
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from community.routing import asking
from moderation.escalation import working
from moderation.review import claiming
from tests.conftest import SignIn, actor_of, make_app
from tests.journeys.forms import Form, Page, announced

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

NOW: Final = datetime(2026, 5, 6, 15, 30, tzinfo=UTC)
MARK: Final = "zq7x"
ABSURD: Final = "荒唐 <b data-zq>\u202e&amp;\x07 " + f"{MARK} " * 6_500 + MARK  # longer than anything may be
ENDLESS: Final = "9" * 20
ODD: Final = "\x00\x1f"
TYPINGS: Final = {"absurd": (ABSURD, ENDLESS), "empty": ("", ""), "forged": (ODD, "-1")}
CHOSEN: Final = frozenset({"select", "radio", "checkbox", "date", "time", "datetime-local"})
LEFT_OUT: Final = frozenset({"accounts.sign_out"})
ONE_WAY: Final = frozenset({400, 403, 404, 405, 413})  # answers that leave nothing to mend

PEOPLE: Final = {
    "member": "marguerite",
    "agent": "omar",
    "specialist": "petra",
    "moderator": "hazel",
    "admin": "ines",
}
PREPARED: Final = (
    (
        "admin",
        "/incidents/new",
        {"title": "Hubs are slow", "state": "investigating", "text": "We look at it."},
    ),
    (
        "admin",
        "/announcements/new",
        {
            "title": "A word to all",
            "text": "It is short.",
            "audience": "everybody",
            "starts_at": "2026-05-06T10:00",
            "ends_at": "2026-05-12T10:00",
        },
    ),
    (
        "admin",
        "/articles/new",
        {"title": "How to reset a hub", "problem": "It hangs.", "steps": "Hold it.", "lang": "en"},
    ),
    ("moderator", "/review/lists/import", {"lines": "hold casinoxyz*"}),
)
PAGES: Final = {
    "": "/sign-up /sign-in /reset",
    "member": "/ask /questions/{question}/answer /posts/{answer}/comment /posts/{answer}/flag /posts/{answer}/edit"
    " /questions/{question}/edit /questions/{question}/ask-staff /settings"
    " /settings/account /settings/avatar /settings/close /settings/helping /settings/notifications"
    " /settings/privacy /settings/reading /settings/tokens /licences /welcome /welcome/topics /front/arrange"
    " /badges/choose /drafts",
    "asker": "/questions/{asked}/private /questions/{asked}/close /posts/{asked}/delete",
    "punished": "/appeals/{appeal}",
    "suspended": "/sanctions/{other_sanction}/appeal",
    "agent": "/invitations /desk /desk/cases/{owned} /desk/cases/{free} /desk/cases/{owned}/summary /desk/canned"
    " /desk/canned/new /desk/macros /desk/macros/new /desk/macros/{macro} /desk/team/omar /desk/rules"
    " /desk/surveys /desk/cases/{owned}/macros/{macro}",
    "specialist": "/desk/cases/{owned} /desk/cases/{free}",
    "moderator": "/review /review/{item} /review/{other_item} /review/lists /review/lists/new /review/lists/1"
    " /review/flag-base /members/{asker}/conduct /members/{asker}/sanction /sanctions/{sanction}"
    " /posts/{answer}/delete /posts/{answer}/recommend /posts/{answer}/covered /questions/{question}/merge"
    " /incidents/new /incidents/1 /incidents/1/edit /announcements/new /announcements/1/edit /articles/new"
    " /articles/1 /articles/1/edit /tags/{tag}/edit /questions/{question}/close /flags/{flag} /appeals/{appeal}",
    "admin": "/admin /admin/webhooks /gate/language /gate/lists /badges/new /campaigns/new /campaigns/{campaign} /desk/sla"
    " /desk/sla/calendars/new /desk/sla/calendars/1 /desk/sla/policies/new /desk/sla/policies/1 /desk/rules/new"
    " /desk/rules/{rule} /desk/team/omar /questions/{question}/tags"
    " /members/{asker}/reputation /log /integrity",
}
PUBLIC: Final = "from posts p join questions q on q.id = p.id join members m on m.id = p.author_id where p.status = 'published' and q.closed_at is null and m.role = 'member' and m.name != 'marguerite' and p.lang = 'en'"
UNAPPEALED: Final = "from sanctions s join members m on m.id = s.member_id where s.kind <> 'removal' and s.id not in (select sanction_id from appeals) order by s.id desc"
FOUND: Final = {
    "question": f"select q.id {PUBLIC} order by q.id desc",
    "asked": f"select q.id {PUBLIC} and q.answer_count > 0 order by q.id",
    "asker": f"select m.name {PUBLIC} and q.answer_count > 0 order by q.id",
    "answer": "select a.id from answers a join posts p on p.id = a.id where p.status = 'published'",
    "sanction": "select sanction_id from appeals where state = 'open' order by id",
    "appeal": "select id from appeals where state = 'open' order by id",
    "punished": "select name from members where id = (select member_id from appeals where state = 'open' order by id limit 1)",
    "other_sanction": f"select s.id {UNAPPEALED}",
    "suspended": f"select m.name {UNAPPEALED}",
    "item": "select id from review_items where state = 'open' and claimed_until is not null order by id",
    "other_item": "select id from review_items where state = 'open' and claimed_until is not null order by id desc",
    "free": "select id from cases where state = 'open' and owner_id is null order by id",
    "owned": "select c.id from cases c join members m on m.id = c.owner_id where m.name = 'omar' and c.state = 'open'",
    "macro": "select slug from macros",
    "campaign": "select slug from campaigns",
    "rule": "select rule from escalations",
    "tag": "select name from tags",
    "flag": "select id from flags",
}


@dataclass
class Walk:
    """A site that is put back to its beginning before every post, and who walks through it."""

    app: "Huzhu"
    folder: Path
    known: dict[str, str]
    sessions: dict[str, str] = field(default_factory=dict)
    taken: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)

    def begin(self, who: str) -> FlaskClient:
        """A browser of somebody, on the site as it was filled."""
        self.put_back()
        client = self.app.test_client()
        if who:
            client.set_cookie("session", self.sessions[who])
        return client

    def put_back(self) -> None:
        """Everything that was posted is gone."""
        _let_go()
        for each in self.folder.glob("huzhu.sqlite-*"):
            each.unlink()
        shutil.copy(self.folder / "filled", self.folder / "huzhu.sqlite")

    def keeps(self, words: str) -> bool:
        """Whether the words stand anywhere in the files of the database."""
        return any(words.encode() in each.read_bytes() for each in self.folder.glob("huzhu.sqlite*"))

    def forms_of(self, who: str, address: str) -> Iterator[Form]:
        """The forms of a page that were not seen before."""
        answer = self.begin(who).get(address, follow_redirects=True)
        assert answer.status_code == 200, (who, address, answer.status_code)
        for form in Page(address, answer.text).forms:
            view = self._view_of(form.action)
            kind = (view, tuple(sorted({each.name for each in form.fields})))
            if view and view not in LEFT_OUT and kind not in self.taken:
                self.taken.add(kind)
                yield form

    def _view_of(self, action: str) -> str:
        try:
            adapter = self.app.url_map.bind("localhost")
            return str(adapter.match(action.partition("?")[0], method="POST")[0])
        except HTTPException:
            return ""  # its buttons say where it goes


def _let_go() -> None:
    db.session.remove()
    db.engine.dispose()


def _brief(script: Script) -> Script:
    """The newest threads, and those with something for the staff; with everybody who has a part in them."""
    asked = [each.thread for each in script.deeds if each.verb is Verb.ASK]
    kept = {asked[0], *asked[-2:]}
    for verb in (Verb.CASE_CLAIM, Verb.FLAG, Verb.REFUSE):
        kept |= {each.thread for each in [each for each in script.deeds if each.verb is verb][-2:]}
    deeds = [
        each
        for each in script.deeds
        if each.thread in kept and each.words.get("of", "") in {"", *kept} and each.verb is not Verb.RATE
    ]
    acting = {each.actor for each in deeds} | set(PEOPLE.values())
    joins = [each for each in script.deeds if each.verb is Verb.JOIN and each.actor in acting]
    return replace(script, deeds=(*joins, *deeds))


def _actor(name: str) -> Actor:
    return actor_of(db.session.scalars(select(Member).where(Member.name == name)).one())


def _author(question: Question) -> str:
    return str(db.session.scalar(select(Member.name).where(Member.id == question.author_id)))


def _one(name: str) -> str:
    return str(db.session.scalar(text(f"{FOUND[name]} limit 1")))


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory, empty_database: bytes) -> "Iterator[Walk]":
    """A small site with something of everything."""
    folder = tmp_path_factory.mktemp("forms")
    (folder / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(folder)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with app.app_context(), clock.at(NOW):
        play(_brief(rounds.completed(read())), NOW)
        yield Walk(app, folder, {})
        _let_go()


@pytest.fixture
def ready(walk: Walk, sign_in: SignIn) -> Walk:
    """Everybody is signed in, has taken something to work on, and the first of each kind is there."""
    if walk.sessions:
        return walk
    hazel, omar = (_actor(PEOPLE[who]) for who in ("moderator", "agent"))
    for name in ("asked", "question"):
        with unit_of_work():
            question = db.session.get_one(Question, int(_one(name)))
            asking.ask_for_staff(question, "It is about my order.", by=_actor(_author(question)))
    with unit_of_work():
        on_posts = "select id from review_items where state = 'open' and post_id is not null limit 4"
        for item in db.session.scalars(text(on_posts)):
            claiming.claim(item, by=hazel)
        working.claim(int(_one("free")), by=omar)
    walk.known |= {name: _one(name) for name in FOUND}
    people = PEOPLE | {who: walk.known[who] for who in ("asker", "punished", "suspended")}
    for who, name in people.items():
        client = walk.app.test_client()
        sign_in(client, _actor(name))
        cookie = client.get_cookie("session")
        walk.sessions[who] = cookie.value if cookie else ""
    for who, address, data in PREPARED:
        client = walk.app.test_client()
        client.set_cookie("session", walk.sessions[who])
        answer = client.post(address.format(**walk.known), data=data)
        assert answer.status_code == 303, (address, answer.status_code)
    db.session.remove()
    with db.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    _let_go()
    shutil.copy(walk.folder / "huzhu.sqlite", walk.folder / "filled")
    return walk


def _faults(walk: Walk, who: str, form: Form, how: str) -> list[str]:
    words, number = TYPINGS[how]
    data = form.sent(words, number)
    if how == "forged":
        data |= {each.name: ["no-such-thing"] for each in form.fields if each.kind in CHOSEN}
    answer = walk.begin(who).post(form.action, data=data)
    status, page = answer.status_code, Page(form.action, answer.text)
    found = [f"status {status}"] if status >= 500 or status in ONE_WAY else []
    if status >= 400 and not page.beside and not announced(answer.text):
        found.append(f"{status} says nothing")
    if how == "absurd":
        if not page.beside:
            found.append(f"{status} says it beside no field")
        lost = [each.name for each in form.typed if not page.holds(each.name, data[each.name][0])]
        if lost:
            found.append(f"{status} lost {lost}")
        if walk.keeps(MARK):
            found.append("stored")
        if page.foreign:
            found.append("what was typed became markup")
    return [f"{who or 'visitor'} {form.action} {how}: {each}" for each in found]


@pytest.mark.parametrize("who", PAGES)
def test_every_form_says_what_to_mend_and_keeps_what_was_typed(ready: Walk, who: str) -> None:
    faults, count = [], 0
    for address in PAGES[who].format(**ready.known).split():
        for form in ready.forms_of(who, address):
            count += 1
            faults += [f"{who} {form.action}: Enter does {form.surprise}"] if form.surprise else []
            for how in TYPINGS if form.typed else ("forged",):
                faults += _faults(ready, who, form, how)
    assert count > 0
    assert not faults, "\n".join(faults)
