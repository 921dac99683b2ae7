"""What each level opens: every route tried at every level of every preset, as the one policy table says."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask.testing import FlaskClient

from community.accounts import services as accounts
from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import TABLE, Actor, Permission, may
from community.kernel.ports import standing_of
from community.kernel.unit_of_work import unit_of_work
from community.posts import editing
from community.posts.models import Post
from gamification.levels.catalogue import LEVELS, bars, privileges_at
from gamification.levels.queries import starting_level
from gamification.levels.rules import LevelRecord, earned
from moderation.review.models import ReviewItem
from tests.conftest import MakeMember, SignIn, actor_of, make_app
from tests.journeys.at_the_bar import give_record, wanted
from tests.journeys.level_deeds import DEEDS, NUMBERS, thread
from tests.security.town import routes

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

PRESETS = ("seed", "growing", "mature")
PLAIN = Actor(member_id=1, name="somebody", confirmed=True)
REFUSED = 403


def allowed_at(level: int) -> frozenset[Permission]:
    """What the policy table lets a member of a level do who has nothing else to show."""
    return frozenset(each for each in Permission if may(replace(PLAIN, level=level), each))


BY_LEVEL = allowed_at(len(LEVELS) - 1) - allowed_at(-1)


@pytest.mark.parametrize("level", LEVELS, ids=lambda level: level.slug)
def test_the_page_of_levels_promises_what_the_policy_opens(level: Any) -> None:
    opened = allowed_at(level.number) - allowed_at(level.number - 1) if level.number else frozenset()
    assert {str(each) for each in opened} - {"edit-tag", "decide-review"} == level.privileges


@pytest.mark.parametrize("permission", sorted(BY_LEVEL))
def test_a_privilege_is_as_good_as_the_level_that_opens_it(permission: Permission) -> None:
    level = min(number for number in range(len(LEVELS)) if permission in allowed_at(number))
    assert may(replace(PLAIN, level=-1, privileges=privileges_at(level)), permission)
    assert not may(replace(PLAIN, level=-1, privileges=privileges_at(level - 1)), permission)
    assert not may(replace(PLAIN, level=level, suspended=True), permission)
    assert not may(replace(PLAIN, level=level, confirmed=False), permission)
    assert not may(replace(PLAIN, level=level, member_id=None), permission)


# --- a site of each preset, with a member at each bar ------------------------------------------


@pytest.fixture
def app(request: pytest.FixtureRequest, tmp_path: Path, empty_database: bytes) -> "Iterator[Huzhu]":
    """A site of the preset that the test asks for."""
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    made = make_app(tmp_path, preset=getattr(request, "param", "growing"))
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


on_each_preset = pytest.mark.parametrize("app", PRESETS, indirect=True)


@dataclass(frozen=True)
class Someone:
    """A member of a level, with a browser and a token."""

    actor: Actor
    browser: FlaskClient
    headers: dict[str, str]

    def status(self, method: str, address: str, **form: Any) -> int:
        """What comes of trying: by the browser, or by a program at addresses of the interface."""
        if not address.startswith("/api/"):
            return self.browser.open(address, method=method, data=form).status_code
        program = self.browser.application.test_client()
        body = form or {} if method not in {"GET", "DELETE"} else None
        return program.open(address, method=method, headers=self.headers, json=body).status_code


@pytest.fixture
def ladder(app: "Huzhu", member: MakeMember, alice: Actor, sign_in: SignIn) -> list[Someone]:
    """One member at the bar of each level, the lowest first."""
    found = []
    for number, bar in enumerate(bars(_preset(app))):
        made = member(f"level{number}")
        need = wanted(bar)
        give_record(made.id, alice.id, posts=need.good_posts, care=need.care, days=need.active_days)
        with unit_of_work():
            token = accounts.create_token(db.session.get_one(Member, made.id))
        db.session.rollback()
        actor = actor_of(db.session.get_one(Member, made.id))
        found.append(Someone(actor, sign_in(app.test_client(), actor), {"Authorization": f"Bearer {token}"}))
    return found


def _preset(app: "Huzhu") -> str:
    from community.kernel.furnish import settings_of

    return settings_of(app).preset


@on_each_preset
def test_who_reaches_a_bar_has_its_level_and_one_answer_less_does_not(
    app: "Huzhu", ladder: list[Someone], member: MakeMember, alice: Actor
) -> None:
    lowest = starting_level()
    assert [someone.actor.level for someone in ladder] == [max(n, lowest) for n in range(len(LEVELS))]
    for number, bar in enumerate(bars(_preset(app))):
        need = wanted(bar)
        if not need.good_posts:
            continue
        made = member(f"short{number}")
        give_record(made.id, alice.id, posts=need.good_posts - 1, care=need.care, days=need.active_days)
        db.session.rollback()
        assert standing_of(made.id).level == number - 1, bar


def test_no_preset_asks_less_than_a_younger_one() -> None:
    for young, older in (("seed", "growing"), ("growing", "mature")):
        for low, high in zip(bars(young), bars(older), strict=True):
            assert low.good_posts <= high.good_posts
            assert low.post_share <= high.post_share
            assert low.care_share <= high.care_share
            assert low.active_days <= high.active_days
    assert [earned(LevelRecord(), bars(preset)) for preset in PRESETS] == [1, 0, 0]


# --- routes that declare a level's permission ---------------------------------------------------


@on_each_preset
def test_each_route_of_a_level_opens_to_that_level(
    app: "Huzhu", ladder: list[Someone], alice: Actor, bob: Actor
) -> None:
    answer = thread(alice, bob)
    numbers = {"question_id": str(answer.question_id), "post_id": str(answer.id), "answer_id": str(answer.id)}
    tried = [
        (method, address, Permission(said))
        for method, address, _endpoint, said in routes(app, {**numbers, "case_id": "1", "item_id": "1"})
        if said in set(BY_LEVEL)
    ]
    assert {said for _method, _address, said in tried} >= {Permission.RATE_ANSWER, Permission.REVIEW}
    wrong = []
    for someone in ladder:
        for method, address, said in tried:
            status = someone.status(method, address)
            if (status == REFUSED) is may(someone.actor, said) or status >= 500:
                wrong.append((someone.actor.level, method, address, said, status))
    assert wrong == []


# --- deeds whose permission depends on the post: see level_deeds ---------------------------------

# Not refused but limited, or put in order: tested below by what comes of it.
IN_DEGREES = {Permission.POST_FREELY, Permission.SUGGEST_FIRST}


def test_every_permission_of_a_level_is_tried() -> None:
    assert {permission for permission, _name, _try in DEEDS} | IN_DEGREES == BY_LEVEL
    assert set(TABLE) == set(Permission)


@on_each_preset
def test_each_deed_is_open_from_its_level_on(
    app: "Huzhu", ladder: list[Someone], alice: Actor, bob: Actor
) -> None:
    wrong = []
    for permission, name, attempt in DEEDS:
        for someone in ladder:
            method, address, form = attempt(alice, bob)
            db.session.rollback()
            status = someone.status(method, address, **form)
            expected = may(someone.actor, permission)
            if (status in {200, 201, 204, 302, 303}) is not expected or (status == REFUSED) is expected:
                wrong.append((someone.actor.level, name, status))
    assert wrong == []


def test_newcomers_comment_on_what_they_wrote_and_in_threads_they_began(
    app: "Huzhu", ladder: list[Someone], alice: Actor, bob: Actor
) -> None:
    newcomer = ladder[0]
    own_question, own_answer = thread(newcomer.actor, bob), thread(alice, newcomer.actor)
    for post_id, expected in (
        (own_question.id, 303),
        (own_question.question_id, 303),
        (own_answer.id, 303),
        (own_answer.question_id, 403),
    ):
        body = f"One more thing about this, as it stands in number {post_id}."
        assert newcomer.status("POST", f"/posts/{post_id}/comment", body=body) == expected, post_id
    page = newcomer.browser.get(f"/posts/{own_answer.question_id}/comment")
    assert "Newcomers comment under their own questions and answers" in page.text


def test_the_button_to_comment_is_there_for_those_who_may(
    app: "Huzhu", ladder: list[Someone], alice: Actor, bob: Actor
) -> None:
    answer = thread(alice, bob)
    db.session.rollback()
    for someone in ladder:
        page = someone.browser.get(f"/posts/{answer.id}", follow_redirects=True).text
        assert (f"/posts/{answer.id}/comment" in page) is may(someone.actor, Permission.COMMENT_ANYWHERE)


@contextmanager
def limited(app: "Huzhu") -> Iterator[None]:
    app.config["RATELIMIT_ENABLED"] = True
    yield
    app.config["RATELIMIT_ENABLED"] = False


def test_newcomers_ask_three_questions_a_day_and_others_more(app: "Huzhu", ladder: list[Someone]) -> None:
    def asks(someone: Someone) -> list[int]:
        return [
            someone.status(
                "POST",
                "/ask",
                title=f"What does lamp number {next(NUMBERS)} want to tell me?",
                body=f"It has been blinking since this morning, {next(NUMBERS)} times in a row, then a pause.",
                tags="lamp",
            )
            for _ in range(4)
        ]

    with limited(app):
        assert asks(ladder[0]) == [303, 303, 303, 429]
        assert asks(ladder[1]) == [303, 303, 303, 303]


def test_suggestions_of_contributors_are_looked_at_first(
    app: "Huzhu", ladder: list[Someone], alice: Actor, carol: Actor
) -> None:
    urgency = []
    for someone in ladder[1:3]:
        answer = thread(alice, carol)
        with unit_of_work():
            words = editing.Words(body=f"The nightly scan {answer.id} does it; switch it off, then restart.")
            editing.suggest(db.session.get_one(Post, answer.id), words, by=someone.actor)
        urgency.append(db.session.query(ReviewItem.priority).filter_by(post_id=answer.id).scalar())
    assert urgency[0] < urgency[1]
