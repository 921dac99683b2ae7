"""A database that was damaged by hand: a replay says so, sets right what the record tells, and then finds nothing."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, func, select, update

from community.kernel import checks, schema
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.ratings import services as ratings
from gamification.badges.models import BadgeAward
from gamification.cli import replay
from gamification.reputation.models import MemberStanding, ReputationEvent
from tests.gamification.conftest import People, Threads, on_both_databases
from tests.gamification.kept import kept

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

DAMAGES: dict[str, Callable[[], Any]] = {
    "the first line of a cause with two": lambda: delete(ReputationEvent).where(
        ReputationEvent.cause == "rating:1", ReputationEvent.number == 1
    ),
    "every line": lambda: delete(ReputationEvent),
    "a total": lambda: update(MemberStanding).values(points=MemberStanding.points + 7),
    "an award": lambda: delete(BadgeAward).where(
        BadgeAward.id == select(func.min(BadgeAward.id)).scalar_subquery()
    ),
    "every award": lambda: delete(BadgeAward),
    "the count of badges": lambda: update(MemberStanding).values(gold=99, bronze=0),
}


@pytest.fixture
def site(
    request: pytest.FixtureRequest, app: "Huzhu", thread: Threads, alice: Actor, bob: Actor, people: People
) -> "Huzhu":
    """Answers with stars, one of them changed twice."""

    def fill() -> None:
        answer = thread(alice, bob)
        for stars in (5, 3, 4):
            with unit_of_work():
                ratings.rate(answer, stars, by=alice)
        for person in people(3):
            with unit_of_work():
                ratings.rate(thread(alice, bob), 5, by=person)

    kept(request, thread, people, fill, "stars")
    return app


def replayed(app: "Huzhu", monkeypatch: pytest.MonkeyPatch) -> tuple[int, dict[str, Any]]:
    monkeypatch.setattr(schema, "is_current", lambda: True)  # tables made without migrations have no revision
    result = CliRunner().invoke(replay, ["--json"], obj=lambda: app)
    return result.exit_code, json.loads(result.stdout)


def breaches() -> dict[str, list[str]]:
    found = checks.run_all(db.session())
    db.session.rollback()
    return {slug: lines for slug, lines in found.items() if lines and slug != "search-index"}


@on_both_databases
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_replay_says_what_was_damaged_and_sets_it_right(
    site: "Huzhu", damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {row.member_id: (row.points, row.bronze) for row in db.session.query(MemberStanding)}
    assert replayed(site, monkeypatch)[0] == 0
    with unit_of_work():
        db.session.execute(DAMAGES[damage](), execution_options={"synchronize_session": False})
    status, told = replayed(site, monkeypatch)
    assert status == 1, told
    assert breaches() == {}
    db.session.expire_all()
    assert {row.member_id: (row.points, row.bronze) for row in db.session.query(MemberStanding)} == before
    status, told = replayed(site, monkeypatch)
    assert (status, told["differences"], told["badges"], told["badge_counts"]) == (0, [], 0, 0)
