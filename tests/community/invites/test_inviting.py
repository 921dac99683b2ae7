"""Inviting people: by letter and by link, once or several times, also two at the same moment."""

import re
import threading
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from community.accounts import signing_up
from community.accounts.mails import LETTER
from community.accounts.models import Member
from community.invites import queries, routes, rules, services
from community.invites.models import Invite, InviteUse
from community.kernel import clock, secret_links
from community.kernel.db import db
from community.kernel.errors import Conflict, Invalid, NotAllowed, TooMany
from community.kernel.jobs import Job
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as asking
from tests.community.invites.conftest import PASSWORD, applicant, letter, link
from tests.conftest import SignIn, both_databases
from tests.parallel import at_once

if TYPE_CHECKING:
    from flask.testing import FlaskClient

    from community.kernel.web import Huzhu


def test_a_pasted_list_gives_its_addresses_and_names_the_lines_that_are_none() -> None:
    read = rules.read_addresses("Mei <mei@example.com>\nnobody\n\nMEI@example.com; li@example.org,@@\n")
    assert read.good == ("mei@example.com", "li@example.org")
    assert read.bad == ("nobody", "@@")


def test_a_list_may_be_divided_as_one_types_in_chinese() -> None:
    read = rules.read_addresses("mei@example.com，li@example.org；wu@example.net、ann@example.com")
    assert read.good == ("mei@example.com", "li@example.org", "wu@example.net", "ann@example.com")
    assert read.bad == ()


@given(st.text(max_size=300))
def test_any_text_can_be_pasted(text: str) -> None:
    read = rules.read_addresses(text)
    assert all("@" in each for each in read.good)
    assert all(each.strip() for each in read.bad)


@both_databases
def test_somebody_comes_by_a_letter_and_is_confirmed_at_once(
    app: "Huzhu", olga: Actor, client: "FlaskClient"
) -> None:
    with unit_of_work():
        services.invite_addresses(
            ["mei@example.com"], services.Terms(words="You know mesh.", topics=("mesh",)), by=olga
        )
    text = letter(app)
    assert "You know mesh." in text
    path = re.search(r"/join/[\w-]+", text)
    assert path
    page = client.get(path[0])
    assert "You know mesh." in page.text
    assert 'value="mei@example.com"' in page.text
    sent = client.post(
        path[0], data={"name": "mei", "email": "mei@example.com", "password": PASSWORD, "consent": "y"}
    )
    assert sent.location == "/welcome/topics"
    mei = db.session.scalars(select(Member).where(Member.name == "mei")).one()
    assert mei.confirmed_at is not None
    assert queries.topics_of(mei.id) == ["mesh"]
    assert client.get(path[0]).status_code == 404


def test_whatever_one_was_invited_for_can_be_chosen(
    client: "FlaskClient", olga: Actor, bob: Actor, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(routes, "TOPICS_SHOWN", 1)
    for number, tag in enumerate(("wifi", "wifi", "mesh")):
        with unit_of_work():
            asking.ask(
                f"Why is node {number} silent at night?", f"Since Tuesday, at {number}.", [tag], by=olga
            )
    found = queries.by_word(link(1, olga, topics=("mesh", "attic")))
    assert found
    with unit_of_work():
        services.take_place(found.id, bob.id)
    page = sign_in(client, bob).get("/welcome/topics").text
    assert re.search('value="mesh"[^>]*checked', page)
    assert 'value="wifi"' in page
    assert "asked about these yet: attic" in page


@both_databases
def test_of_two_who_use_the_last_place_at_once_one_comes(app: "Huzhu", olga: Actor) -> None:
    word = link(1, olga)
    people = [applicant("first"), applicant("second")]
    for who in people:
        with unit_of_work():
            assert services.join(word, who) is None
    assert queries.open_invite(word), "nobody has proved an address yet"
    links = [
        secret_links.word_of(job.payload["seed"])
        for job in db.session.scalars(select(Job).where(Job.kind == LETTER))
    ]
    db.session.rollback()  # what was seen until here is over
    gate, came = threading.Barrier(2), []

    def come(link: str) -> None:
        with app.app_context():
            gate.wait()
            try:
                with unit_of_work():
                    came.append(signing_up.complete(link).id is not None)
            except services.InviteGone:
                came.append(False)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=come, args=(each,)) for each in links]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(came) == [False, True]
    assert db.session.scalar(select(func.count()).select_from(InviteUse)) == 1
    assert db.session.scalar(select(func.count()).where(Member.name.in_(["first", "second"]))) == 1


def test_a_link_ends_when_it_was_used_so_often_when_its_time_is_over_or_when_it_is_taken_back(
    app: "Huzhu", olga: Actor
) -> None:
    word = link(2, olga, days=3)
    assert queries.open_invite(word)
    with clock.at(clock.now() + timedelta(days=4)):
        assert queries.open_invite(word) is None
    with unit_of_work():
        services.revoke(db.session.scalars(select(Invite)).one(), by=olga)
    assert queries.open_invite(word) is None


def test_only_its_hash_is_kept(app: "Huzhu", olga: Actor) -> None:
    word = link(1, olga)
    assert word not in str(list(db.session.execute(select(Invite.__table__))))


def test_a_role_is_given_by_letter_of_an_admin_only_and_only_to_that_address(
    app: "Huzhu", olga: Actor, dave: Actor
) -> None:
    with pytest.raises(Invalid):
        link(1, olga, role=Role.AGENT)
    with pytest.raises(NotAllowed), unit_of_work():
        services.invite_addresses(["a@example.com"], services.Terms(role=Role.AGENT), by=dave)
    with unit_of_work():
        services.invite_addresses(["nia@example.com"], services.Terms(role=Role.AGENT), by=olga)
    path = re.search(r"/join/([\w-]+)", letter(app))
    assert path
    with pytest.raises(Invalid), unit_of_work():
        services.join(path[1], applicant("mallory"))
    with unit_of_work():
        nia = services.join(path[1], applicant("nia"))
    assert nia
    assert nia.role == Role.AGENT


def test_who_is_here_or_invited_already_gets_no_second_letter(
    app: "Huzhu", olga: Actor, alice: Actor
) -> None:
    with unit_of_work():
        made = services.invite_addresses(["alice@example.com", "new@example.com"], services.Terms(), by=olga)
    assert [each.email for each in made] == ["new@example.com"]
    with unit_of_work():
        assert services.invite_addresses(["NEW@example.com"], services.Terms(), by=olga) == []


def test_a_letter_is_sent_three_times_at_most_and_the_old_link_ends(app: "Huzhu", olga: Actor) -> None:
    with unit_of_work():
        (invite,) = services.invite_addresses(["new@example.com"], services.Terms(), by=olga)
    first = re.search(r"/join/([\w-]+)", letter(app))
    assert first
    for _ in range(2):
        with unit_of_work():
            services.send_again(queries.invite_or_404(invite.id), by=olga)
    assert queries.open_invite(first[1]) is None
    with pytest.raises(Conflict), unit_of_work():
        services.send_again(queries.invite_or_404(invite.id), by=olga)


@both_databases
def test_a_letter_is_sent_again_once_however_often_the_button_is_pressed(
    app: "Huzhu", client: "FlaskClient", olga: Actor, sign_in: SignIn
) -> None:
    with unit_of_work():
        (invite,) = services.invite_addresses(["new@example.com"], services.Terms(), by=olga)
    number = invite.id
    browsers = [sign_in(each, olga) for each in (client, app.test_client())]
    assert 'name="sent" value="1"' in client.get("/invitations").text

    def press(browser: "FlaskClient") -> int:
        return browser.post(f"/invitations/{number}/again", data={"sent": "1"}).status_code

    assert at_once(app, [lambda each=each: press(each) for each in browsers]) == [303, 303]
    press(client)
    db.session.expire_all()
    assert db.session.get_one(Invite, number).sent_count == 2


def test_a_day_has_its_measure(app: "Huzhu", olga: Actor) -> None:
    app.extensions["huzhu_thresholds"]["invites_a_day"] = 2
    with pytest.raises(TooMany), unit_of_work():
        services.invite_addresses([f"n{n}@example.com" for n in range(3)], services.Terms(), by=olga)


def test_members_invite_only_from_the_level_and_where_the_site_lets_them(app: "Huzhu", alice: Actor) -> None:
    assert not services.may_invite(alice)
    steward = Actor(member_id=alice.id, confirmed=True, level=4)
    assert services.may_invite(steward)
    app.extensions["huzhu_thresholds"]["stewards_invite"] = 0
    assert not services.may_invite(steward)


def test_the_page_keeps_bad_lines_and_tells_what_became_of_guests(
    app: "Huzhu", olga: Actor, client: "FlaskClient", sign_in: SignIn
) -> None:
    sign_in(client, olga)
    sent = {
        "way": "letter",
        "addresses": "mei@example.com\nnot one",
        "lang": "zh-Hans",
        "days": "14",
        "role": "member",
    }
    page = client.post("/invitations", data=sent)
    assert page.status_code == 422
    assert "not one" in page.text
    assert "mei@example.com" in page.text
    path = re.search(r"/join/([\w-]+)", letter(app))
    assert path
    with unit_of_work():
        services.join(path[1], applicant("mei"))
    assert "has not answered yet" in client.get("/invitations").text


def test_a_link_works_while_open_sign_up_is_off(app: "Huzhu", olga: Actor, client: "FlaskClient") -> None:
    object.__setattr__(app.extensions["huzhu_settings"], "sign_up", "invited")
    page = client.post(
        "/sign-up", data={"name": "eve", "email": "eve@example.com", "password": PASSWORD, "consent": "y"}
    )
    assert "By invitation" in page.text
    assert db.session.scalar(select(func.count()).where(Member.name == "eve")) == 0
    path = f"/join/{link(1, olga)}"
    sent = client.post(
        path, data={"name": "mei", "email": "mei@example.com", "password": PASSWORD, "consent": "y"}
    )
    assert sent.location == "/sign-up/sent"


def test_a_list_that_is_too_long_is_refused_before_it_is_read() -> None:
    with pytest.raises(Invalid):
        rules.read_addresses(",".join(f"mei{number}@example.com" for number in range(rules.MOST_LINES + 1)))
    assert rules.read_addresses("mei@example.com," * 5_000).good == ("mei@example.com",)
