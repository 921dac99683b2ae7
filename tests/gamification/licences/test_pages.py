"""The two pages, the chip on the profile, and the resources for programs."""

from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from gamification.licences import queries
from gamification.licences.rules import Act
from tests.community.api.conftest import Program, token_of
from tests.conftest import SignIn
from tests.gamification.licences.conftest import WHY, WORDS, decide


def text_of(client: FlaskClient, address: str) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return " ".join(page.text.split())


def test_a_member_sees_what_is_missing_then_applies_and_gives_back(
    app: Flask, client: FlaskClient, helped: Callable[[int], None], bob: Actor, sign_in: SignIn
) -> None:
    assert "Sign in to see in which topics" in text_of(client, "/licences")
    sign_in(client, bob)
    assert "you need 3 well-rated answers" in text_of(client, "/licences")
    helped(2)
    assert "2 of 3 well-rated answers" in text_of(client, "/licences")
    helped(1)
    assert 'value="mesh/en"' in text_of(client, "/licences")
    short = client.post("/licences", data={"topic": "mesh/en", "words": "Too short & kept"})
    assert short.status_code == 422
    assert "Too short &amp; kept" in short.text
    assert "Say in 20 to 1000 characters" in short.text
    other = client.post("/licences", data={"topic": "mesh/zh-Hans", "words": WORDS})
    assert other.status_code == 403
    assert WORDS in other.text
    assert client.post("/licences", data={"topic": "mesh/en", "words": WORDS}).status_code == 303
    page = text_of(client, "/licences")
    assert "The team reads your application" in page
    assert 'aria-current="step"' in page
    (own,) = queries.of_member(bob.id)
    assert client.post(f"/licences/{own.licence.id}/resignation").status_code == 303
    assert "You gave it back" in text_of(client, "/licences")


def test_staff_decide_with_the_evidence_before_them(
    app: Flask, client: FlaskClient, licence: int, dave: Actor, sign_in: SignIn
) -> None:
    sign_in(client, dave)
    page = text_of(client, "/licences/applications")
    for words in (WORDS, "well-rated answers here", "Contributor", "Begin on probation"):
        assert words in page, words
    sent = {"decision": "approve", "reason": "ok", "number": "1"}
    refused = client.post(f"/licences/{licence}/decision", data=sent)
    assert refused.status_code == 422
    assert "Say why in 5 to 400 characters" in refused.text
    sent["reason"] = WHY
    assert client.post(f"/licences/{licence}/decision", data=sent).status_code == 303
    late = client.post(f"/licences/{licence}/decision", data=sent | {"reason": "Typed in vain."})
    assert late.status_code == 409
    assert "Dave has decided about this meanwhile" in late.text
    assert "Typed in vain." in late.text
    page = text_of(client, "/licences/applications")
    assert "No application waits" in page
    assert "Make licensed" in page


def test_the_profile_says_it_even_where_the_game_is_hidden(
    app: Flask, client: FlaskClient, licence: int, bob: Actor, dave: Actor
) -> None:
    chip = "Customer rep: mesh · English"
    assert chip not in text_of(client, "/members/bob")
    decide(licence, Act.APPROVE, dave)
    assert "Customer rep on probation: mesh · English" in text_of(client, "/members/bob")
    decide(licence, Act.PROMOTE, dave)
    with unit_of_work():
        db.session.execute(update(Member).filter_by(id=bob.id).values(hides_game=True))
    assert chip in text_of(client, "/members/bob")
    decide(licence, Act.SUSPEND, dave)
    assert chip not in text_of(client, "/members/bob")


def test_programs_apply_read_and_decide(
    app: Flask, helped: Callable[[int], None], alice: Actor, bob: Actor, dave: Actor
) -> None:
    helped(3)
    by_bob, by_dave, by_alice = (
        Program(app, {"Authorization": f"Bearer {token_of(each)}"})  # type: ignore[arg-type]
        for each in (bob, dave, alice)
    )
    sent = {"tag": "mesh", "lang": "en", "words": WORDS}
    made = by_bob.done("POST", "/licences", sent)
    assert (made["state"], made["drafts_looked_at"], made["number"]) == ("applied", None, 1)
    assert by_bob("POST", "/licences", sent).status_code == 409
    assert by_alice("POST", "/licences", sent).status_code == 403
    assert by_alice("GET", "/licences?member=bob").status_code == 403
    assert by_alice.done("GET", "/licences")["items"] == []
    address = f"/licences/{made['id']}/decision"
    decision = {"decision": "approve", "reason": WHY, "number": 1}
    assert by_bob("POST", address, decision).status_code == 403
    assert by_dave.done("POST", address, decision)["drafts_looked_at"] == 1.0
    assert by_dave("POST", address, decision).status_code == 409
    (item,) = by_dave.done("GET", "/licences?member=bob")["items"]
    assert (item["state"], item["decided_by"]["name"], item["reason"]) == ("probation", "dave", WHY)
    assert by_bob.done("GET", "/licences")["items"] == [item]
