"""Every address of the site, tried by everyone: what the permission table says is what happens."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from community.accounts import services as accounts
from community.accounts.models import Member, MemberStatus
from community.answers import services as answers
from community.comments import services as comments
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import NOBODY, Actor, Permission, Role, may
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from community.questions import services as questions
from community.questions.models import Question
from gamification.integrity.keeping import keep
from gamification.integrity.rules import Kind, Suspicion
from moderation.appeals import services as appeals
from moderation.escalation.models import Case
from moderation.review.models import ReviewItem
from moderation.sanctions.models import Sanction
from tests.conftest import MakeMember, SignIn, actor_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

ANGRY = (
    "I am furious. Three routers died in two months, your hotline is useless, and I want my money back now."
)
ANSWER = "Hold the button for ten seconds until the lamp turns green, then update the firmware once more."
ROLES = ("nobody", "unconfirmed", "suspended", "member", "moderator", "agent", "specialist", "admin")
READING = frozenset({"GET"})
# These say something of whoever keeps the site running, not of whoever asks.
OF_THE_MACHINE = {"health.ready"}
# After these, whoever tries is nobody to the site.
ENDING = {"accounts.sign_out", "settings.close", "settings.revoke_token"}


@dataclass(frozen=True)
class Person:
    """One who tries: a browser, a program with a token, and what the permission table knows of them."""

    actor: Actor
    browser: FlaskClient
    headers: dict[str, str]

    def tries(self, method: str, address: str) -> tuple[int, str]:
        """Status and where it leads; a page by the browser, a REST call by the program."""
        if not address.startswith("/api/"):
            answer = self.browser.open(address, method=method)
        else:
            program = self.browser.application.test_client()
            body: dict[str, str] | None = {} if method != "GET" else None
            answer = program.open(address, method=method, headers=self.headers, json=body)
        return answer.status_code, answer.headers.get("Location", "")


@pytest.fixture
def numbers(app: "Huzhu", alice: Actor, bob: Actor) -> dict[str, str]:
    """What stands in addresses: ids and names of things that are there."""
    with unit_of_work():
        question = questions.ask(
            "Third router broke and nobody ever calls me back", ANGRY, ["router"], by=alice
        )
        number = question.id
    with unit_of_work():
        answer = answers.answer(db.session.get_one(Question, number), ANSWER, by=bob)
        answer_id = answer.id
    with unit_of_work():
        comments.comment(
            db.session.get_one(Post, number), "The same happened to me with the newest one.", by=bob
        )
    case = db.session.query(Case).filter_by(question_id=number).one()
    item = db.session.query(ReviewItem).first()
    found = {"question_id": number, "post_id": number, "answer_id": answer_id, "case_id": case.id}
    found["item_id"] = item.id if item else 1
    found["finding_id"] = _finding(alice, bob)
    found |= _appeal(answer_id, bob, alice)
    return {name: str(value) for name, value in found.items()}


def _appeal(post_id: int, author: Actor, remover: Actor) -> dict[str, int]:
    """A post that was removed, and its author's appeal."""
    with unit_of_work():
        posts.hide(db.session.get_one(Post, post_id), "off-topic", by=replace(remover, role=Role.MODERATOR))
    sanction_id = db.session.query(Sanction).one().id
    with unit_of_work():
        appeal = appeals.appeal(sanction_id, "It is about the router.", by=author)
        return {"sanction_id": sanction_id, "appeal_id": appeal.id}


def _finding(one: Actor, other: Actor) -> int:
    """Something that a moderator may decide about."""
    pair = frozenset({one.id, other.id})
    with unit_of_work():
        seen = Suspicion(
            kind=Kind.LIMIT,
            members=pair,
            raters=pair,
            score=0.0,
            seen=6,
            expected=0.1,
            facts={"given": 9},
            rating_ids=(1,),
        )
        finding = keep(seen)
        assert finding is not None
        return finding.id


@pytest.fixture
def people(app: "Huzhu", member: MakeMember, sign_in: SignIn) -> dict[str, Person]:
    """One of each kind, signed in and with a token."""
    found = {"nobody": Person(NOBODY, app.test_client(), {})}
    for kind in ROLES[1:]:
        role = kind if kind in set(Role) else Role.MEMBER
        made = member(kind, role=role)
        token = _token(made.id)
        actor = actor_of(made)
        _spoil(made.id, kind)
        actor = replace(actor, confirmed=kind != "unconfirmed", suspended=kind == "suspended")
        found[kind] = Person(actor, sign_in(app.test_client(), actor), {"Authorization": f"Bearer {token}"})
    return found


def _token(member_id: int) -> str:
    with unit_of_work():
        return accounts.create_token(db.session.get_one(Member, member_id))


def _spoil(member_id: int, kind: str) -> None:
    with unit_of_work():
        made = db.session.get_one(Member, member_id)
        if kind == "unconfirmed":
            made.confirmed_at = None
        if kind == "suspended":
            made.status = MemberStatus.SUSPENDED
            made.suspended_until = clock.now() + timedelta(days=1)


def routes(app: "Huzhu", numbers: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """(method, address, endpoint, what it declares) of every route."""
    words = {"name": "router", "word": "not-a-word", "slug": "x", "kind": "question", "target_id": "0"}
    given = {**words, **numbers, "crop": "0-0-1", "key": "x", "part": "1", "number": "1"}
    for rule in app.url_map.iter_rules():
        said = getattr(app.view_functions[rule.endpoint], "__huzhu_permission__", None)
        if said is None:
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, _address(rule, given), rule.endpoint, str(said)


def _address(rule: Rule, given: dict[str, str]) -> str:
    """The address of a rule with its places filled."""
    address = rule.rule
    for name in rule.arguments:
        for written in (f"<int:{name}>", f"<path:{name}>", f"<{name}>"):
            address = address.replace(written, given.get(name, "1"))
    assert "<" not in address, rule
    return address


def contents() -> dict[str, object]:
    """Every row of every table, except what the site notes about requests themselves, such as who looks at a case."""
    noted = {"sign_ins", "api_tokens", "case_presence"}
    tables = [table for table in db.metadata.sorted_tables if table.name not in noted]
    found: dict[str, object] = {
        table.name: sorted(map(repr, db.session.execute(table.select()))) for table in tables
    }
    db.session.rollback()
    return found


# Whoever signs the request comes in, with an account or without (tests/moderation/intake/test_signed.py).
SIGNED = {"api_channels.take_in"}


def refusal(actor: Actor, method: str, address: str) -> Callable[[int, str], bool]:
    """What must happen to someone without the permission."""
    if actor.signed_in:
        return lambda status, _where: status == 403
    if address.startswith("/api/") or method != "GET":
        return lambda status, _where: status == 401
    return lambda status, where: status == 302 and where.startswith("/sign-in?next=")


@pytest.mark.parametrize("kind", ROLES)
def test_each_route_keeps_out_whom_its_permission_keeps_out(
    app: "Huzhu", numbers: dict[str, str], people: dict[str, Person], kind: str
) -> None:
    person = people[kind]
    before = contents()
    refused, wrong = 0, []
    for method, address, endpoint, said in routes(app, numbers):
        if said == "public" or may(person.actor, Permission(said)):
            continue
        refused += 1
        status, where = person.tries(method, address)
        if not refusal(person.actor, method, address)(status, where):
            wrong.append((method, address, endpoint, said, status, where))
    assert wrong == []
    assert refused or kind == "admin"
    assert contents() == before


@pytest.mark.parametrize("kind", ROLES)
def test_each_route_answers_whom_it_is_open_to(
    app: "Huzhu", numbers: dict[str, str], people: dict[str, Person], kind: str
) -> None:
    person = people[kind]
    before = contents()
    wrong = []
    tried = sorted(routes(app, numbers), key=lambda route: route[0] not in READING)
    reading = [route for route in tried if route[0] in READING]
    for method, address, endpoint, said in tried:
        if endpoint in OF_THE_MACHINE or endpoint in ENDING or endpoint in SIGNED:
            continue
        if said != "public" and not may(person.actor, Permission(said)):
            continue
        status, where = person.tries(method, address)
        if status >= 500 or status in {401, 405} or where.startswith("/sign-in?"):
            wrong.append((method, address, endpoint, said, status, where))
        if (method, address, endpoint, said) == reading[-1]:
            assert contents() == before, "reading changes nothing"
    assert wrong == []
