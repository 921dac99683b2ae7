"""The pages, the programs' door and the command of what looks like abuse."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import select

from community.accounts import services as accounts
from community.accounts.models import Member
from community.answers.models import Answer
from community.kernel import clock, jobs, schema, worker
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.ratings import services as ratings
from gamification.integrity.cli import integrity
from gamification.integrity.handlers import SCAN
from gamification.integrity.rules import Kind, State
from tests.conftest import SignIn
from tests.gamification.cheating import BEGUN, Community, community, found, standing_ratings, the_ring
from tests.gamification.conftest import People, Thread, Threads, points_of
from tests.gamification.kept import kept

if TYPE_CHECKING:
    from community.kernel.web import Huzhu


@pytest.fixture
def site(request: pytest.FixtureRequest, app: "Huzhu", thread: Threads, people: People) -> Community:
    made: Community = kept(request, thread, people, lambda: community(thread, people), "cheating")
    return made


@pytest.fixture
def carols(app: "Huzhu", sign_in: SignIn, carol: Actor) -> FlaskClient:
    """Carol's browser; she moderates."""
    return sign_in(app.test_client(), carol)


def token_of(someone: Actor, *scopes: str) -> dict[str, str]:
    with unit_of_work():
        token = accounts.create_token(db.session.get_one(Member, someone.id), scopes=scopes or None)
    return {"Authorization": f"Bearer {token}"}


def test_an_empty_list_says_so(carols: FlaskClient) -> None:
    page = carols.get("/integrity").text
    assert "Nothing to decide" in page
    assert "Several members whose ratings mostly go round among themselves." in page


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", ("Ring", "36 went to each other", "36 ratings withdrawn")),
        ("zh-Hans", ("互评圈", "36次给了彼此", "撤回36次评分")),
    ],
)
def test_the_sheet_shows_what_was_seen_and_what_would_change(
    site: Community, carols: FlaskClient, lang: str, words: tuple[str, ...]
) -> None:
    finding_id = the_ring(site)
    page = carols.get(f"/integrity/{finding_id}?lang={lang}").text
    assert all(each in page for each in words)
    assert page.count("graph__dot ") == 4
    assert page.count("graph__arrow") == 12
    assert "style=" not in page.partition("<main")[2]
    listed = carols.get(f"/integrity?lang={lang}&kind=ring").text
    assert f"/integrity/{finding_id}" in listed
    assert f"/integrity/{finding_id}" not in carols.get("/integrity?kind=burst").text
    assert f"/integrity/{finding_id}" not in carols.get("/integrity?state=confirmed").text


def test_the_navigation_leads_there_whoever_may(app: "Huzhu", site: Community, carols: FlaskClient) -> None:
    the_ring(site)
    assert 'href="/integrity"' in carols.get("/").text
    assert 'href="/integrity"' not in app.test_client().get("/").text


def test_a_decision_is_made_and_undone_on_the_page(site: Community, carols: FlaskClient) -> None:
    finding_id, standing = the_ring(site), standing_ratings()
    address = f"/integrity/{finding_id}/decision"
    answer = carols.post(address, data={"decision": "confirm", "reason": "They agreed on it."})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/integrity/{finding_id}")
    assert standing_ratings() == standing - 36
    page = carols.get(f"/integrity/{finding_id}").text
    assert "They agreed on it." in page
    assert "Undo the decision" in page
    assert carols.post(address, data={"decision": "undo", "reason": "A mistake."}).status_code == 303
    assert standing_ratings() == standing


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ({"decision": "confirm", "reason": ""}, 422, "Say why, in a sentence"),
        ({"decision": "confirm", "reason": "y" * 501}, 422, "at most 500 characters"),
        ({"decision": "burn", "reason": "kept words"}, 422, "Choose what you decide."),
        ({"reason": "kept words"}, 422, "Choose what you decide."),
        ({"decision": "undo", "reason": "kept words"}, 409, "no decision here to take back"),
    ],
)
def test_a_refused_decision_is_shown_again_with_what_was_typed(
    site: Community, carols: FlaskClient, given: dict[str, str], status: int, words: str
) -> None:
    finding_id = the_ring(site)
    answer = carols.post(f"/integrity/{finding_id}/decision", data=given)
    assert answer.status_code == status
    assert words in answer.text
    assert given["reason"][:40] in answer.text
    assert found()[0].state == State.OPEN


@pytest.mark.parametrize("address", ["/integrity/999", "/integrity/99999999999999999999"])
def test_what_is_not_there_is_not_found(carols: FlaskClient, address: str) -> None:
    assert carols.get(address).status_code == 404
    posted = carols.post(f"{address}/decision", data={"decision": "confirm", "reason": "x"})
    assert posted.status_code == 404


@pytest.mark.parametrize(
    "query", ["?kind=%27&state=%00&page=0", "?page=99999999999999999999", "?state=all&page=x"]
)
def test_no_filter_breaks_the_list(site: Community, carols: FlaskClient, query: str) -> None:
    the_ring(site)
    assert carols.get(f"/integrity{query}").status_code == 200


def test_programs_list_read_and_decide(app: "Huzhu", site: Community, carol: Actor, alice: Actor) -> None:
    finding_id, program = the_ring(site), app.test_client()
    headers, standing = token_of(carol), standing_ratings()
    listed = program.get("/api/v1/integrity/findings?state=waiting&kind=ring", headers=headers).json
    assert [each["id"] for each in listed["items"]] == [finding_id]
    address = f"/api/v1/integrity/findings/{finding_id}"
    sheet = program.get(address, headers=headers).json
    assert (sheet["seen"], sheet["outcome"]["ratings"], len(sheet["ties"])) == (36, 36, 12)
    assert [each["act"] for each in sheet["journal"]] == ["found", "held"]
    body = {"decision": "confirm", "reason": "They agreed on it."}
    decided = program.post(f"{address}/decision", headers=headers, json=body)
    assert (decided.status_code, decided.json["state"]) == (200, "confirmed")
    assert standing_ratings() == standing - 36
    again = program.post(f"{address}/decision", headers=headers, json=body)
    assert (again.status_code, again.mimetype) == (409, "application/problem+json")
    assert "Carol" in again.json["detail"]
    for someone, scopes, status in ((alice, (), 403), (carol, ("read",), 403)):
        assert program.get(address, headers=token_of(someone, *scopes)).status_code == status
    assert program.get(address).status_code == 401


@pytest.mark.parametrize(
    "body",
    [{}, {"decision": "burn", "reason": "x"}, {"decision": "confirm", "reason": ""}, {"decision": "confirm"}],
)
def test_programs_are_told_what_to_mend(
    app: "Huzhu", site: Community, carol: Actor, body: dict[str, str]
) -> None:
    address = f"/api/v1/integrity/findings/{the_ring(site)}/decision"
    answer = app.test_client().post(address, headers=token_of(carol), json=body)
    assert answer.status_code == 422
    assert found()[0].state == State.OPEN


def test_the_list_for_programs_turns_pages(app: "Huzhu", site: Community, carol: Actor) -> None:
    the_ring(site)
    program, headers = app.test_client(), token_of(carol)
    first = program.get("/api/v1/integrity/findings?limit=1", headers=headers).json
    assert first["next"] is None
    wrong = program.get("/api/v1/integrity/findings?cursor=abc", headers=headers)
    assert wrong.status_code == 422


def test_the_command_looks_now_and_keeps_only_when_asked(
    app: "Huzhu", site: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Tables made without migrations have no revision to compare.
    monkeypatch.setattr(schema, "is_current", lambda: True)
    told = CliRunner().invoke(integrity, ["--look-only", "--json"], obj=lambda: app)
    (suspicion,) = [each for each in json.loads(told.stdout)["suspicions"] if each["kind"] == "ring"]
    assert suspicion["members"] == site.ring_ids
    assert found() == []
    told = CliRunner().invoke(integrity, ["--json"], obj=lambda: app)
    document = json.loads(told.stdout)
    assert (document["waiting"], document["findings"][0]["kind"]) == (1, "ring")
    assert [each.kind for each in found()] == [Kind.RING]
    plain = CliRunner().invoke(integrity, [], obj=lambda: app)
    assert plain.stdout.endswith("1 findings seen now; 1 wait for a decision at /integrity.\n")


def test_the_clock_looks_once_an_hour(app: "Huzhu", site: Community) -> None:
    begun = BEGUN + timedelta(days=15)
    assert worker.tick(begun)["failed"] == 0
    assert [each.kind for each in found()] == [Kind.RING]
    seen = found()[0].looked_at
    worker.tick(begun + timedelta(minutes=30))
    assert found()[0].looked_at == seen
    worker.tick(begun + timedelta(minutes=61))
    assert found()[0].looked_at > seen


def test_a_burst_of_ratings_is_looked_at_soon_and_held(
    site: Community, thread: Thread, people: Callable[[int], list[Actor]]
) -> None:
    hasty, author = site.honest[8], site.honest[9]
    with clock.at(BEGUN):
        written = [thread(site.honest[0], author).id for _ in range(8)]
    moment = BEGUN + timedelta(days=40)
    for number, answer_id in enumerate(written):
        with clock.at(moment + timedelta(minutes=number)), unit_of_work():
            ratings.rate(db.session.get_one(Answer, answer_id), 5, by=hasty)
    waiting = db.session.scalars(select(jobs.Job.kind).where(jobs.Job.kind == SCAN)).all()
    db.session.rollback()
    assert waiting == [SCAN]
    before = points_of(author)
    with clock.at(moment + timedelta(minutes=10)):
        jobs.run_due(moment + timedelta(minutes=10))
    (burst,) = found(Kind.BURST)
    assert (burst.raters, burst.members) == ([hasty.id], sorted([hasty.id, author.id]))
    assert len(burst.rating_ids) == 8
    assert points_of(author) < before
