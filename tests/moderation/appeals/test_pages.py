"""The pages about appeals, for both sides; typed words survive, the reason comes through, mails go out."""

import re
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from community.accounts.models import Member
from community.kernel import clock, worker
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.kernel.unit_of_work import unit_of_work
from moderation.appeals.models import Appeal
from moderation.review import block, listing
from moderation.review.models import ReviewItem
from moderation.sanctions.rules import Kind
from tests.conftest import MakeMember, SignIn, actor_of
from tests.moderation.appeals.deeds import GRANT, appeal, decide, removal
from tests.moderation.sanctions.deeds import impose

Enter = Callable[[Actor], FlaskClient]


@pytest.fixture
def enter(app: Flask, sign_in: SignIn) -> Enter:
    return lambda who: sign_in(app.test_client(), who)


def test_a_suspended_member_appeals_and_another_moderator_asks_and_grants(
    enter: Enter, alice: Actor, carol: Actor, mona: Actor
) -> None:
    sanction_id = impose(alice, carol)
    member, judge = enter(alice), enter(mona)
    assert member.get(f"/sanctions/{sanction_id}/appeal").status_code == 200
    answer = member.post(f"/sanctions/{sanction_id}/appeal", data={"words": "我当时是在说设备，不是说人。"})
    assert answer.status_code == 303
    place = answer.location
    assert "我当时是在说设备" in judge.get(place).text
    assert "You had a part in this" in enter(carol).get(place).text
    assert judge.post(f"{place}/claim").status_code == 303
    assert judge.post(f"{place}/question", data={"question": "Which device?"}).status_code == 303
    assert "Which device?" in member.get(place).text
    assert member.post(f"{place}/answer", data={"answer": "The router."}).status_code == 303
    judge.post(f"{place}/claim")
    lacking = judge.post(f"{place}/decision", data={"decision": "granted", "reason": " "})
    assert lacking.status_code == 422
    assert "Write something first." in lacking.text
    done = judge.post(f"{place}/decision", data={"decision": "granted", "reason": "It was the router."})
    assert done.status_code == 303
    page = member.get(place).text
    assert "It was the router." in page
    assert "Mona" not in page
    assert "Your account is suspended" not in member.get("/questions").text


def test_a_reason_that_came_too_late_is_kept(
    enter: Enter, alice: Actor, carol: Actor, mona: Actor, member: MakeMember
) -> None:
    """Another one has the appeal by now, then it waits for somebody, and then it is settled."""
    place = f"/appeals/{appeal(impose(alice, carol), alice)}"
    late, judge = enter(actor_of(member("late", role=Role.ADMIN))), enter(mona)
    assert judge.post(f"{place}/claim").status_code == 303
    written = {"decision": "refused", "reason": "Aimed at a person."}
    held = late.post(f"{place}/decision", data=written)
    assert held.status_code == 409
    assert "Aimed at a person." in held.text
    with clock.at(clock.now() + timedelta(hours=1)):
        ran_out = judge.post(f"{place}/decision", data=written)
        assert ran_out.status_code == 409
        assert 'name="reason" value="Aimed at a person."' in ran_out.text  # it comes along with "Take it"
        again = judge.post(f"{place}/claim", data={"reason": "Aimed at a person."})
        assert again.status_code == 200
        assert ">Aimed at a person.</textarea>" in again.text
        assert judge.post(f"{place}/decision", data=written).status_code == 303
        settled = late.post(f"{place}/decision", data=written)
    assert settled.status_code == 409
    assert settled.text.count("Aimed at a person.") > judge.get(place).text.count("Aimed at a person.")


def test_it_says_how_long_an_answer_is_waited_for_here(
    app: Flask, enter: Enter, alice: Actor, carol: Actor, mona: Actor
) -> None:
    app.extensions["huzhu_thresholds"]["appeal_answer_days"] = 3
    place, judge = f"/appeals/{appeal(impose(alice, carol), alice)}", enter(mona)
    judge.post(f"{place}/claim")
    assert "until they answer, for 3 days at most" in judge.get(place).text


def test_an_answer_that_came_since_is_read_before_it_is_decided(
    enter: Enter, alice: Actor, carol: Actor, mona: Actor
) -> None:
    place, judge = f"/appeals/{appeal(impose(alice, carol), alice)}", enter(mona)
    judge.post(f"{place}/claim")
    judge.post(f"{place}/question", data={"question": "Which device?"})
    judge.post(f"{place}/claim")

    def press(page: str) -> TestResponse:
        heard = re.search(r'name="heard" value="(\d+)"', page)
        assert heard is not None
        given = {"decision": "refused", "reason": "Aimed at a person.", "heard": heard[1]}
        return judge.post(f"{place}/decision", data=given)

    page = judge.get(place).text
    enter(alice).post(f"{place}/answer", data={"answer": "The router, and Bob knows it."})
    refused = press(page)
    assert refused.status_code == 409
    assert "An answer has come since you opened this" in refused.text
    assert "The router, and Bob knows it." in refused.text
    assert press(refused.text).status_code == 303


def test_a_page_on_which_somebody_works_renews_its_time(
    enter: Enter, alice: Actor, carol: Actor, mona: Actor
) -> None:
    place = f"/appeals/{appeal(impose(alice, carol), alice)}"
    judge, fetch = enter(mona), {"X-Requested-With": "fetch"}
    assert 'data-behaviour="renew"' not in judge.get(place).text
    judge.post(f"{place}/claim")
    assert f'data-behaviour="renew" data-url="{place}/claim" data-minutes="15"' in judge.get(place).text
    soon = clock.now() + timedelta(minutes=10)
    with clock.at(soon):
        until = judge.post(f"{place}/claim", headers=fetch).json["until"]  # type: ignore[index]
    assert clock.parse(until) == soon + timedelta(minutes=15)
    assert enter(alice).post(f"{place}/claim", headers=fetch).status_code == 403


def test_an_appeal_that_is_too_long_is_kept_and_the_length_is_said(
    enter: Enter, alice: Actor, carol: Actor
) -> None:
    sanction_id = impose(alice, carol)
    words = "字" * 1_001
    answer = enter(alice).post(f"/sanctions/{sanction_id}/appeal", data={"words": words})
    assert answer.status_code == 422
    assert "1001 characters; 1000 is the most" in answer.text
    assert words in answer.text


def test_a_second_appeal_is_refused_with_a_sentence(enter: Enter, alice: Actor, carol: Actor) -> None:
    sanction_id = impose(alice, carol)
    appeal(sanction_id, alice)
    answer = enter(alice).post(f"/sanctions/{sanction_id}/appeal", data={"words": "Once more."})
    assert answer.status_code == 409
    assert "each decision can be appealed once" in answer.text
    assert "Once more." in answer.text


def test_nobody_else_reads_an_appeal(enter: Enter, alice: Actor, bob: Actor, carol: Actor) -> None:
    appeal_id = appeal(impose(alice, carol), alice)
    assert enter(bob).get(f"/appeals/{appeal_id}").status_code == 404
    assert enter(bob).post(f"/appeals/{appeal_id}/withdrawal").status_code == 404
    assert db.session.get_one(Appeal, appeal_id).running


def test_the_removed_words_are_there_for_both_sides(
    enter: Enter, alice: Actor, carol: Actor, mona: Actor
) -> None:
    _post_id, sanction_id = removal(alice, carol)
    appeal_id = appeal(sanction_id, alice)
    for somebody in (alice, mona):
        assert "both nodes lose each other" in enter(somebody).get(f"/appeals/{appeal_id}").text


def test_the_queue_leads_to_the_appeal_and_its_row_says_who_what_and_how_long(
    app: Flask, enter: Enter, alice: Actor, carol: Actor, mona: Actor
) -> None:
    appeal_id = appeal(impose(alice, carol), alice)
    item = db.session.query(ReviewItem).filter_by(appeal_id=appeal_id).one()
    assert enter(mona).get(f"/review/{item.id}").location.endswith(f"/appeals/{appeal_id}")
    with app.test_request_context():
        row = render_template_string('{% include "moderation/appeals/_row.html" %}', item=item)
    assert "Alice appeals against a suspension" in row
    assert "left" in row
    assert '<a class="queue__item"' in row
    assert re.search(r'class="chip [^>]+>Appeal<', row)


@pytest.mark.parametrize(
    ("lang", "parts"),
    [
        ("en", ("Your account is suspended: Attacks somebody", "Your appeal was granted")),
        ("zh-Hans", ("你的账号已暂停", "你的申诉成立")),
    ],
)
def test_members_are_told_by_mail_in_their_language(
    app: Flask, tmp_path: Path, alice: Actor, carol: Actor, mona: Actor, lang: str, parts: tuple[str, str]
) -> None:
    with unit_of_work():
        db.session.get_one(Member, alice.id).lang = lang
    sanction_id = impose(alice, carol)
    worker.tick()
    decide(appeal(sanction_id, alice), GRANT, mona)
    worker.tick()
    letters = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(tmp_path.rglob("*.eml"))
    ]
    own = [each for each in letters if "alice@example.com" in str(each["To"])]
    subjects = " | ".join(str(each["Subject"]) for each in own)
    assert all(part in subjects for part in parts), subjects
    bodies = "".join(each.get_body(("plain",)).get_content() for each in own if each.get_body(("plain",)))
    assert f"/sanctions/{sanction_id}" in bodies


def test_a_limit_and_a_warning_can_be_appealed_by_the_page(
    enter: Enter, alice: Actor, carol: Actor, mona: Actor
) -> None:
    limit = appeal(impose(alice, carol, Kind.LIMIT, days=30), alice)
    browser = enter(mona)
    browser.post(f"/appeals/{limit}/claim")
    form = {"decision": "partly", "reason": "A week is enough.", "days": "7"}
    assert browser.post(f"/appeals/{limit}/decision", data=form).status_code == 303
    assert "granted in part" in enter(alice).get(f"/appeals/{limit}").text


def test_the_queue_names_appeals_to_those_alone_who_may_see_them(
    enter: Enter, alice: Actor, carol: Actor, mona: Actor, member: MakeMember
) -> None:
    appeal_id = appeal(impose(alice, carol), alice)
    agent = actor_of(member("pia", role=Role.AGENT))  # reviews, and may not suspend
    seen = enter(agent).get("/review").text
    assert "An appeal" in seen
    assert "It is decided by people with more privileges." in seen
    assert "against a suspension" not in seen
    assert f"/appeals/{appeal_id}" not in seen
    assert "Alice appeals against a suspension" in enter(mona).get("/review").text


def test_the_number_beside_the_queue_counts_what_its_reader_can_open(
    alice: Actor, bob: Actor, carol: Actor, mona: Actor, member: MakeMember
) -> None:
    appeal(impose(alice, carol), alice)
    appeal(removal(bob, carol)[1], bob)
    agent = actor_of(member("pia", role=Role.AGENT))
    curator, steward = (actor_of(member(name), level=level) for name, level in (("cleo", 3), ("stella", 4)))
    readers = (curator, steward, agent, mona)
    assert [listing.open_count(each) for each in readers] == [0, 1, 1, 2]
    assert [block.waiting(each, {}).count for each in readers] == [0, 1, 1, 2]  # on the front page as well
