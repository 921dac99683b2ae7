"""Who works through a list by its cursor, and with it empties it, misses nothing and meets nothing twice."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.articles.models import Article
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from gamification.badges.models import BadgeAward
from moderation.escalation.models import Case
from tests.conftest import MakeMember, actor_of, both_databases
from tests.security.rows import put
from tests.security.town import ANGRY, key_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

START = datetime(2026, 11, 2, 10, tzinfo=UTC)
Walk = Callable[..., list[object]]


@pytest.fixture
def walk(app: "Huzhu", member: MakeMember) -> Walk:
    """Reads a list two at a time, and does something with each page before the next is asked for."""
    key = key_of(actor_of(member("ada", role=Role.ADMIN)).id)
    program: FlaskClient = app.test_client()

    def go(address: str, then: Callable[[list[object]], object], name: str = "id") -> list[object]:
        found: list[object] = []
        cursor = ""
        while True:
            joint = "&" if "?" in address else "?"
            told = program.get(
                f"/api/v1{address}{joint}limit=2{cursor}", headers={"Authorization": f"Bearer {key}"}
            ).get_json()
            told = told.get("holders_page", told)
            here = [each["member"]["name"] if name == "member" else each[name] for each in told["items"]]
            found += here
            if told["next"] is None:
                return found
            then(here)
            cursor = f"&cursor={told['next']}"

    return go


@both_databases
@pytest.mark.parametrize("sort", ["priority", "due", "newest", "waiting"])
def test_cases_that_are_settled_one_after_the_other(
    app: "Huzhu", alice: Actor, walk: Walk, sort: str
) -> None:
    for number in range(7):
        with clock.at(START + timedelta(hours=number)), unit_of_work():
            questions.ask(f"Third router broke, nobody calls me back {number}", ANGRY, ["router"], by=alice)
    with unit_of_work():
        cases = db.session.query(Case).order_by(Case.id).all()
        for still in cases[:3]:  # their clocks stand still
            still.due_at = None
    numbers = {each.id for each in cases}
    assert len(numbers) == 7

    def settle(ids: list[object]) -> None:
        with unit_of_work():
            for each in db.session.query(Case).where(Case.id.in_(ids)):
                each.state, each.closed_at, each.due_at = "resolved", clock.now(), None

    found = walk(f"/cases?sort={sort}", settle)
    assert sorted(map(int, map(str, found))) == sorted(numbers)


@both_databases
@pytest.mark.parametrize("state", ["", "review", "draft", "retired", "due"])
def test_articles_that_leave_their_view_one_after_the_other(
    app: "Huzhu", alice: Actor, walk: Walk, state: str
) -> None:
    numbers = set()
    for number in range(7):
        at = START + timedelta(hours=number // 2)  # some of the same moment
        given = {"state": state} if state in {"review", "draft", "retired"} else {"live_number": 1}
        due = {"due_at": at} if state == "due" else {}
        with unit_of_work():
            numbers.add(
                put(
                    "articles",
                    author_id=alice.id,
                    updated_at=at,
                    helpful_count=number % 3,
                    lang="en",
                    **given,
                    **due,
                )
            )
    other = "draft" if state == "retired" else "retired"

    def move(ids: list[object]) -> None:
        with unit_of_work():
            for each in db.session.query(Article).where(Article.id.in_(ids)):
                each.state = other

    found = walk(f"/articles?state={state}" if state else "/articles", move)
    assert len(found) == len(numbers)
    assert set(found) == numbers


@both_databases
def test_holders_of_a_badge_to_whom_others_come(app: "Huzhu", member: MakeMember, walk: Walk) -> None:
    def award(name: str, at: datetime) -> None:
        number = member(name).id
        with unit_of_work():
            db.session.add(
                BadgeAward(member_id=number, badge="first-answer", number=1, tier="bronze", awarded_at=at)
            )

    there = [f"holder{number}" for number in range(7)]
    for place, name in enumerate(there):
        award(name, START + timedelta(hours=place // 2))
    late = iter(range(100))
    found = walk(
        "/badges/first-answer",
        lambda _names: award(f"late{next(late)}", clock.now()),
        name="member",
    )
    assert sorted(map(str, found)) == sorted(there)
    assert db.session.query(Member).filter(Member.name.startswith("late")).count() > 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/cases?sort=due", "/cases?sort=newest"),
        ("/cases?sort=newest", "/cases?state=resolved"),
        ("/cases?sort=newest", "/cases"),
        ("/cases", "/cases?sort=newest"),
    ],
)
def test_a_cursor_of_another_order_is_refused(
    app: "Huzhu", alice: Actor, member: MakeMember, one: str, other: str
) -> None:
    for number in range(3):
        with unit_of_work():
            questions.ask(f"Third router broke, nobody calls me back {number}", ANGRY, ["router"], by=alice)
    key = {"Authorization": f"Bearer {key_of(actor_of(member('ada', role=Role.ADMIN)).id)}"}
    cursor = app.test_client().get(
        f"/api/v1{one}&limit=1" if "?" in one else f"/api/v1{one}?limit=1", headers=key
    )
    joint = "&" if "?" in other else "?"
    answer = app.test_client().get(f"/api/v1{other}{joint}cursor={cursor.get_json()['next']}", headers=key)
    assert answer.status_code == 422
