"""Schemathesis sends what the document allows and what it forbids: nothing breaks, nothing surprises."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.config import SchemathesisConfig

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Role
from community.kernel.unit_of_work import unit_of_work
from tests.community.api.conftest import ANSWER, BODY, TITLE, Program, token_of
from tests.community.api.test_staff import ANGRY, SHOUTED
from tests.conftest import actor_of, make_app

EXAMPLES = 12
SMALL = 9  # ids up to here exist as some kind of thing
# Rules that no schema can say, such as what the gate refuses, are answered by 422 as well.
load_all_checks()
LEFT_OUT = CHECKS.get_by_names(["positive_data_acceptance"])
# Names in a query that an address does not know are ignored, so they break nothing.
UNKNOWN_NAMES = SchemathesisConfig.from_dict({"generation": {"allow-extra-parameters": False}})
REJECTION = CHECKS.get_by_names(["negative_data_rejection"])


@dataclass(frozen=True)
class Site:
    """An application with one thing of each kind, and a key of its administrator."""

    app: Any
    key: str


def fill(app: Any) -> str:
    """Make members, a thread, a held post with its review item, and a case; returns the administrator's key."""
    with app.app_context():
        made = {}
        for name, role in (("alice", Role.MEMBER), ("bob", Role.MEMBER), ("root", Role.ADMIN)):
            now = clock.now()
            with unit_of_work():
                db.session.add(
                    Member(
                        name=name,
                        name_key=name,
                        display_name=name,
                        role=role,
                        created_at=now,
                        confirmed_at=now,
                    )
                )
            found = db.session.query(Member).filter_by(name=name).one()
            made[name] = token_of(actor_of(found))
    by_alice = Program(app, {"Authorization": f"Bearer {made['alice']}"})
    by_bob = Program(app, {"Authorization": f"Bearer {made['bob']}"})
    asked = by_alice.done("POST", "/questions", {"title": TITLE, "body": BODY, "tags": ["mesh"]})
    given_answer = by_bob.done("POST", f"/questions/{asked['id']}/answers", {"body": ANSWER})
    by_alice.done("POST", f"/posts/{given_answer['id']}/comments", {"body": "That was it, thank you."})
    by_alice.done("PUT", f"/answers/{given_answer['id']}/rating", {"stars": 5})
    by_alice.done("POST", "/questions", {"title": SHOUTED, "body": SHOUTED * 3, "tags": ["router"]})
    by_alice.done("POST", "/questions", ANGRY)
    return made["root"]


@pytest.fixture
def site(tmp_path: Path, empty_database: bytes) -> Iterator[Site]:
    """A filled site whose requests have contexts of their own."""
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    app = make_app(tmp_path)
    app.config["PROPAGATE_EXCEPTIONS"] = False  # an error is what a program would see
    yield Site(app, fill(app))
    with app.app_context():
        db.engine.dispose()


def small_ids(context: object, path_parameters: dict[str, Any]) -> dict[str, Any]:
    """Mostly ids that exist, so that more is tried than what is not there."""
    return {
        name: value % SMALL if isinstance(value, int) and not isinstance(value, bool) else value
        for name, value in (path_parameters or {}).items()
    }


def send(site: Site, mode: GenerationMode, headers: dict[str, str]) -> int:
    """Send generated requests of one mode to every call; returns how many were sent."""
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", site.app, config=UNKNOWN_NAMES)
    if mode is GenerationMode.POSITIVE:
        document.hook("map_path_parameters")(small_ids)
    sent = 0
    for found in document.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case: schemathesis.Case) -> None:
            nonlocal sent
            sent += 1
            # A broken key that was generated is replaced by ours, and then nothing is wrong with it;
            # a parameter without a name is none; one that is an empty list or object is not sent at all.
            asked = case.query or {}
            unsent = "" in asked or any(each in ({}, []) for each in asked.values())
            harmless = "Authorization" in (case.headers or {}) or unsent
            case.call_and_validate(headers=headers, excluded_checks=LEFT_OUT + REJECTION * harmless)

        with suppress(Unsatisfiable):  # nothing can be wrong with a call without parameters
            check()
    return sent


@pytest.mark.slow
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_an_administrator_finds_no_answer_outside_the_document(site: Site, mode: GenerationMode) -> None:
    assert send(site, mode, {"Authorization": f"Bearer {site.key}"}) > 100


@pytest.mark.slow
def test_a_stranger_finds_no_answer_outside_the_document(site: Site) -> None:
    assert send(site, GenerationMode.POSITIVE, {}) > 100
