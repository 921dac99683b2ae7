"""What invitations forget, and what they tell nobody."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import g, get_flashed_messages
from sqlalchemy import select

from community.accounts import closing
from community.accounts.models import Member
from community.invites import forms, queries, routes, services
from community.invites.models import Invite
from community.kernel import clock, jobs
from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from tests.community.invites.conftest import applicant, letter, link
from tests.community.reading.test_profile_statements import statements
from tests.conftest import SignIn, both_databases

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from community.kernel.web import Huzhu


def test_who_closes_the_account_leaves_no_address_behind(app: "Huzhu", olga: Actor) -> None:
    with unit_of_work():
        services.invite_addresses(["mei@example.com"], services.Terms(), by=olga)
    path = re.search(r"/join/([\w-]+)", letter(app))
    assert path
    with unit_of_work():
        mei = services.join(path[1], applicant("mei"))
        assert mei
    with unit_of_work():
        closing.close_account(mei, sure=True)
    assert db.session.scalars(select(Invite.email)).one() is None


@both_databases
def test_who_closes_the_account_takes_their_invitations_along(
    app: "Huzhu", olga: Actor, alice: Actor, client: "FlaskClient"
) -> None:
    steward = replace(alice, level=4)
    with unit_of_work():
        services.invite_addresses(["mei@example.com"], services.Terms(words="I thought of you."), by=steward)
    word, other = link(3, steward, words="Come in."), link(1, olga, words="From Olga.")
    with unit_of_work():
        closing.close_account(db.session.get_one(Member, alice.id), sure=True)
    assert client.get(f"/join/{word}").status_code == 404
    assert "From Olga." in client.get(f"/join/{other}").text
    theirs = db.session.scalars(select(Invite).where(Invite.by_id == alice.id)).all()
    assert {(each.words, each.email, each.email_key) for each in theirs} == {("", None, None)}
    assert all(each.revoked_at for each in theirs)


@both_databases
def test_the_address_of_somebody_who_never_came_is_forgotten(app: "Huzhu", olga: Actor) -> None:
    with unit_of_work():
        services.invite_addresses(["mei@example.com"], services.Terms(days=3), by=olga)
        (gone,) = services.invite_addresses(["li@example.com"], services.Terms(days=90), by=olga)
    with unit_of_work():
        services.revoke(queries.invite_or_404(gone.id), by=olga)
    for days, left in ((13, {"mei@example.com", "li@example.com"}), (15, {"mei@example.com"}), (18, set())):
        services.forget_absent(clock.now() + timedelta(days=days))
        db.session.rollback()
        assert set(db.session.scalars(select(Invite.email).where(Invite.email.is_not(None)))) == left
    with statements() as asked:
        services.forget_absent(clock.now() + timedelta(days=99))
    assert len(asked) == 1


def test_only_admins_learn_whether_an_address_has_an_account(
    app: "Huzhu", olga: Actor, bob: Actor, client: "FlaskClient", sign_in: SignIn
) -> None:
    sent = {
        "way": "letter",
        "addresses": "bob@example.com\nmei@example.com",
        "lang": "en",
        "days": "14",
        "role": "member",
    }
    with unit_of_work():
        made = services.invite_addresses(
            ["bob@example.com", "mei@example.com"], services.Terms(), by=replace(bob, level=4)
        )
    assert [(each.email, each.sent_count) for each in made] == [
        ("bob@example.com", 1),
        ("mei@example.com", 1),
    ]
    jobs.run_due()
    letters = Path(app.extensions["huzhu_settings"].data_dir) / "mail"
    assert len(list(letters.glob("*.eml"))) == 1  # to Mei
    with unit_of_work():
        services.send_again(queries.invite_or_404(made[0].id), by=replace(bob, level=4))
        assert (
            services.invite_addresses(["bob@example.com"], services.Terms(), by=replace(bob, level=4)) == []
        )
    jobs.run_due()
    assert len(list(letters.glob("*.eml"))) == 1
    with pytest.raises(Conflict), unit_of_work():
        services.send_again(queries.invite_or_404(made[0].id), by=olga)
    sign_in(client, olga)
    page = client.post("/invitations", data=sent, follow_redirects=True)
    assert "have an account or an invitation already" in page.text


def test_a_steward_reads_the_same_for_every_address(app: "Huzhu", alice: Actor, bob: Actor) -> None:
    with app.test_request_context():
        g.huzhu_actor = replace(alice, level=4)
        form = forms.InviteForm(data={"addresses": "bob@example.com\nmei@example.com"})
        routes._written(services.Terms(), form)
        assert get_flashed_messages() == ["2 invitations are on their way."]
