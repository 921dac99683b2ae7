"""The pages about sanctions: what the member reads, what moderators fill in, and that typed words survive."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from community.accounts.models import Member
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.posts import services as posts
from community.posts.models import Post
from moderation.sanctions import forms
from moderation.sanctions.models import Sanction
from moderation.sanctions.rules import Kind
from tests.conftest import MakeMember, SignIn, actor_of, both_databases
from tests.moderation.sanctions.deeds import ask, impose
from tests.parallel import at_once

Enter = Callable[[Actor], FlaskClient]


@pytest.fixture
def enter(app: Flask, sign_in: SignIn) -> Enter:
    return lambda who: sign_in(app.test_client(), who)


FORM = {
    "kind": "suspend",
    "reason": "abuse",
    "days": "7",
    "words": "Two insults in one day.",
    "note": "See 12.",
}


def test_a_moderator_suspends_by_the_form_and_the_member_reads_why_on_every_page(
    enter: Enter, alice: Actor, carol: Actor
) -> None:
    browser = enter(carol)
    assert "By what was before" in browser.get("/members/alice/sanction?kind=suspend").text
    answer = browser.post("/members/alice/sanction", data=FORM)
    assert (answer.status_code, answer.location) == (303, "/members/alice/conduct")
    assert "See 12." not in browser.get("/members/alice").text
    member = enter(alice)
    front = member.get("/questions").text
    assert "Your account is suspended" in front
    assert "Posts of yours attacked other people." in front
    sanction = db.session.query(Sanction).one()
    page = member.get(f"/sanctions/{sanction.id}").text
    assert "Two insults in one day." in page
    assert f"/sanctions/{sanction.id}/appeal" in page
    assert "See 12." not in page
    assert "Carol" not in page
    assert "See 12." in browser.get(f"/sanctions/{sanction.id}").text


@pytest.mark.parametrize(
    "form",
    [
        {"kind": "warn", "reason": "abuse", "template": "tone"},
        {"kind": "limit", "reason": "quarrel", "limit": "no-comments", "days": "3"},
        {"kind": "suspend", "reason": "threats", "days": "none"},
    ],
    ids=lambda form: form["kind"],
)
def test_each_form_needs_no_more_than_it_shows(
    enter: Enter, alice: Actor, carol: Actor, form: dict[str, str]
) -> None:
    empty = {"words": "", "note": "", "item": ""}
    assert enter(carol).post("/members/alice/sanction", data={**empty, **form}).status_code == 303
    assert db.session.query(Sanction).one().kind == form["kind"]


def test_what_was_typed_survives_an_error(enter: Enter, alice: Actor, carol: Actor) -> None:
    post_id = ask(alice)
    wrong = {**FORM, "reason": "", "post": str(post_id), "days": "14"}
    answer = enter(carol).post("/members/alice/sanction", data=wrong)
    assert answer.status_code == 422
    assert "Choose a reason." in answer.text
    assert "Two insults in one day." in answer.text
    assert f'value="{post_id}" checked' in answer.text
    assert 'value="14" selected' in answer.text
    assert db.session.query(Sanction).count() == 0


@pytest.mark.parametrize(
    ("lang", "notice", "words"),
    [
        ("en", "The moderators have a word with you", "It is fine to be angry"),
        ("zh-Hans", "版主有话想对你说", "生气很正常"),
    ],
)
def test_a_warning_is_shown_until_it_is_read(
    enter: Enter, alice: Actor, carol: Actor, lang: str, notice: str, words: str
) -> None:
    sanction_id = impose(alice, carol, Kind.WARN, template="tone")
    member = enter(alice)
    assert notice in member.get(f"/?lang={lang}").text
    assert words in member.get(f"/sanctions/{sanction_id}").text
    assert member.post(f"/sanctions/{sanction_id}/acknowledgement").status_code == 303
    assert notice not in member.get("/").text


def test_nobody_else_learns_of_a_sanction(
    enter: Enter, client: FlaskClient, alice: Actor, bob: Actor, carol: Actor
) -> None:
    sanction_id = impose(alice, carol)
    assert enter(bob).get(f"/sanctions/{sanction_id}").status_code == 404
    assert enter(bob).get("/members/alice/conduct").status_code == 403
    assert client.get(f"/sanctions/{sanction_id}").status_code == 302
    for address in ("/members/alice", "/questions"):
        assert "suspended" not in client.get(address).text


@pytest.mark.parametrize(
    ("deed", "given", "sentence"),
    [
        ("lift", {"words": ""}, "Say why"),
        ("extend", {"words": "It goes on.", "days": "0"}, "Choose from 1"),
        ("extend", {"words": "", "days": "3"}, "Say why"),
    ],
)
def test_lifting_and_extending_say_what_is_missing(
    enter: Enter, alice: Actor, carol: Actor, deed: str, given: dict[str, str], sentence: str
) -> None:
    sanction_id = impose(alice, carol)
    browser = enter(carol)
    answer = browser.post(f"/sanctions/{sanction_id}/{deed}", data=given)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert given["words"] in answer.text
    done = browser.post(f"/sanctions/{sanction_id}/{deed}", data={"words": "We talked.", "days": "3"})
    assert done.status_code == 303


@pytest.mark.parametrize("deed", ["lift", "extend"])
def test_whoever_comes_too_late_reads_so_and_keeps_their_words(
    enter: Enter, alice: Actor, carol: Actor, mona: Actor, deed: str
) -> None:
    sanction_id = impose(alice, carol)
    assert enter(mona).post(f"/sanctions/{sanction_id}/lift", data={"words": "We talked."}).status_code == 303
    late = enter(carol).post(f"/sanctions/{sanction_id}/{deed}", data={"words": "She rang.", "days": "3"})
    assert late.status_code == 409
    assert "This has ended already." in late.text
    assert "She rang." in late.text


def test_nobody_is_offered_what_they_may_not_do_to_a_fellow_moderator(
    enter: Enter, alice: Actor, carol: Actor, member: MakeMember
) -> None:
    sanction_id, chief = impose(alice, carol), actor_of(member("ines", role="admin"))
    with unit_of_work():
        db.session.get_one(Member, alice.id).role = "moderator"
    page = f"/sanctions/{sanction_id}"
    assert f"{page}/lift" not in enter(carol).get(page).text
    assert f"{page}/lift" in enter(chief).get(page).text
    refused = enter(carol).post(f"{page}/lift", data={"words": "She rang."})
    assert refused.status_code == 403
    assert "You may not sanction this member." in refused.text


def test_the_author_of_a_removed_post_finds_the_way_to_an_appeal_in_its_place(
    enter: Enter, alice: Actor, carol: Actor
) -> None:
    post_id = ask(alice)
    with unit_of_work():
        posts.hide(db.session.get_one(Post, post_id), "off-topic", by=carol)
    sanction_id = db.session.query(Sanction).one().id
    page = enter(alice).get(f"/questions/{post_id}", follow_redirects=True).text
    assert f"/sanctions/{sanction_id}/appeal" in page
    assert "/appeal" not in enter(carol).get(f"/questions/{post_id}", follow_redirects=True).text


def test_the_record_of_a_member_holds_notes_and_is_linked_from_the_profile(
    enter: Enter, alice: Actor, carol: Actor
) -> None:
    browser = enter(carol)
    assert "/members/alice/conduct" in browser.get("/members/alice").text
    assert "/members/alice/conduct" not in enter(alice).get("/members/alice").text
    assert browser.post("/members/alice/conduct/notes", data={"words": " "}).status_code == 422
    browser.post("/members/alice/conduct/notes", data={"words": "Writes by letter, too."})
    assert "Writes by letter, too." in browser.get("/members/alice/conduct").text


def test_a_number_that_no_id_can_have_is_no_number() -> None:
    assert forms.number("2147483647") == 2_147_483_647
    assert forms.number("2147483648") is None
    assert forms.number("123456789012345") is None


@both_databases
def test_an_item_that_cannot_be_is_no_failure(app: Flask, enter: Enter, alice: Actor, carol: Actor) -> None:
    answer = enter(carol).post("/members/alice/sanction", data={**FORM, "item": "123456789012345"})
    assert answer.status_code == 303


@both_databases
def test_a_suspension_that_is_extended_by_one_form_lasts_longer_once(
    app: Flask, enter: Enter, alice: Actor, carol: Actor
) -> None:
    browsers = [enter(carol) for _ in range(2)]
    browsers[0].post("/members/alice/sanction", data=FORM)
    sanction = db.session.query(Sanction).one()
    page, until = f"/sanctions/{sanction.id}", sanction.until
    assert until
    forms_there = re.findall(r'name="once" value="([^"]+)"', browsers[0].get(page).text)
    typed = {"days": "3", "words": "It goes on.", "once": forms_there[-1]}

    def press(browser: FlaskClient) -> int:
        return browser.post(f"{page}/extend", data=typed).status_code

    assert at_once(app, [lambda each=each: press(each) for each in browsers]) == [303, 303]
    assert press(browsers[0]) == 303
    db.session.expire_all()
    assert db.session.query(Sanction).one().until == until + timedelta(days=3)


@both_databases
def test_of_two_moderators_who_extend_the_same_suspension_one_is_told_of_the_other(
    enter: Enter, alice: Actor, carol: Actor, mona: Actor
) -> None:
    first, second = enter(carol), enter(mona)
    first.post("/members/alice/sanction", data=FORM)
    sanction = db.session.query(Sanction).one()
    page, until = f"/sanctions/{sanction.id}", sanction.until
    assert until
    typed = {"days": "3", "words": "It goes on."}
    open_there = [typed | hidden(each.get(page).text) for each in (first, second)]
    assert first.post(f"{page}/extend", data=open_there[0]).status_code == 303
    refused = second.post(f"{page}/extend", data=open_there[1])
    assert refused.status_code == 409
    assert "Somebody changed this meanwhile." in refused.text
    assert "It goes on." in refused.text
    db.session.expire_all()
    assert db.session.query(Sanction).one().until == until + timedelta(days=3)
    # Whoever has read that, and sends it again, means it.
    assert second.post(f"{page}/extend", data=typed | hidden(refused.text)).status_code == 303
    db.session.expire_all()
    assert db.session.query(Sanction).one().until == until + timedelta(days=6)


def hidden(page: str) -> dict[str, str]:
    """What the form for letting it last longer carries along."""
    form = page.split('/extend" method', 1)[1].split("</form>", 1)[0]
    return {name: re.findall(rf'name="{name}" value="([^"]+)"', form)[-1] for name in ("once", "base")}
