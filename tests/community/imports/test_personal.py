"""What members take along: everything that is theirs, no secrets, and of each table it is known why not."""

import json
from typing import TYPE_CHECKING

from community.accounts.models import Member
from community.answers import services as answers
from community.front.models import FrontPass, FrontUse
from community.imports import personal
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.notifications.models import Mute, PushDevice
from community.posts import services as posts
from community.posts.queries import post_or_404
from community.questions import services as questions
from community.questions import taking_part
from community.routing import asking, letters
from moderation.flags import services as flags
from moderation.flags import talking
from moderation.flags.models import Flag
from moderation.masking import services as masking

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

QUESTION = ("Why does it drop every night at ten?", "At ten it goes away, on each channel.", ["wifi"])


def test_the_own_words_of_a_report_are_taken_along_and_the_keys_of_a_browser_are_not(
    app: "Huzhu", alice: Actor, bob: Actor
) -> None:
    now = clock.now()
    with unit_of_work():
        question = questions.ask("Why does it drop every night at ten?", "It drops. " * 20, ["wifi"], by=bob)
        given = {"weight": 1.0, "strong": False, "young": False, "revision": 1}
        db.session.add_all(
            [
                Flag(
                    post_id=question.id,
                    flagger_id=alice.id,
                    reason="spam",
                    note="my own note",
                    created_at=now,
                    **given,
                ),
                FrontUse(member_id=alice.id, slug="own", day=now.date()),
                FrontPass(member_id=alice.id, question_id=question.id, at=now),
                Mute(member_id=alice.id, question_id=question.id, created_at=now),
                PushDevice(
                    member_id=alice.id,
                    endpoint="https://push.example/1",
                    public_key="p",
                    secret="s",
                    label="Phone",
                    created_at=now,
                ),
            ]
        )
    told = json.loads(personal.gather(db.session.get_one(Member, alice.id)))
    assert [each["note"] for each in told["flags"]] == ["my own note"]
    assert {"front_uses", "front_passes", "notification_mutes"} <= set(told)
    (device,) = told["push_devices"]
    assert device["label"] == "Phone"
    assert not {"endpoint", "public_key", "secret"} & set(device)


def test_each_table_that_names_members_is_taken_along_or_left_out_for_a_reason(app: "Huzhu") -> None:
    naming = {
        table.name
        for table in db.metadata.tables.values()
        if any(key.column.table.name == "members" for column in table.c for key in column.foreign_keys)
    }
    left_out = [name for names in personal.LEFT_OUT.values() for name in names]
    assert naming == {*personal.OWN, *left_out}
    assert len(left_out) == len(set(left_out))
    assert not set(left_out) & set(personal.OWN)
    for name, columns in personal.OWN.items():
        known = set(db.metadata.tables[name].c.keys())
        assert {*columns, *personal.HIDDEN.get(name, ())} <= known, name


def test_news_of_what_others_took_out_of_sight_are_not_taken_along_either(
    app: "Huzhu", alice: Actor, bob: Actor, carol: Actor
) -> None:
    with unit_of_work():
        asked = questions.ask("Why does the zanzibarite wifi drop?", "It drops at ten.", ["wifi"], by=alice)
        taking_part.follow(asked, by=bob)
    with unit_of_work():
        answers.answer(asked, "Choose another channel, and let it rest for a night.", by=carol)
    for who in (alice, bob):
        assert "zanzibarite" in news_of(who), "else nothing is shown by this"
    with unit_of_work():
        posts.hide(post_or_404(asked.id), "private-data", by=carol)
    assert "zanzibarite" not in news_of(bob)
    assert "zanzibarite" in news_of(alice), "it is her own"


def news_of(who: Actor) -> str:
    document = json.loads(personal.gather(db.session.get_one(Member, who.id)))
    return json.dumps(document.get("notifications", []))


def test_a_member_does_not_learn_who_of_the_team_decided(app: "Huzhu", alice: Actor, carol: Actor) -> None:
    with unit_of_work():
        asked = questions.ask(
            "Why does the wifi drop every night at ten?",
            "Every night at about ten my wifi goes away for some minutes. I tried another channel.",
            ["wifi"],
            by=alice,
        )
    with unit_of_work():
        masking.mask_words(asked, ["another"], by=carol)
    with unit_of_work():
        posts.hide(post_or_404(asked.id), "spam", by=carol)
    told = json.loads(personal.gather(db.session.get_one(Member, alice.id)))
    (sanction,) = told["sanctions"]
    assert "decided_by" not in sanction
    news = {each["kind"]: each for each in told["notifications"]}
    assert news["parts-covered"]["data"]["actor"] == "?"
    assert not [each for each in news.values() if "actor_id" in each]


def test_what_the_team_wrote_to_a_member_alone_is_taken_along_without_who_wrote_it(
    app: "Huzhu", alice: Actor, bob: Actor, dave: Actor, carol: Actor
) -> None:
    with unit_of_work():
        asked = questions.ask(*QUESTION, by=alice)
        letters.write_to_team(asked, "My order number is in the box.", by=alice)
        letters.write_letter(asked.id, "A new one leaves our house today.", by=dave)
        flag_id = flags.flag(asked, "other", "Is it told twice?", by=bob)
        talking.say(flag_id, "It is not; thank you for looking.", by=carol)
    told = {each: json.loads(personal.gather(db.session.get_one(Member, each.id))) for each in (alice, bob)}
    words = [(each["body_markdown"], each["author_id"]) for each in told[alice]["letters"]]
    assert words == [
        ("My order number is in the box.", alice.id),
        ("A new one leaves our house today.", None),
    ]
    assert [each["words"] for each in told[bob]["flag_messages"]] == ["It is not; thank you for looking."]
    assert "letters" not in told[bob]
    assert "flag_messages" not in told[alice]


def test_why_somebody_asked_for_staff_is_taken_along(app: "Huzhu", alice: Actor, bob: Actor) -> None:
    with unit_of_work():
        asked = questions.ask(*QUESTION, by=alice)
        asking.ask_for_staff(asked, "The shop sent me here.", by=alice)
    told = {each: json.loads(personal.gather(db.session.get_one(Member, each.id))) for each in (alice, bob)}
    assert [each["note"] for each in told[alice]["calls_for_staff"]] == ["The shop sent me here."]
    assert "calls_for_staff" not in told[bob]
