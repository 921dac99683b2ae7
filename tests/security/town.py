"""Somebody of each kind on one site with something of everything, and the addresses they try."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flask.testing import FlaskClient
from werkzeug.routing import Rule

from community.accounts import services as accounts
from community.accounts.models import Member, MemberStatus
from community.answers import services as answers
from community.comments import services as comments
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Role
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

ROLES: Final = (
    "nobody",
    "unconfirmed",
    "suspended",
    "member",
    "moderator",
    "agent",
    "specialist",
    "admin",
)
ANGRY: Final = (
    "I am furious. Three routers died in two months, your hotline is useless, and I want my money back now."
)
ANSWER: Final = (
    "Hold the button for ten seconds until the lamp turns green, then update the firmware once more."
)
WORDS: Final = {
    "name": "router",
    "word": "not-a-word",
    "slug": "x",
    "kind": "question",
    "target_id": "0",
    "crop": "0-0-1",
    "key": "x",
    "part": "1",
    "number": "1",
}
# What would do something wherever somebody may do it.
TYPED: Final = {
    "title": "A title that is long enough to be one",
    "body": "Words that are long enough to stand as a post, and say something of a router.",
    "tags": "router",
    "stars": "5",
    "reason": "spam",
    "note": "Seen by a test.",
    "text": "Words that are long enough to stand anywhere.",
    "words": "Words that are long enough to stand anywhere.",
    "sure": "y",
    "decision": "approve",
    "verdict": "grant",
    "state": "published",
}


@dataclass(frozen=True)
class Person:
    """One who tries: a browser, and a program with a key."""

    actor: Actor | None
    browser: FlaskClient
    key: str

    def tries(self, method: str, address: str) -> tuple[int, str]:
        """Status and where it leads; a page by the browser, a REST call by the program."""
        if not address.startswith("/api/"):
            answer = self.browser.open(address, method=method, data=TYPED if method != "GET" else None)
        else:
            headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
            program = self.browser.application.test_client()
            body = {**TYPED, "tags": ["router"], "stars": 5} if method != "GET" else None
            answer = program.open(address, method=method, headers=headers, json=body)
        return answer.status_code, answer.headers.get("Location", "")


def key_of(member_id: int, scopes: list[str] | None = None) -> str:
    """A key of a member for the REST interface."""
    with unit_of_work():
        return accounts.create_token(db.session.get_one(Member, member_id), scopes=scopes)


def people(app: "Huzhu", member: MakeMember, sign_in: SignIn) -> dict[str, Person]:
    """One of each kind, signed in and with a key."""
    found = {"nobody": Person(None, app.test_client(), "")}
    for kind in ROLES[1:]:
        made = member(kind, role=kind if kind in set(Role) else Role.MEMBER)
        key, actor = key_of(made.id), actor_of(made)
        found[kind] = Person(actor, sign_in(app.test_client(), actor), key)
        with unit_of_work():
            made = db.session.get_one(Member, actor.id)
            if kind == "unconfirmed":
                made.confirmed_at = None
            if kind == "suspended":
                made.status, made.suspended_until = MemberStatus.SUSPENDED, clock.now() + timedelta(days=1)
    return found


def things(alice: Actor, bob: Actor) -> dict[str, str]:
    """Ids of things that are there: a question of Alice that went to staff, what Bob said, what was decided of it."""
    with unit_of_work():
        question = questions.ask(
            "Third router broke and nobody ever calls me back", ANGRY, ["router"], by=alice
        )
        number = question.id
    with unit_of_work():
        answer_id = answers.answer(db.session.get_one(Question, number), ANSWER, by=bob).id
    with unit_of_work():
        comments.comment(
            db.session.get_one(Post, number), "The same happened to me with the newest one.", by=bob
        )
    case = db.session.query(Case).filter_by(question_id=number).one()
    item = db.session.query(ReviewItem).first()
    found = {"question_id": number, "post_id": number, "answer_id": answer_id, "case_id": case.id}
    found["item_id"] = item.id if item else 1
    found["finding_id"] = _finding(alice, bob)
    with unit_of_work():
        remover = replace(alice, role=Role.MODERATOR)
        posts.hide(db.session.get_one(Post, answer_id), "off-topic", by=remover)
    found["sanction_id"] = db.session.query(Sanction).one().id
    with unit_of_work():
        found["appeal_id"] = appeals.appeal(found["sanction_id"], "It is about the router.", by=bob).id
    return {name: str(value) for name, value in found.items()}


def _finding(one: Actor, other: Actor) -> int:
    pair = frozenset({one.id, other.id})
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
    with unit_of_work():
        finding = keep(seen)
        assert finding is not None
        return finding.id


def every_route(app: "Huzhu", given: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """(method, address with its places filled, the rule itself, endpoint) of every route."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, address_of(rule, WORDS | given), rule.rule, rule.endpoint


def routes(app: "Huzhu", given: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """(method, address, endpoint, what it declares) of every route that declares something."""
    for method, address, _rule, endpoint in every_route(app, given):
        said = getattr(app.view_functions[endpoint], "__huzhu_permission__", None)
        if said is not None:
            yield method, address, endpoint, str(said)


def address_of(rule: Rule, given: dict[str, str]) -> str:
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


def decided(folder: Path = Path(__file__).parent) -> dict[tuple[str, str], str]:
    """(method, rule) and the group that may use it, from `who_may.txt`."""
    found = {}
    for line in (folder / "who_may.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            group, methods, rule = line.split()
            for method in methods.split(","):
                assert (method, rule) not in found, f"{rule} is decided twice"
                found[method, rule] = group
    return found
