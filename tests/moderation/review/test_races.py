"""Many reviewers at one queue: every item is decided once, nobody's words are lost, nothing is half done."""

from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, inspect, update
from sqlalchemy.exc import OperationalError

from community.kernel import checks
from community.kernel.db import db
from community.kernel.errors import Conflict, DomainError
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post, Revision
from community.posts.queries import post_or_404
from community.questions.models import Question
from moderation.review import bulk, choosing, claiming, services
from moderation.review.models import ReviewDecision, ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.moderation.review.conftest import Waiting
from tests.parallel import at_once

APPROVE = Opinion(Decision.APPROVE)
MANY = 200


def _work(by: Actor) -> int:
    """Take the next item and decide it, until nothing waits; how many."""
    done = 0
    for _turn in range(10 * MANY):
        try:
            with unit_of_work():
                item = choosing.next_for(by.id)
                if item is None:
                    return done
                item_id = item.id
                claiming.claim(item_id, by=by)
            with unit_of_work():
                services.decide(item_id, APPROVE, by=by)
            done += 1
        except (
            DomainError,
            OperationalError,
        ):  # on a busy machine an embedded database says so, and nothing is done
            continue
    return done


def _left_clean() -> None:
    found = checks.run_all(db.session())
    assert {slug: lines for slug, lines in found.items() if lines and slug != "search-index"} == {}


@both_databases
def test_twenty_moderators_decide_two_hundred_items_once_each(
    app: Flask, waiting: Waiting, moderators: list[Actor]
) -> None:
    template = waiting()
    with unit_of_work():  # many items of one author are made at once: what matters here is the queue
        copies = _copies(template, MANY - 1)
    results = at_once(app, [partial(_work, each) for each in moderators])
    assert sum(each for each in results if isinstance(each, int)) == MANY
    assert db.session.query(ReviewDecision).count() == MANY
    assert db.session.query(ReviewItem).filter_by(state="decided").count() == MANY
    assert len({each.item_id for each in db.session.query(ReviewDecision)}) == MANY
    assert len(copies) == MANY - 1
    _left_clean()


def _copies(item: ReviewItem, count: int) -> list[int]:
    """As many more questions, each with an item of its own, written in few statements."""
    made = []
    post_id = item.post_id or 0
    pattern = db.session.get_one(Question, post_id)
    revision = db.session.query(Revision).filter_by(post_id=post_id).one()
    for number in range(1, count + 1):
        new = post_id + 1_000 + number
        for model, source, changed in (
            (Post, pattern, {"id": new}),
            (Question, pattern, {"id": new, "follower_count": 0}),
            (Revision, revision, {"id": 10_000 + number, "post_id": new}),
            (ReviewItem, item, {"id": 10_000 + number, "post_id": new, "thread_id": new}),
        ):
            names = [each.key for each in inspect(model).local_table.columns]
            values = {name: getattr(source, name) for name in names} | changed
            db.session.execute(insert(model.__table__).values(**values))  # type: ignore[arg-type]
        made.append(new)
    return made


def _click(app: Flask, client: FlaskClient) -> int:
    """The same by the buttons of the page."""
    done = 0
    for _turn in range(100):
        taken = client.post("/review/next")
        if taken.location.startswith("/review?") or taken.location == "/review":
            return done
        place = taken.location.partition("?")[0]
        if client.post(f"{place}/decision", data={"decision": "approve"}).status_code == 303:
            done += 1
    return done


@both_databases
def test_by_the_buttons_as_well(
    app: Flask, waiting: Waiting, moderators: list[Actor], sign_in: SignIn
) -> None:
    count = 24
    for number in range(count):
        waiting(number)
    clients = [sign_in(app.test_client(), each) for each in moderators[:6]]
    at_once(app, [partial(_click, app, each) for each in clients])
    assert db.session.query(ReviewItem).filter_by(state="decided").count() == count
    assert db.session.query(ReviewDecision).count() == count
    _left_clean()


def _bulk(seen: list[tuple[int, str]], by: Actor) -> int:
    return len(
        [line for line in bulk.decide(seen, Opinion(Decision.REFUSE, "off-topic"), by=by) if not line.skip]
    )


def _one(item_id: int, by: Actor) -> int:
    with unit_of_work():
        claiming.claim(item_id, by=by)
        services.decide(item_id, APPROVE, by=by)
    return 1


@both_databases
def test_many_at_once_against_single_decisions(app: Flask, waiting: Waiting, moderators: list[Actor]) -> None:
    ids = [waiting(number).id for number in range(8)]
    seen = [(line.item.id, line.seen) for line in bulk.preview(ids, APPROVE, by=moderators[0]) if line.item]
    deeds = [partial(_bulk, seen, moderators[0]), partial(_bulk, seen, moderators[1])]
    deeds += [partial(_one, item_id, by) for item_id, by in zip(ids, moderators[2:], strict=False)]
    results = at_once(app, deeds)
    assert sum(each for each in results if isinstance(each, int)) == len(ids)
    for item in db.session.query(ReviewItem):
        status = post_or_404(item.post_id or 0).status
        assert (item.state, status) == ("decided", "published" if item.decision == "approve" else "hidden")
    _left_clean()


@pytest.mark.parametrize("app", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_what_was_decided_a_moment_ago_is_not_taken_over(
    app: Flask, waiting: Waiting, member: MakeMember
) -> None:
    item_id, root = waiting().id, actor_of(member("root", role=Role.ADMIN))
    with unit_of_work():
        seen = claiming.item_or_404(item_id)
        assert seen.state == "open"  # read before the lock, as taking over does
        with db.engine.begin() as other:
            other.execute(update(ReviewItem).where(ReviewItem.id == item_id).values(state="moot"))
        with pytest.raises(Conflict):
            claiming.take_over(item_id, by=root)


def _delete(post_id: int, by: Actor) -> str:
    with unit_of_work():
        posts.delete(post_or_404(post_id, for_update=True), by=by)
    return "deleted"


@both_databases
def test_the_author_deletes_while_somebody_decides(
    app: Flask, waiting: Waiting, alice: Actor, carol: Actor
) -> None:
    for number in range(4):
        item = waiting(number)
        post_id = item.post_id or 0
        with unit_of_work():
            claiming.claim(item.id, by=carol)
        at_once(app, [partial(_delete, post_id, alice), partial(_one, item.id, carol)])
        assert db.session.get_one(ReviewItem, item.id, populate_existing=True).state in {"decided", "moot"}
        assert post_or_404(post_id).status == "deleted"
    _left_clean()
