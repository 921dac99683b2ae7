"""The gate for programs and on the command line."""

import json

import pytest
from flask import Flask

from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post
from community.questions import services as asking
from moderation.quality import in_force
from moderation.quality.bounds import Bounds
from moderation.quality.cli import gate
from tests.community.api.conftest import Program, token_of

TITLE = "The second node restarts every hour since the update"
LOUD = "WHY DOES THIS ROUTER NEVER WORK WHEN I COME HOME from my job every day"


def program(app: Flask, actor: Actor) -> Program:
    return Program(app, {"Authorization": f"Bearer {token_of(actor)}"})  # type: ignore[arg-type]


def test_a_text_is_checked_and_not_stored(app: Flask, alice: Actor) -> None:
    told = program(app, alice).done("POST", "/check", {"title": TITLE, "body": LOUD.upper()})
    assert told["verdict"] == "hold"
    assert {"shouting"} <= {each["check"] for each in told["findings"]}
    assert Post.query.count() == 0
    assert Program(app)("POST", "/check", {"body": LOUD}).status_code == 401  # type: ignore[arg-type]
    assert program(app, alice)("POST", "/check", {"body": LOUD, "question_id": 77}).status_code == 404


def test_moderators_read_rehearse_and_set_checks(app: Flask, alice: Actor, carol: Actor) -> None:
    with unit_of_work():
        loud = asking.ask(TITLE, LOUD, ["mesh"], by=alice)
    theirs = program(app, carol)
    checks = {each["slug"]: each for each in theirs.done("GET", "/gate/checks")["items"]}
    assert checks["shouting"]["setting"]["bounds"]["hold"] == 0.75
    wanted = {"bounds": {"review": 0.4, "hold": 0.5}}
    rehearsed = theirs.done("POST", "/gate/checks/shouting/rehearsal", wanted)
    assert [(each["post_id"], each["after"]) for each in rehearsed["changes"]] == [(loud.id, "hold")]
    assert in_force.settings()["shouting"].bounds == Bounds(review=0.6, hold=0.75)
    assert theirs.done("PUT", "/gate/checks/shouting", wanted)["setting"]["bounds"]["hold"] == 0.5
    assert in_force.settings()["shouting"].bounds == Bounds(review=0.4, hold=0.5)
    assert theirs("PUT", "/gate/checks/shouting", {"bounds": {"review": 0.9}}).status_code == 422
    assert theirs("GET", "/gate/checks/nonsense").status_code == 404
    assert program(app, alice)("GET", "/gate/checks").status_code == 403


def test_the_command_rehearses(app: Flask, alice: Actor) -> None:
    with unit_of_work():
        loud = asking.ask(TITLE, LOUD, ["mesh"], by=alice)
    runner = app.test_cli_runner()
    done = runner.invoke(gate, ["rehearse", "shouting", "--review", "0.4", "--hold", "0.5", "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert (told["looked"], told["total"]) == (1, 1)
    assert told["changes"][0]["post_id"] == loud.id
    assert "shouting" in runner.invoke(gate, ["show"]).output
    wrong = runner.invoke(gate, ["rehearse", "nonsense"])
    assert wrong.exit_code == 2


@pytest.mark.usefixtures("app")
def test_the_fast_check_is_not_asked_of_programs(alice: Actor) -> None:
    with unit_of_work():
        asked = asking.ask(TITLE, "It restarts every hour, whatever I try with it.", ["mesh"], by=alice)
    assert "typed-fast" not in {each["check"] for each in asked.findings}
