"""Judgement on small sets written for this project, and on plain examples in both languages."""

import json
from pathlib import Path
from typing import Any

import pytest

from moderation.triage.analyse import analyse
from moderation.triage.records import Kind, Message, Priority, Route, Verdict

FIXTURES = Path(__file__).with_name("fixtures")


def rows(name: str) -> list[dict[str, Any]]:
    with (FIXTURES / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def f1(said: list[bool], truth: list[bool]) -> float:
    both = sum(yes and true for yes, true in zip(said, truth, strict=True))
    return 2 * both / (sum(said) + sum(truth))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("label", "slug", "floor"), [("angry", "anger", 0.80), ("complaint", "complaint", 0.75)]
)
def test_tone_of_parallel_messages(lang: str, label: str, slug: str, floor: float) -> None:
    mine = [row for row in rows("tone_pairs") if row["lang"] == lang]
    said = [analyse(Message(row["text"]))[slug].fired for row in mine]
    assert f1(said, [bool(row[label]) for row in mine]) >= floor


def test_expert_questions_stand_above_simple_ones() -> None:
    mine = rows("depth_questions")
    scores = [analyse(Message(row["text"], kind=Kind.QUESTION))["expertise"].value for row in mine]
    deep = [score for score, row in zip(scores, mine, strict=True) if row["expert"]]
    simple = [score for score, row in zip(scores, mine, strict=True) if not row["expert"]]
    above = sum(high > low for high in deep for low in simple)
    assert above / (len(deep) * len(simple)) >= 0.95
    assert max(simple) < 0.5


@pytest.mark.parametrize(
    ("text", "route"),
    [
        (
            "Worst service ever! Third call and nobody helps, this is ridiculous, I want my money back NOW!",
            Route.TIER1,
        ),
        ("你们什么垃圾客服，等了三天没人管，太离谱了，我要投诉，退钱！", Route.TIER1),
        ("My order number is HZ-20931177, where is my parcel?", Route.TIER1),
        ("我的订单号是202611230001，我的快递到哪了？", Route.TIER1),
        ("If this is not solved I will contact my lawyer and take legal action.", Route.TIER1),
        ("再不解决我就找律师，去消协投诉你们", Route.TIER1),
        ("The battery is swollen and smoke coming out of it!", Route.TIER2),
        ("路由器冒烟了，还有焦味，太危险了", Route.TIER2),
        ("tcpdump shows duplicate DHCPv6 SOLICIT, SLAAC on the second VLAN fails after 4.2.1", Route.TIER2),
        ("抓包看到DHCPv6前缀下发后路由表缺默认网关，固件版本4.2.1，丢包率20%", Route.TIER2),
        ("How do I change the name of my wireless network?", Route.CROWD),
        ("怎么修改无线网络的名称？", Route.CROWD),
    ],
)
def test_a_question_takes_the_right_lane(text: str, route: Route) -> None:
    analysis = analyse(Message(text, kind=Kind.QUESTION))
    assert analysis.route is route
    assert bool(analysis.reasons) is (route is not Route.CROWD)


@pytest.mark.parametrize(
    "text",
    [
        "I'm not angry at all, I only wonder when the fix comes out.",
        "我一点也不生气，只是想知道什么时候修复。",
        'My colleague said "this is outrageous", but I find the price fair.',
        "What is the best way to kill a zombie process?",
        "How do I abort a hanging job and execute the child process again?",
        "请问滚动条怎么操作才可靠？麻烦各位了",
        "防火墙和垃圾回收会不会导致死机？",
    ],
)
def test_denied_quoted_and_technical_anger_is_not_the_writers(text: str) -> None:
    assert not analyse(Message(text))["anger"].fired


@pytest.mark.parametrize(
    "text",
    [
        "加微信 abc12345 日结兼职月入过万，免费领取",
        "Congratulations you have won a cash prize! Click here to claim your prize now, free entry, call now",
    ],
)
def test_advertising_is_kept_out(text: str) -> None:
    analysis = analyse(Message(text))
    assert analysis.verdict in {Verdict.HOLD, Verdict.REFUSE}
    assert analysis["spam"].evidence


@pytest.mark.parametrize(
    "text", ["asdfgh qwerty zxcvbn", "aaaaaaaaaaaaaaaaaaaa", "???!!!", "哈哈哈哈哈哈哈哈哈哈哈哈哈哈"]
)
def test_nonsense_is_held(text: str) -> None:
    assert analyse(Message(text, kind=Kind.QUESTION)).verdict is Verdict.HOLD


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("How can I use two access points with one cable?", Kind.QUESTION),
        ("How do I turn off the light?", Kind.QUESTION),
        ("请问怎么设置访客网络？", Kind.QUESTION),
        ("Use the setting under Network.", Kind.ANSWER),
        ("重启就好了", Kind.ANSWER),
        ("Thanks!", Kind.COMMENT),
    ],
)
def test_short_honest_posts_are_published(text: str, kind: Kind) -> None:
    assert analyse(Message(text, kind=kind)).verdict is Verdict.PUBLISH


def test_a_bare_link_as_an_answer_is_not_kept_from_the_asker() -> None:
    verdict = analyse(Message("https://manual.tld/page", kind=Kind.ANSWER)).verdict
    assert verdict in {Verdict.PUBLISH, Verdict.REVIEW}


def test_danger_is_more_urgent_than_a_how_to() -> None:
    assert analyse(Message("The charger caught fire and I was injured")).priority is Priority.P1
    assert analyse(Message("How do I turn off the light?")).priority is Priority.P4


def test_evidence_never_repeats_a_private_number() -> None:
    analysis = analyse(Message("加微信 13812345679 日结兼职，免费领取，电话13812345679"))
    assert "138" not in repr([reason.evidence for reason in analysis.reasons])
