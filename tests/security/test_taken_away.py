"""Who loses a role, or is suspended, while signed in: the open browser and the old key are worth no more than they are."""

from typing import TYPE_CHECKING, Final

import pytest

from community.accounts import services as accounts
from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import SYSTEM, Actor, Role
from community.kernel.unit_of_work import unit_of_work
from moderation.sanctions import services as sanctions
from moderation.sanctions.checking import Order
from moderation.sanctions.rules import Kind
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.security.test_matrix import MAY, is_refusal
from tests.security.town import Person, contents, decided, every_route, key_of, things

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

APPOINTED: Final = (Role.MODERATOR, Role.AGENT, Role.SPECIALIST, Role.ADMIN)
# "trusted" addresses are open to members of some level; the others say what a plain member may.
GONE: Final = frozenset(MAY) - {"everyone", "accounts", "members", "trusted"}
TAKING_PART: Final = frozenset(MAY) - {"everyone", "accounts"}


@pytest.fixture
def given(app: "Huzhu", alice: Actor, bob: Actor) -> dict[str, str]:
    return things(alice, bob)


def inside(app: "Huzhu", member: MakeMember, sign_in: SignIn, role: Role) -> Person:
    """Somebody of a role who has opened a page and used a key."""
    made = member(f"was-{role}", role=role)
    key, actor = key_of(made.id), actor_of(made)
    person = Person(actor, sign_in(app.test_client(), actor), key)
    assert person.tries("GET", "/settings")[0] == 200
    assert person.tries("GET", "/api/v1/notifications")[0] == 200
    return person


def let_in(
    app: "Huzhu", given: dict[str, str], person: Person, groups: frozenset[str]
) -> list[tuple[object, ...]]:
    """What somebody was not refused who may use none of these groups of addresses; reading first."""
    table, wrong = decided(), []
    for method, address, rule, _endpoint in sorted(
        every_route(app, given), key=lambda cell: (cell[0] != "GET", cell[1])
    ):
        if table[method, rule] in groups:
            status, where = person.tries(method, address)
            if not is_refusal("somebody", method, address, status, where):
                wrong.append((method, address, status, where))
    return wrong


@both_databases
@pytest.mark.parametrize("role", APPOINTED)
def test_a_role_that_is_gone_opens_nothing_in_the_browser_that_was_open(
    app: "Huzhu", given: dict[str, str], member: MakeMember, sign_in: SignIn, role: Role
) -> None:
    """The row alone changes here: that appointing also ends sessions is one more wall, and tested by itself."""
    member("other-admin", role=Role.ADMIN)
    person = inside(app, member, sign_in, role)
    assert person.actor is not None
    with unit_of_work():
        db.session.get_one(Member, person.actor.id).role = Role.MEMBER
    before = contents()
    wrong = let_in(app, given, person, GONE)
    assert not wrong, "\n".join(map(str, wrong))
    assert contents() == before


@pytest.mark.parametrize("role", APPOINTED)
def test_taking_a_role_away_ends_the_session_and_leaves_the_key_to_a_member(
    app: "Huzhu", member: MakeMember, sign_in: SignIn, role: Role
) -> None:
    member("other-admin", role=Role.ADMIN)
    person = inside(app, member, sign_in, role)
    assert person.actor is not None
    with unit_of_work():
        accounts.set_role(db.session.get_one(Member, person.actor.id), Role.MEMBER, by=SYSTEM)
    assert person.tries("GET", "/settings")[1].startswith("/sign-in?next=")
    assert person.tries("GET", "/api/v1/notifications")[0] == 200
    assert {person.tries("GET", f"/api/v1/{name}")[0] for name in ("cases", "review/items", "rules")} == {403}


@both_databases
@pytest.mark.parametrize("role", [Role.MEMBER, Role.MODERATOR, Role.ADMIN])
def test_a_suspension_counts_in_the_browser_and_for_the_key_that_were_there_before(
    app: "Huzhu", given: dict[str, str], member: MakeMember, sign_in: SignIn, role: Role
) -> None:
    other = actor_of(member("other-admin", role=Role.ADMIN))
    person = inside(app, member, sign_in, role)
    assert person.actor is not None
    if role is Role.MEMBER:
        order = Order(kind=Kind.SUSPEND, reason="spam", words="For some days.", days=7)
        with unit_of_work():
            sanctions.impose(person.actor.id, order, by=other)
    else:
        with unit_of_work():
            accounts.set_suspended(
                db.session.get_one(Member, person.actor.id),
                suspended=True,
                until=clock.now().replace(year=2100),
            )
    before = contents()
    wrong = let_in(app, given, person, TAKING_PART)
    assert not wrong, "\n".join(map(str, wrong))
    assert contents() == before
    assert person.tries("GET", "/settings")[0] == 200, "they read, and see why"
