"""Inviting people by a program: the rules of the page, the errors of the interface."""

from sqlalchemy import select

from community.accounts.models import Member
from community.api.models import IdempotencyKey
from community.invites.models import Invite
from community.kernel.db import db
from community.kernel.policy import Actor
from tests.community.api.conftest import AsProgram
from tests.community.api.conftest import program as program  # noqa: PLC0414 - a fixture
from tests.community.invites.conftest import olga as olga  # noqa: PLC0414 - a fixture


def test_an_admin_invites_lists_and_withdraws(program: AsProgram, olga: Actor) -> None:
    made = program(olga).done(
        "POST",
        "/invites",
        {"addresses": ["Mei <mei@example.com>", "nobody"], "topics": ["wifi"], "language": "zh-Hans"},
    )
    assert [each["email"] for each in made["items"]] == ["mei@example.com"]
    assert (made["link"], made["refused"]) == (None, ["nobody"])
    link = program(olga).done("POST", "/invites", {"uses": 5})
    assert "/join/" in link["link"]
    first = program(olga).done("GET", "/invites?limit=1")
    second = program(olga).done("GET", f"/invites?limit=1&cursor={first['next']}")
    assert [each["uses"] for each in (*first["items"], *second["items"])] == [5, 1]
    assert second["next"] is None
    assert program(olga).done("DELETE", f"/invites/{made['items'][0]['id']}") is None
    states = {each["id"]: each["open"] for each in program(olga).done("GET", "/invites")["items"]}
    assert states[made["items"][0]["id"]] is False


def test_a_link_is_told_once_and_kept_nowhere(program: AsProgram, olga: Actor) -> None:
    answer = program(olga)("POST", "/invites", {"uses": 2}, headers={"Idempotency-Key": "k"})
    assert answer.headers["Cache-Control"] == "no-store"
    link = answer.get_json()["link"]
    kept = db.session.scalars(select(IdempotencyKey)).one()
    assert link.rpartition("/")[2] not in kept.body


def test_a_link_asked_for_twice_under_one_key_is_made_once(program: AsProgram, olga: Actor) -> None:
    key = {"Idempotency-Key": "k"}
    first = program(olga).done("POST", "/invites", {"uses": 2}, headers=key)
    again = program(olga)("POST", "/invites", {"uses": 2}, headers=key)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.get_json() == first | {"link": None}
    assert len(program(olga).done("GET", "/invites")["items"]) == 1


def test_members_who_may_not_are_refused_as_on_the_page(
    program: AsProgram, olga: Actor, alice: Actor
) -> None:
    assert program(alice)("GET", "/invites").status_code == 403
    assert program(alice)("POST", "/invites", {"addresses": ["a@example.com"]}).status_code == 403
    made = program(olga).done("POST", "/invites", {})["items"][0]
    assert program(alice)("DELETE", f"/invites/{made['id']}").status_code == 403
    assert program()("GET", "/invites").status_code == 401


def test_staff_see_and_withdraw_only_their_own_and_make_members_only(
    program: AsProgram, olga: Actor, dave: Actor, alice: Actor
) -> None:
    made = program(olga).done("POST", "/invites", {})["items"][0]
    assert program(dave).done("GET", "/invites")["items"] == []
    assert program(dave)("DELETE", f"/invites/{made['id']}").status_code == 404
    refused = program(dave)("POST", "/invites", {"addresses": ["a@example.com"], "role": "admin"})
    assert refused.status_code == 403
    assert db.session.get_one(Invite, made["id"]).revoked_at is None
    known = db.session.scalar(select(Member.email).where(Member.id == alice.member_id))
    told = program(dave).done("POST", "/invites", {"addresses": [known, "new@example.com"]})
    assert len(told["items"]) == 2  # who has an account is not told


def test_what_is_wrong_is_named(program: AsProgram, olga: Actor) -> None:
    for body, field in (
        ({"addresses": ["x"]}, "addresses"),
        ({"days": 5}, "days"),
        ({"language": "xx", "addresses": ["a@example.com"]}, "language"),
        ({"role": "admin"}, "role"),
    ):
        answer = program(olga)("POST", "/invites", body)
        assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
        assert answer.get_json()["field"] == field


def test_topics_are_spelled_as_tags_are_however_a_program_writes_them(
    program: AsProgram, olga: Actor
) -> None:
    made = program(olga).done("POST", "/invites", {"topics": ["WiFi", "#mesh_network", "wifi"]})
    assert made["items"][0]["topics"] == ["wifi", "mesh-network"]
