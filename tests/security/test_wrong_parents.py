"""A child is reached through its own parent alone: a note of another case, a state of another post, points of another member."""

import re
from typing import TYPE_CHECKING, Final

import pytest

from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts.models import Post
from community.questions import services as questions
from gamification.reputation.rules import Kind
from moderation.escalation import noting
from moderation.escalation.models import Case
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.security.rows import put
from tests.security.test_others_things import Somebody
from tests.security.town import ANGRY, contents, key_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

WORD: Final = "zanzibarine"
GONE: Final = frozenset(
    {404, 422}
)  # a state that the post does not have is refused like a number that is none
# Everybody here may do each of these to the child by its own parent.
LINES: Final = """
    GET /desk/cases/{case}/notes/{note}
    POST /desk/cases/{case}/notes/{note}
    POST /desk/cases/{case}/notes/{note}/pin
    PATCH /api/v1/cases/{case}/notes/{note}
    POST /posts/{post}/history/{number}/restore
    GET /members/{name}/reputation/{cause}
    POST /members/{name}/reputation/{cause}/undo
    GET /api/v1/members/{name}/reputation/{cause}
    POST /api/v1/members/{name}/reputation/{cause}/undo
    POST /admin/webhooks/{webhook}/messages/{message}/again
    POST /api/v1/webhooks/{webhook}/messages/{message}/again
"""


@pytest.fixture
def olga(member: MakeMember) -> Actor:
    return actor_of(member("olga", role=Role.ADMIN))


@pytest.fixture
def families(
    app: "Huzhu", alice: Actor, bob: Actor, olga: Actor
) -> tuple[dict[str, object], dict[str, object]]:
    """Two parents with their children: the first child is full of a word, and its number means nothing to the other."""
    found: list[dict[str, object]] = []
    for number, who in enumerate((alice, bob)):
        with unit_of_work():
            asked = questions.ask(
                f"Router number {number} broke and nobody calls me back",
                f"{ANGRY} {number}",
                ["router"],
                by=who,
            )
        case = db.session.query(Case).filter_by(question_id=asked.id).one()
        with unit_of_work():
            note = noting.note(case.id, f"{WORD if number == 0 else 'Plain'} is what we saw here.", by=olga)
        cause = f"test:{number}"
        put("reputation_events", member_id=who.id, cause=cause, points=5, kind=Kind.ACCEPTED)
        put("webhooks", url="https://example.com/told", seed=f"seed {number}")
        put(
            "webhook_deliveries",
            webhook_id=number + 1,
            message_id=f"msg_{number}",
            topic="case.opened",
            data={},
        )
        db.session.commit()
        found.append(
            {
                "case": case.id,
                "note": note.id,
                "post": asked.id,
                "number": 2 if number == 0 else 1,
                "name": who.name,
                "cause": cause,
                "webhook": number + 1,
                "message": number + 1,
            }
        )
    with unit_of_work():
        post = db.session.get_one(Post, found[0]["post"])
        editing.edit(post, editing.Words(body=f"{ANGRY} {WORD}", title=post.title, tags=("router",)), by=olga)
    return found[0], found[1]


def lines(own: dict[str, object], other: dict[str, object]) -> list[str]:
    """Each address with one parent and the child of another."""
    parents = {name: other[name] for name in ("case", "post", "name", "webhook")}
    return [each.strip().format(**own | parents) for each in LINES.splitlines() if each.strip()]


@both_databases
def test_a_child_of_another_parent_is_not_there(
    app: "Huzhu", families: tuple[dict[str, object], dict[str, object]], olga: Actor, sign_in: SignIn
) -> None:
    who = Somebody(sign_in(app.test_client(), olga), key_of(olga.id))
    before, wrong = contents(), []
    for line in lines(*families):
        status, text = who.tries(line)
        if status not in GONE or WORD in text:
            wrong.append((line, status, WORD in text))
    assert not wrong, "\n".join(map(str, wrong))
    assert contents() == before


def test_by_its_own_parent_it_is(
    app: "Huzhu", families: tuple[dict[str, object], dict[str, object]], olga: Actor, sign_in: SignIn
) -> None:
    """Else the addresses above might simply be wrong."""
    who = Somebody(sign_in(app.test_client(), olga), key_of(olga.id))
    reached = {line: who.tries(line)[0] for line in lines(families[0], families[0])}
    missed = {line: status for line, status in reached.items() if status in {401, 403, 404} or status >= 500}
    assert not missed, "\n".join(map(str, missed.items()))


def test_every_address_with_two_places_is_tried(app: "Huzhu") -> None:
    """What names a parent and a child; a slug, a kind or a version is no child."""
    found = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if len(rule.arguments) > 1 and not rule.arguments & {"slug", "kind", "version"}
    }
    tried = {tuple(each.split()) for each in LINES.splitlines() if each.strip()}
    assert len(found) == len(tried) + len(UNDONE)
    assert all(any(_alike(rule, tried_rule) for _method, tried_rule in tried) for _other, rule in found)


UNDONE: Final = ("restore of a cause, page and REST: the same way in as its undo",) * 2


def _alike(rule: str, tried: str) -> bool:
    plain = re.sub(r"<[^>]+>|\{\w+\}", "*", rule), re.sub(r"\{\w+\}", "*", tried)
    return plain[0].replace("/restore", "/undo") == plain[1].replace("/restore", "/undo")
