"""What happens is told: signed, once, in the transaction of the deed, without a word that somebody wrote."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from community.accounts.closing import close_account
from community.accounts.models import Member
from community.answers import services as answers
from community.kernel import clock, jobs, webhook_signing
from community.kernel.bus import publish
from community.kernel.db import db
from community.kernel.events import EmailConfirmed, PostHidden
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.questions import services as questions
from community.questions.models import Question
from community.webhooks import recording, services
from community.webhooks.catalogue import MEMBER, TOPICS
from community.webhooks.models import Delivery, Webhook
from community.webhooks.rules import Wanted
from tests.community.webhooks.receiver import Receiver
from tests.conftest import MakeMember, SignIn, both_databases

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

TITLE = "The lamp of my router blinks red at night"
BODY = "Since the last update it blinks red each night at three, and the phone is dead until I restart it."


def asked(by: Actor) -> int:
    with unit_of_work():
        return questions.ask(TITLE, BODY, ["router"], by=by).id


def deliveries() -> list[Delivery]:
    db.session.expire_all()
    return list(db.session.scalars(select(Delivery).order_by(Delivery.id)))


def signature(secret: str, message_id: str, at: str, body: bytes) -> str:
    """As the standard says, written once more so that a mistake of ours is seen."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.new(key, f"{message_id}.{at}.".encode() + body, hashlib.sha256).digest()
    return "v1," + base64.b64encode(made).decode()


@both_databases
def test_a_question_is_told_once_it_is_public(
    app: "Huzhu", webhook: Webhook, receiver: Receiver, alice: Actor
) -> None:
    number = asked(alice)
    jobs.run_due()
    told = receiver.told("question.published")
    base = app.extensions["huzhu_settings"].base_url
    assert [each["data"] for each in told] == [
        {
            "question_id": number,
            "page": f"{base}/questions/{number}",
            "api": f"{base}/api/v1/questions/{number}",
        }
    ]
    jobs.run_due(clock.now() + timedelta(days=1))
    assert len(receiver.told("question.published")) == 1
    assert all(each.state == "arrived" and each.status == 204 for each in deliveries())


def test_messages_are_signed(receiver: Receiver, grace: Actor, alice: Actor) -> None:
    with unit_of_work():
        webhook, secret = services.add(Wanted(url=receiver.url), by=grace)
    asked(alice)
    jobs.run_due()
    for headers, body in receiver.taken:
        assert headers["content-type"] == "application/json"
        made = signature(secret, headers["webhook-id"], headers["webhook-timestamp"], body)
        assert headers["webhook-signature"] == made
        assert abs(int(headers["webhook-timestamp"]) - clock.now().timestamp()) < 60
    with unit_of_work():
        renewed = services.renew(webhook, by=grace)
        services.test(webhook, by=grace)
    jobs.run_due()
    headers, body = receiver.taken[-1]
    given = (headers["webhook-id"], headers["webhook-timestamp"], body)
    assert headers["webhook-signature"].split() == [signature(renewed, *given), signature(secret, *given)]
    assert secret not in str([vars(each) for each in db.session.scalars(select(Webhook))])


def test_the_secret_before_signs_for_a_day_only(
    webhook: Webhook, receiver: Receiver, grace: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work():
        services.renew(webhook, by=grace)
    late = clock.now() + webhook_signing.CHANGEOVER + timedelta(seconds=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    with unit_of_work():
        services.test(webhook, by=grace)
    jobs.run_due()
    assert len(receiver.taken[-1][0]["webhook-signature"].split()) == 1


def test_nothing_that_somebody_wrote_is_told(
    webhook: Webhook, receiver: Receiver, alice: Actor, bob: Actor
) -> None:
    number = asked(alice)
    with unit_of_work():
        answers.answer(
            db.session.get_one(Question, number), "Hold the button for ten seconds, then wait.", by=bob
        )
    jobs.run_due()
    sent = b"".join(body for _headers, body in receiver.taken)
    assert receiver.told("answer.published")
    assert not [word for word in (b"blinks", b"button", b"@") if word in sent]
    assert "blinks" not in json.dumps([each.data for each in deliveries()])


def test_who_hides_the_game_is_not_named_with_a_badge(
    webhook: Webhook, receiver: Receiver, member: MakeMember
) -> None:
    shy, proud = member("shy", hides_game=True), member("proud")
    with unit_of_work():
        for each in (shy, proud):
            recording.record("badge.awarded", {MEMBER: each.id, "badge": "first-answer"})
    jobs.run_due()
    named = [told["data"]["member"] and told["data"]["member"]["name"] for told in receiver.told()]
    assert named == [None, "proud"]


@both_databases
def test_a_deed_that_is_undone_is_not_told(webhook: Webhook, receiver: Receiver, alice: Actor) -> None:
    def interrupted() -> None:
        with unit_of_work():
            questions.ask(TITLE, BODY, ["router"], by=alice)
            message = "the power went"
            raise RuntimeError(message)

    with pytest.raises(RuntimeError, match="the power went"):
        interrupted()
    jobs.run_due()
    assert receiver.taken == []
    assert deliveries() == []


def test_only_what_is_wanted_is_told(receiver: Receiver, grace: Actor, alice: Actor, bob: Actor) -> None:
    with unit_of_work():
        services.add(Wanted(url=receiver.url, topics=["answer.published"]), by=grace)
    number = asked(alice)
    with unit_of_work():
        answer = answers.answer(
            db.session.get_one(Question, number), "Hold the button for ten seconds, then wait.", by=bob
        )
    jobs.run_due()
    assert [each["type"] for each in receiver.told()] == ["answer.published"]
    assert receiver.told()[0]["data"]["answer_id"] == answer.id


def test_a_held_question_is_told_as_held(webhook: Webhook, receiver: Receiver, alice: Actor) -> None:
    with unit_of_work():
        held = questions.ask("WHY DOES NOBODY MEND THIS ROUTER AT LAST", BODY.upper(), ["router"], by=alice)
        number, state = held.id, held.status
    jobs.run_due()
    assert state == "held"
    assert not receiver.told("question.published")
    assert [each["data"]["post_id"] for each in receiver.told("post.held")] == [number]


def test_members_are_named_as_they_are_when_it_is_sent(
    webhook: Webhook, receiver: Receiver, member: MakeMember
) -> None:
    frank = member("frank")
    with unit_of_work():
        recording.record("member.joined", {MEMBER: frank.id})
    assert "frank" not in json.dumps([each.data for each in deliveries()])
    with unit_of_work():
        close_account(db.session.get_one(Member, frank.id), sure=True)
    jobs.run_due()
    told = receiver.told("member.joined")[0]["data"]["member"]
    assert told["name"].startswith("former-member")


def test_who_moves_to_another_address_has_not_joined_again(
    webhook: Webhook, receiver: Receiver, alice: Actor
) -> None:
    for moved in (False, True):
        with unit_of_work():
            publish(EmailConfirmed(member_id=alice.id, moved=moved))
    jobs.run_due()
    assert len(receiver.told("member.joined")) == 1


def test_every_topic_can_be_read_from_its_event_and_leads_somewhere(
    app: "Huzhu", client: FlaskClient
) -> None:
    adapter = app.url_map.bind("localhost")
    for topic in TOPICS:
        names = {field.name for field in topic.event.__dataclass_fields__.values()}
        assert set(topic.tells.values()) <= names, topic.slug
        filled = dict.fromkeys(topic.tells, 7)
        for address in filter(None, (topic.page, topic.api and f"api/v1/{topic.api}")):
            adapter.match("/" + address.format_map(filled), method="GET")
    assert TOPICS["post.hidden"].told_by(
        PostHidden(post_id=1, kind="answer", question_id=2, author_id=3, by_id=4, reason="spam")
    ) == {"post_id": 1, "question_id": 2, "kind": "answer", "reason": "spam"}


def test_the_host_alone_is_kept_in_the_log(
    webhook: Webhook, receiver: Receiver, grace: Actor, client: FlaskClient, sign_in: SignIn
) -> None:
    with unit_of_work():
        services.change(webhook, Wanted(url=receiver.url + "?token=hush"), by=grace)
    page = sign_in(client, grace).get("/log").text
    assert "127.0.0.1" in page
    assert "hush" not in page
    assert urlsplit(webhook.url).query == "token=hush"
