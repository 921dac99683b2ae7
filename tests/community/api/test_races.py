"""Many programs at once, on both databases: one deed stays one, and no rating is lost."""

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from community.accounts.models import Member
from community.answers.rules import sort_score
from community.kernel import clock
from community.kernel.db import db
from community.kernel.unit_of_work import unit_of_work
from community.questions.models import Question
from community.ratings.models import Rating
from tests.community.api.conftest import ANSWER, BODY, TITLE, Program, token_of
from tests.conftest import actor_of, make_app

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

RATERS = 50
AT_ONCE = 10


class Place:
    """A site on one of the databases, with members that have keys."""

    def __init__(self, app: "Huzhu", members: int) -> None:
        self.app = app
        with app.app_context():
            names = [f"member{number}" for number in range(members)]
            with unit_of_work():
                db.session.add_all(
                    Member(
                        name=name,
                        name_key=name,
                        display_name=name,
                        created_at=clock.now(),
                        confirmed_at=clock.now(),
                    )
                    for name in names
                )
            self.programs = [
                Program(app, {"Authorization": f"Bearer {token_of(actor_of(member))}"})
                for member in db.session.scalars(select(Member).order_by(Member.id)).all()
            ]

    def answer(self) -> int:
        """The id of an answer by the second member to a question of the first."""
        asker, helper = self.programs[:2]
        asked = asker.done("POST", "/questions", {"title": TITLE, "body": BODY, "tags": ["mesh"]})
        return int(helper.done("POST", f"/questions/{asked['id']}/answers", {"body": ANSWER})["id"])

    def count(self, model: Any) -> int:
        """How many rows there are."""
        with self.app.app_context():
            return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """The same on SQLite and on PostgreSQL."""
    given: dict[str, object] = {}
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        number = request.getfixturevalue("worker_number")
        template = request.getfixturevalue("postgres_template")
        given["database_url"] = server.create_database(f"huzhu_api_{number}", template)
    else:
        (tmp_path / "huzhu.sqlite").write_bytes(request.getfixturevalue("empty_database"))
    app = make_app(tmp_path, **given)
    yield Place(app, RATERS + 2)
    with app.app_context():
        db.engine.dispose()


def at_once(deeds: list[Callable[[], TestResponse]]) -> list[TestResponse]:
    """Do `deeds` in threads that start together, `AT_ONCE` at a time."""
    together = Barrier(min(AT_ONCE, len(deeds)))

    def start(number: int) -> TestResponse:
        if number < AT_ONCE:
            together.wait()
        return deeds[number]()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(start, range(len(deeds))))


def test_fifty_ratings_of_one_member_leave_one(place: Place) -> None:
    answer, rater = place.answer(), place.programs[2]
    given = [number % 5 + 1 for number in range(50)]
    told = at_once(
        [lambda stars=stars: rater("PUT", f"/answers/{answer}/rating", {"stars": stars}) for stars in given]
    )
    assert {each.status_code for each in told} == {200}
    assert all(each.get_json()["count"] == 1 for each in told)
    read = rater.done("GET", "/questions")["items"][0]
    (shown,) = rater.done("GET", f"/questions/{read['id']}")["answers"]
    assert shown["rating"]["count"] == 1
    assert shown["rating"]["distribution"][shown["rating"]["stars"] - 1] == 1
    assert place.count(Rating) == 1


def test_ratings_of_fifty_members_are_all_counted(place: Place) -> None:
    answer = place.answer()
    given = {rater: number % 5 + 1 for number, rater in enumerate(range(2, RATERS + 2))}
    told = at_once(
        [
            lambda rater=rater, stars=stars: place.programs[rater](
                "PUT", f"/answers/{answer}/rating", {"stars": stars}
            )
            for rater, stars in given.items()
        ]
    )
    assert {each.status_code for each in told} == {200}
    counts = Counter(given.values())
    distribution = [counts[stars] for stars in range(1, 6)]
    question = place.programs[0].done("GET", "/questions")["items"][0]["id"]
    (shown,) = place.programs[0].done("GET", f"/questions/{question}")["answers"]
    assert shown["rating"]["distribution"] == distribution
    assert shown["rating"]["count"] == RATERS
    assert shown["rating"]["score"] == pytest.approx(sort_score(distribution))
    # Fifty ratings of three stars on average make the site's mean three as well.
    assert shown["rating"]["mean"] == pytest.approx(3.0)
    assert max(each.get_json()["count"] for each in told) == RATERS


def test_one_deed_sent_ten_times_at_once_is_done_once(place: Place) -> None:
    asker, body = place.programs[0], {"title": TITLE, "body": BODY, "tags": ["mesh"]}
    told = at_once([lambda: asker("POST", "/questions", body, headers={"Idempotency-Key": "once"})] * AT_ONCE)
    assert {each.status_code for each in told} == {201}
    assert len({each.get_json()["id"] for each in told}) == 1
    assert sum("Idempotency-Replayed" in each.headers for each in told) == AT_ONCE - 1
    assert place.count(Question) == 1


def test_two_bodies_under_one_key_at_once_leave_one_deed(place: Place) -> None:
    asker = place.programs[0]
    bodies = [
        {"title": TITLE, "body": f"{BODY} ({number % 2})", "tags": ["mesh"]} for number in range(AT_ONCE)
    ]
    told = at_once(
        [
            lambda body=body: asker("POST", "/questions", body, headers={"Idempotency-Key": "twice"})
            for body in bodies
        ]
    )
    assert Counter(each.status_code for each in told) == {201: AT_ONCE // 2, 422: AT_ONCE // 2}
    assert place.count(Question) == 1
