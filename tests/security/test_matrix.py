"""Every address, page or REST call, tried by everyone: what `who_may.txt` decides is what happens."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

import pytest
from flask import Flask

from community.kernel.policy import Actor
from tests.conftest import MakeMember, SignIn
from tests.security.town import ROLES, Person, contents, decided, every_route, key_of, people, things

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

WORKING: Final = frozenset({"agent", "specialist", "admin"})
MAY: Final = {
    "everyone": frozenset(ROLES),
    "accounts": frozenset(ROLES) - {"nobody"},
    "members": WORKING | {"member", "moderator"},
    "trusted": WORKING | {"moderator"},
    "care": WORKING | {"moderator"},
    "staff": WORKING,
    "moderators": frozenset({"moderator", "admin"}),
    "admins": frozenset({"admin"}),
}
OF_THE_MACHINE: Final = frozenset({"health.ready"})  # says how the site is, not who asks
SIGNED: Final = frozenset({"api_channels.take_in"})  # whoever signs the request comes in
# After these whoever tries is somebody else to the site, or nobody.
ENDING: Final = frozenset(
    {
        "accounts.sign_out",
        "sessions.end",
        "sessions.end_others",
        "settings.close",
        "settings.revoke_token",
        "personal.withdraw",
    }
)
# Open to read, and to be changed without a session: each has its own reason and its own proof of who asks.
UNGUARDED: Final = frozenset(
    {
        "POST /asked/<word>/stop",  # the button of a mail program, with the word of a letter
        "POST /unsubscribe/<word>",
        "POST /share",  # fills a form that is sent with a token
        "POST /widget/v1/messages",  # of another site, without cookies
        "POST /widget/v1/questions/<int:question_id>/solved",
    }
)


@pytest.fixture
def given(app: "Huzhu", alice: Actor, bob: Actor) -> dict[str, str]:
    return things(alice, bob)


@pytest.fixture
def folk(app: "Huzhu", given: dict[str, str], member: MakeMember, sign_in: SignIn) -> dict[str, Person]:
    return people(app, member, sign_in)


def cells(app: "Huzhu", given: dict[str, str], *, open_to: bool, kind: str) -> Iterator[tuple[str, str, str]]:
    """(method, address, endpoint) of all that is open to a kind of people, or of all that is not; reading first."""
    table = decided()
    tried = sorted(
        every_route(app, given), key=lambda cell: (cell[0] != "GET", not cell[1].startswith("/api"))
    )
    for method, address, rule, endpoint in tried:
        if (kind in MAY[table[method, rule]]) is open_to:
            yield method, address, endpoint


def is_refusal(kind: str, method: str, address: str, status: int, where: str) -> bool:
    """Whether somebody who may not was told so in the way that fits."""
    if kind != "nobody":
        return status == 403
    if address.startswith("/api/") or method != "GET":
        return status == 401
    return status == 302 and where.startswith("/sign-in?next=")


def test_every_address_is_decided_and_none_that_is_gone(app: Flask) -> None:
    rules = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert rules == set(decided())


def test_the_matrix_is_not_a_few_cells(app: Flask) -> None:
    assert len(decided()) * len(ROLES) > 5_000
    assert set(decided().values()) == set(MAY)


def test_what_works_without_a_form_token_is_a_short_list(app: Flask) -> None:
    exempt = app.extensions["csrf"]
    found = set()
    for method, rule in decided():
        if method == "GET" or rule.startswith("/api/"):  # there no cookie counts
            continue
        (each,) = (r for r in app.url_map.iter_rules() if r.rule == rule and method in (r.methods or ()))
        view = app.view_functions[each.endpoint]
        blueprint = app.blueprints.get(each.endpoint.partition(".")[0])
        if (
            f"{view.__module__}.{view.__name__}" in exempt._exempt_views
            or blueprint in exempt._exempt_blueprints
        ):
            found.add(f"{method} {rule}")
    assert found == UNGUARDED


def test_who_may_not_is_told_so_and_changes_nothing(
    app: "Huzhu", given: dict[str, str], folk: dict[str, Person]
) -> None:
    before, wrong, refused = contents(), [], 0
    for kind, person in folk.items():
        for method, address, endpoint in cells(app, given, open_to=False, kind=kind):
            refused += 1
            status, where = person.tries(method, address)
            if not is_refusal(kind, method, address, status, where):
                wrong.append((kind, method, address, endpoint, status, where))
    assert not wrong, "\n".join(map(str, wrong))
    assert refused > 1_500
    assert contents() == before


# Unconfirmed people and specialists are let in where suspended people and agents are; that they read is seen here.
ONLY_READING: Final = frozenset({"unconfirmed", "specialist"})


@pytest.mark.parametrize("kind", ROLES)
def test_who_may_is_let_in_and_reading_changes_nothing(
    app: "Huzhu", given: dict[str, str], folk: dict[str, Person], kind: str
) -> None:
    before, wrong, reading = contents(), [], True
    for method, address, endpoint in cells(app, given, open_to=True, kind=kind):
        if endpoint in OF_THE_MACHINE | SIGNED | ENDING:
            continue
        if method != "GET" and reading:
            reading = False
            assert contents() == before, "reading changes nothing"
            if kind in ONLY_READING:
                break
        status, where = folk[kind].tries(method, address)
        if status >= 500 or status in {401, 405} or where.startswith("/sign-in?"):
            wrong.append((method, address, endpoint, status, where))
        if status == 403 and method == "GET" and kind == "admin":
            wrong.append((method, address, endpoint, status, "an admin may read it"))
    assert not wrong, "\n".join(map(str, wrong))


def test_a_key_made_for_reading_changes_nothing_whoever_holds_it(
    app: "Huzhu", given: dict[str, str], folk: dict[str, Person]
) -> None:
    wrong = []
    for kind, person in folk.items():
        if person.actor is None:
            continue
        reader = Person(person.actor, person.browser, key_of(person.actor.id, ["read"]))
        before = contents()
        for method, address, rule, endpoint in every_route(app, given):
            if method == "GET" or not rule.startswith("/api/") or endpoint in SIGNED:
                continue
            if reader.tries(method, address)[0] != 403:
                wrong.append((kind, method, rule))
        assert contents() == before
    assert not wrong, "\n".join(map(str, wrong))
