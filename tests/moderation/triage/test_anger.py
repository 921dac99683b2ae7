"""Anger in both languages: degrees, denial, quotation, sarcasm, loudness, emoji, mixed languages, and its evidence."""

import json
from array import array
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from moderation.triage import hidden, mood, tone
from moderation.triage.catalogue import DETECTORS
from moderation.triage.features import BUCKETS
from moderation.triage.hidden import Layer, Net, Unit
from moderation.triage.reading import Reading
from moderation.triage.records import Message, Score

SETS = Path(__file__).with_name("sets")


def anger(text: str) -> Score:
    return DETECTORS["anger"](Reading(Message(text)))


@pytest.mark.parametrize(
    "ladder",
    [
        (
            "The app signs me out every evening. Is there a setting for that?",
            "I'm a bit annoyed that the app signs me out every evening.",
            "I'm really angry that the app signs me out every evening!",
            "I am absolutely furious! The app signs me out EVERY evening, what the hell is wrong with you!!",
        ),
        (
            "Could you tell me where my parcel is?",
            "It is slightly irritating that my parcel is late again.",
            "It makes me angry that my parcel is late again.",
            "It makes me so angry, my parcel is late again, this is outrageous!!",
        ),
        (
            "请问应用每天晚上退出登录，有设置吗？",
            "应用每天晚上都退出登录，有点烦。",
            "应用每天晚上都退出登录，真烦人，我很生气。",
            "应用每天晚上都退出登录，气死我了，什么垃圾软件！！",
        ),
        (
            "请问我的包裹到哪里了？",
            "包裹又晚了，稍微有点不爽。",
            "包裹又晚了，我很生气。",
            "包裹又晚了，我非常愤怒，太过分了，忍无可忍！！",
        ),
    ],
)
def test_more_anger_gives_a_higher_score(ladder: tuple[str, ...]) -> None:
    scores = [anger(text).value for text in ladder]
    assert all(low < high for low, high in pairwise(scores))
    assert scores[0] < 0.5 <= scores[-2]


@pytest.mark.parametrize(
    "text",
    [
        "I'm not angry, I just want to understand the invoice.",
        "I am not mad at you, the courier was the problem.",
        "No, I'm not upset at all, thanks for the quick fix!",
        "I was angry yesterday, but the replacement works perfectly, thank you.",
        'A customer wrote "I am furious, you liars". Which answer do we send?',
        'My neighbour shouted "this is garbage" but my own box works fine.',
        "This damn game is so good I forgot to sleep 😂",
        "How do I kill a stuck process?",
        "我不生气，只是想弄清楚账单。",
        "邻居大喊“这是垃圾”，不过我家的盒子没问题。",
        "昨天很生气，不过换的新机很好用，谢谢。",
        "这游戏太牛逼了，爽翻了",
        "怎么杀掉卡死的进程？",
    ],
)
def test_what_only_sounds_like_it_is_not_anger(text: str) -> None:
    assert not anger(text).fired


@pytest.mark.parametrize(
    "text",
    [
        "Great, another update that breaks everything.",
        "Thanks a lot for losing my luggage again. Well done.",
        "WHY IS THIS STILL NOT FIXED AFTER THREE WEEKS, THIS IS A JOKE",
        "Still not fixed 😡😡",
        "这个app真的sucks，气死我了",
        "你们的support真的terrible，退钱！",
        "真棒，又一次更新把所有东西都弄坏了。",
        "还没修好😡😡",
        "三个星期了还没修好！！！你们到底管不管！！！",
    ],
)
def test_scorn_capitals_emoji_and_two_languages_are_heard(text: str) -> None:
    found = anger(text)
    assert found.fired
    assert found.evidence


@pytest.mark.parametrize(
    ("quiet", "loud"),
    [
        ("this is the third time and it is a joke", "THIS IS THE THIRD TIME AND IT IS A JOKE"),
        ("You lost my order, this is ridiculous.", "You lost my order, this is ridiculous!!"),
        ("My router is broken again", "My router is broken again 😡"),
    ],
)
def test_loudness_raises_the_score(quiet: str, loud: str) -> None:
    assert anger(quiet).value < anger(loud).value


def test_evidence_names_the_words_and_that_they_were_shouted() -> None:
    assert "furious" in " ".join(anger("I AM FURIOUS ABOUT THIS BILL").evidence)
    assert "capitals" in anger("I AM FURIOUS ABOUT THIS BILL").evidence
    assert "气死我" in " ".join(anger("气死我了，退钱！").evidence)


def test_quotation_marks_take_most_of_the_weight_of_a_word() -> None:
    said = tone.margin(Reading(Message("This shop is a pack of lies and useless")))
    quoted = tone.margin(Reading(Message('This shop is "a pack of lies" and "useless"')))
    assert quoted < said


def pairs() -> list[dict[str, Any]]:
    with (SETS / "parallel_anger.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def f1(said: list[bool], truth: list[bool]) -> float:
    both = sum(yes and true for yes, true in zip(said, truth, strict=True))
    return 2 * both / (sum(said) + sum(truth))


def test_both_languages_are_judged_alike_on_parallel_messages() -> None:
    rows = pairs()
    truth = [bool(row["angry"]) for row in rows]
    english, chinese = ([anger(row[lang]).fired for row in rows] for lang in ("en", "zh"))
    assert min(f1(english, truth), f1(chinese, truth)) >= 0.70
    assert abs(f1(english, truth) - f1(chinese, truth)) <= 0.05


def test_chinese_is_still_judged_where_the_weights_were_made_without_microblogs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mood, "is_known", bool)
    assert anger("气死我了，什么垃圾公司，骗子！").fired
    assert not anger("请问我的包裹到哪里了？").fired


def test_a_net_that_was_saved_votes_as_before(tmp_path: Path) -> None:
    def spread(*some: int) -> "array[int]":
        return array("b", [*some, *([0] * (BUCKETS - len(some)))])

    units = (
        Unit(spread(100, -50, 20), 0.01, 0.3, (1.0, -1.0)),
        Unit(spread(-20, 127, 3), 0.02, 0.1, (-0.5, 2.0)),
    )
    net = Net("test", (Layer(units, (0.2, -0.1)),), spread(1, 1, 1).tobytes(), {"vote": 1.0})
    hidden.save(tmp_path, net)
    again = hidden.load("test", tmp_path)
    assert again == net
    assert again.vote(frozenset({0})) > net.vote(frozenset({1}))
    assert hidden.load("none of this name", tmp_path) is None
