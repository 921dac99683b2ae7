"""Two who set the same thing: what the first of them saved is not written over unseen, and pressing twice is no change."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from moderation.audit.models import ModerationLogEntry
from moderation.lists import services as lists
from moderation.lists.models import ListEntry
from moderation.lists.rules import Draft, ListAction
from moderation.quality import in_force
from moderation.quality.models import GateSetting
from moderation.rulebook import making
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.meanwhile import ensure_second_is_told

Form = tuple[str, str, dict[str, str], str, str]
GATE = {"on": "y", "strongest": "hold", "strongest_known": "review", "kinds": "question", "exempt_level": ""}


@pytest.fixture
def admin(app: Flask, member: MakeMember, sign_in: SignIn) -> FlaskClient:
    return sign_in(app.test_client(), actor_of(member("ines", role="admin")))


def form_of(kind: str, member: MakeMember) -> Form:
    """Where a form stands, where it goes, what it sends, and a field with the sign of the first and of the second."""
    by = actor_of(member("irma", role="admin"))
    if kind == "entry":
        with unit_of_work():
            entry = lists.add(Draft(pattern="casino", action=ListAction.HOLD), by=by)
        page = f"/review/lists/{entry.id}"
        sent = {"pattern": "casino", "action": "hold", "expires_on": "2030-01-01", "deed": "save"}
        return page, page, sent, "note", "list-changed"
    if kind == "conditions":
        with unit_of_work():
            slug = making.make("About parrots", [{"what": "words", "any": ["parrot"]}], by=by).slug
        page = f"/desk/rules/{slug}/conditions"
        return page, page, {"title": "About parrots"}, "words", "rule-changed"
    if kind == "rule":
        page = "/desk/rules/angry-complaint"
        sent = {"mode": "live", "tier": "1", "severity": "0.9", "bound": "0.5"}
        return page, page, sent, "wording-en", "rule-changed"
    return "/gate/shouting", "/gate/shouting", {**GATE, "tell": "0.1"}, "hold", "gate-changed"


VALUES = {
    "wording-en": ("Somebody looks at it for you.", "Our team looks at it for you."),
    "hold": ("0.7", "0.8"),
}


@both_databases
@pytest.mark.parametrize("kind", ["entry", "conditions", "rule", "check"])
def test_the_second_is_told_and_may_send_it_again(
    app: Flask, admin: FlaskClient, member: MakeMember, kind: str
) -> None:
    page, to, sent, field, act = form_of(kind, member)
    first, second = VALUES.get(field, ("first", "second"))
    ensure_second_is_told(admin, (page, to), sent, field, (first, second))
    assert db.session.query(ModerationLogEntry).filter_by(act=act).count() == 2


@both_databases
def test_a_gate_that_another_process_has_set_is_read_before_it_is_changed(
    app: Flask, admin: FlaskClient, member: MakeMember
) -> None:
    in_force.settings()  # this process has just read them
    values = {"check": "shouting", "given": {**in_force.settings()["shouting"].plain(), "on": False}}
    with unit_of_work():
        db.session.add(GateSetting(**values, changed_at=member("other").created_at))
    assert admin.post("/gate/shouting", data={"usual": "1"}).status_code == 303
    assert db.session.query(GateSetting).count() == 0
    assert in_force.settings()["shouting"].on


def test_an_entry_that_rests_already_is_not_put_to_rest_again(admin: FlaskClient, member: MakeMember) -> None:
    page = form_of("entry", member)[0]
    for _ in range(3):
        assert admin.post(f"{page}/off").status_code == 303
    assert db.session.query(ModerationLogEntry).filter_by(act="list-switched-off").count() == 1
    assert not db.session.query(ListEntry).one().active
