"""`huzhu check` names what disagrees, and old suspensions become sanctions when the site is upgraded."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import upgrade
from sqlalchemy import text, update

from community.accounts.models import Member
from community.kernel import clock, schema
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from moderation.appeals.models import Appeal
from moderation.review.models import ReviewItem
from moderation.sanctions import queries
from moderation.sanctions.models import Sanction
from moderation.sanctions.rules import Kind
from tests.conftest import make_app
from tests.moderation.appeals.deeds import REFUSE, appeal, decide
from tests.moderation.sanctions.deeds import breaches, impose


def tamper(model: type, **values: object) -> Callable[[], None]:
    def change() -> None:
        with unit_of_work():
            db.session.execute(update(model).values(**values))

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (tamper(Sanction, ended_at=clock.now()), "is suspended without a sanction"),
        (tamper(Member, status="active"), "has a sanction and is not suspended"),
        (tamper(Member, restraints={"no-flags": None}), "is not limited as the sanctions say"),
        (tamper(ReviewItem, state="moot"), "is open without a review item"),
        (tamper(Appeal, state="withdrawn"), "is closed and still in the queue"),
    ],
)
def test_what_disagrees_is_named(
    alice: Actor, carol: Actor, change: Callable[[], None], sentence: str
) -> None:
    appeal(impose(alice, carol), alice)
    assert breaches() == []
    change()
    assert any(sentence in line for line in breaches())


def test_a_decision_by_whoever_imposed_it_is_named(alice: Actor, carol: Actor, mona: Actor) -> None:
    decide(appeal(impose(alice, carol), alice), REFUSE, mona)
    assert breaches() == []
    tamper(Appeal, decided_by_id=carol.id)()
    assert any("had a part in it" in line for line in breaches())


def test_a_limit_that_the_account_forgot_is_named(alice: Actor, carol: Actor) -> None:
    impose(alice, carol, Kind.LIMIT)
    tamper(Member, restraints={})()
    assert any("is not limited" in line for line in breaches())


def test_who_was_suspended_before_gets_the_sanction_that_says_so(tmp_path: Path) -> None:
    scripts = ScriptDirectory(str(schema.MIGRATIONS))
    before = scripts.get_revision("20261126_sanctions").down_revision
    app = make_app(tmp_path)
    with app.app_context():
        upgrade(directory=str(schema.MIGRATIONS), revision=str(before))
        until = clock.now() + timedelta(days=9)
        columns = {column["name"]: column for column in db.inspect(db.engine).get_columns("members")}
        given = {"name": "old", "name_key": "old", "display_name": "Old", "status": "suspended"}
        rows = {
            name: given.get(name, "{}" if name == "settings" else 0 if "INT" in str(column["type"]) else "")
            for name, column in columns.items()
            if not column["nullable"] and name != "id"
        }
        rows |= {
            "created_at": "2026-01-01 00:00:00.000000",
            "suspended_until": f"{until:%Y-%m-%d %H:%M:%S.%f}",
        }
        names = ", ".join(rows)
        with db.engine.begin() as connection:
            places = ", ".join(f":{name}" for name in rows)
            connection.execute(text(f"INSERT INTO members ({names}) VALUES ({places})"), rows)  # noqa: S608
        upgrade(directory=str(schema.MIGRATIONS))
        sanction = db.session.query(Sanction).one()
        assert (sanction.kind, sanction.until, sanction.imposed_by_id) == ("suspend", until, None)
        assert queries.breaches() == []
        assert queries.appeal_until(sanction) > clock.now()
        db.session.remove()
        db.engine.dispose()
