"""Members, their ledger and badges, and leaderboards through the REST interface."""

from typing import Any

import pytest

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from tests.community.api.conftest import ANSWER, AsProgram
from tests.conftest import MakeMember, actor_of


@pytest.fixture
def thanked(program: AsProgram, answered: dict[str, Any], alice: Actor) -> dict[str, Any]:
    """Bob's answer with five stars, accepted."""
    by_alice = program(alice)
    by_alice.done("PUT", f"/answers/{answered['id']}/rating", {"stars": 5})
    told: dict[str, Any] = by_alice.done("PUT", f"/answers/{answered['id']}/acceptance")
    return told


def test_a_member_has_points_a_level_and_badges(program: AsProgram, thanked: dict[str, Any]) -> None:
    bob = program().done("GET", "/members/bob")
    assert bob["points"] > 0
    assert bob["level"] >= 1
    assert (bob["answer_count"], bob["accepted_count"], bob["helped_count"]) == (1, 1, 1)
    assert {"first-answer"} <= {badge["slug"] for badge in bob["badges"]}
    assert program().done("GET", "/members/bob/badges")["items"] == bob["badges"]


def test_the_badges_of_a_member_turn_pages(program: AsProgram, thanked: dict[str, Any]) -> None:
    whole = program().done("GET", "/members/bob/badges?limit=100")
    assert len(whole["items"]) > 1
    assert whole["next"] is None
    turned, cursor = [], ""
    for _badge in whole["items"]:
        page = program().done("GET", f"/members/bob/badges?limit=1{cursor}")
        turned += page["items"]
        cursor = f"&cursor={page['next']}"
    assert (turned, page["next"]) == (whole["items"], None)
    assert program()("GET", "/members/bob/badges?limit=0").status_code == 422


def test_the_ledger_adds_up_to_the_points(program: AsProgram, thanked: dict[str, Any]) -> None:
    lines: list[dict[str, Any]] = []
    cursor = ""
    while True:
        page = program().done("GET", f"/members/bob/reputation?limit=1{cursor}")
        lines += page["items"]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(lines) > 1
    assert sum(line["points"] for line in lines) == page["points"]
    assert page["points"] == program().done("GET", "/members/bob")["points"]


def test_the_board_ranks_those_who_helped(program: AsProgram, thanked: dict[str, Any]) -> None:
    board = program().done("GET", "/leaderboards?period=week")
    assert (board["items"][0]["rank"], board["items"][0]["member"]["name"]) == (1, "bob")
    tagged = program().done("GET", "/leaderboards?period=all&tag=mesh")
    assert tagged["items"][0]["member"]["name"] == "bob"
    assert program().done("GET", "/leaderboards?tag=printer")["items"] == []
    assert program()("GET", "/leaderboards?period=decade").status_code == 422


@pytest.mark.parametrize("which", ["period=week", "period=all", "period=all&tag=mesh"])
def test_a_board_turns_pages(
    program: AsProgram, asked: dict[str, Any], alice: Actor, member: MakeMember, which: str
) -> None:
    people = [actor_of(member(f"helper{number}")) for number in range(5)]
    for number, each in enumerate(people):
        given = program(each).done(
            "POST", f"/questions/{asked['id']}/answers", {"body": f"{ANSWER} {number}."}
        )
        program(alice).done("PUT", f"/answers/{given['id']}/rating", {"stars": 5})
    whole = program().done("GET", f"/leaderboards?limit=100&{which}")
    assert (len(whole["items"]), whole["next"]) == (5, None)
    reader, turned, cursor = program(people[4]), [], ""
    for _page in range(3):
        page = reader.done("GET", f"/leaderboards?limit=2&{which}{cursor}")
        turned += page["items"]
        here = [row["member"]["name"] for row in page["items"]]
        assert ("helper4" in here) != (page["own"] is not None)
        cursor = f"&cursor={page['next']}"
    assert page["next"] is None
    assert turned == whole["items"]
    assert program()("GET", f"/leaderboards?cursor=x&{which}").status_code == 422


def test_who_hides_the_game_shows_no_points(program: AsProgram, thanked: dict[str, Any], bob: Actor) -> None:
    with unit_of_work():
        db.session.get_one(Member, bob.id).hides_game = True
    assert program().done("GET", "/members/bob")["points"] is None
    assert program().done("GET", "/members/bob/reputation")["items"] == []
    assert program().done("GET", "/members/bob/badges")["items"] == []
    assert program(bob).done("GET", "/members/bob")["points"] > 0


@pytest.mark.parametrize("name", ["nobody", "%00", "a" * 500])
def test_nobody_is_not_there(program: AsProgram, name: str) -> None:
    assert program()("GET", f"/members/{name}").status_code == 404


def test_an_admin_traces_a_cause_undoes_it_and_gives_it_back(
    program: AsProgram, thanked: dict[str, Any], member: MakeMember, carol: Actor
) -> None:
    admin = program(actor_of(member("ada", role="admin")))
    line = next(
        each for each in program().done("GET", "/members/bob/reputation")["items"] if each["kind"] == "rating"
    )
    place = f"/members/bob/reputation/{line['cause']}"
    before = program().done("GET", "/members/bob")["points"]
    found = admin.done("GET", place)
    assert (found["worth"], found["stands"], found["undone"], found["other"]["name"]) == (
        10,
        10,
        False,
        "alice",
    )

    assert program(carol)("GET", place).status_code == 403
    assert program()("POST", f"{place}/undo", {"reason": "No."}).status_code == 401
    assert admin("POST", f"{place}/undo", {}).status_code == 422
    assert admin("POST", f"{place}/undo", {"reason": " "}).status_code == 422
    assert admin("POST", "/members/bob/reputation/rating:99/undo", {"reason": "Gone."}).status_code == 404

    undone = admin.done("POST", f"{place}/undo", {"reason": "Bought stars."})
    assert (undone["stands"], undone["undone"], undone["rulings"][0]["reason"]) == (0, True, "Bought stars.")
    assert program().done("GET", "/members/bob")["points"] == before - 10
    assert program().done("GET", "/members/bob/reputation")["points"] == before - 10
    assert admin("POST", f"{place}/undo", {"reason": "Again."}).status_code == 409
    restored = admin.done("POST", f"{place}/restore", {"reason": "A mistake."})
    assert (restored["stands"], restored["rulings"][0]["lifted_reason"]) == (10, "A mistake.")
    assert program().done("GET", "/members/bob")["points"] == before


def test_the_ledger_names_no_post_that_has_gone_out_of_sight(
    program: AsProgram,
    asked: dict[str, Any],
    thanked: dict[str, Any],
    member: MakeMember,
    bob: Actor,
    carol: Actor,
) -> None:
    """Whoever asked was told the number of a post that nobody may read."""

    def named(*who: Actor) -> set[tuple[bool, bool]]:
        lines = program(*who).done("GET", "/members/bob/reputation")["items"]
        assert lines
        return {(line["cause"] is not None, line["post_id"] is not None) for line in lines}

    ada = actor_of(member("ada", role="admin"))
    assert named() == {(True, True)}
    with unit_of_work():
        posts.hide(db.session.get_one(Post, asked["id"]), "abuse", by=carol)
    assert named() == {(False, False)}
    assert named(bob) == named(ada) == {(True, True)}
