"""Words and patterns found in texts, whatever people do to hide them; and no pattern that stalls."""

import contextlib
import gzip
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community.kernel import clock
from community.kernel.errors import Invalid
from moderation.lists import patterns
from moderation.lists.matching import Matcher
from moderation.lists.patterns import Budget
from moderation.lists.rules import Entry, ListAction, Setting, read_lines, written
from tests.machine import data_folder


def entry(pattern: str, **given: object) -> Entry:
    values: dict[str, object] = {"id": 1, "action": ListAction.HOLD, **given}
    return Entry(pattern=pattern, **values)  # type: ignore[arg-type]


def found(one: Entry, text: str, setting: Setting | None = None) -> list[str]:
    return [text[hit.start : hit.end] for hit in Matcher([one]).find(text, setting, clock.now()).hits]


@pytest.mark.parametrize(
    ("pattern", "text", "hit"),
    [
        ("casino", "A Casino here", "Casino"),
        ("casino*", "casinos everywhere", "casinos"),
        ("*coin", "buy dogecoin now", "dogecoin"),
        ("free money", "FREE\n  money!", "FREE\n  money"),
        ("赌博", "网上賭博网站", "賭博"),
        ("casino", "ｃａｓｉｎｏ", "ｃａｓｉｎｏ"),
        ("casino", "ca\u200bsi\u200dno", "ca\u200bsi\u200dno"),
        ("加微信", "加微信看", "加微信"),
    ],
)
def test_a_word_is_found_however_it_is_written(pattern: str, text: str, hit: str) -> None:
    assert found(entry(pattern), text) == [hit]


@pytest.mark.parametrize("word", ["a.b", "c++", "(free)", "[x]", "$9", "a|b", "win^2", "back\\slash"])
def test_signs_of_a_word_mean_themselves(word: str) -> None:
    one = entry(word)
    assert found(one, f"see {word} here") == [word]
    assert found(one, "axb cc free x 9 a b win2 backslash") == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [("cialis", "a specialist"), ("ass", "a class"), ("casino", "ca-si-no"), ("pen is", "penis")],
)
def test_a_word_is_not_found_inside_others(pattern: str, text: str) -> None:
    assert found(entry(pattern), text) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("viagra", "v.i.a.g.r.a"),
        ("viagra", "v i a g r a for you"),
        ("viagra", "V1@gr4"),
        ("viagra", "vi-agra"),
        ("加微信", "加 微 信"),
        ("加微信", "加*微*信"),
    ],
)
def test_a_loose_word_is_seen_through_what_hides_it(pattern: str, text: str) -> None:
    assert found(entry(pattern, loose=True), text)


@pytest.mark.parametrize(
    ("pattern", "text"), [("penis", "the pen is here"), ("viagra", "via grams"), ("cialis", "specialist")]
)
def test_a_loose_word_does_not_join_its_neighbours(pattern: str, text: str) -> None:
    assert found(entry(pattern, loose=True), text) == []


def test_a_pattern_is_found_where_it_stands() -> None:
    one = entry(r"[a-z]{2}-\d{4}", is_pattern=True)
    assert found(one, "Codes ＡＢ-1234 and cd-5678") == ["ＡＢ-1234", "cd-5678"]


def test_an_entry_counts_only_where_it_is_meant() -> None:
    one = entry("casino", kinds=frozenset({"comment"}), lang="en", newcomers_only=True, exempt_level=2)
    meant = Setting(kind="comment", lang="en", newcomer=True, level=0)
    assert found(one, "casino", meant)
    for other in (
        Setting(kind="answer", lang="en", newcomer=True),
        Setting(kind="comment", lang="zh", newcomer=True),
        Setting(kind="comment", lang="en"),
        Setting(kind="comment", lang="en", newcomer=True, level=2),
    ):
        assert found(one, "casino", other) == []
    assert found(entry("casino", expires_at=clock.now()), "casino") == []


@pytest.mark.parametrize(
    "pattern", [r"(a+)+$", r"(\w+\s?)+$", r"^(([a-z])+.)+[A-Z]([a-z])+$", r"(x+x+)+y", r"(0|00)+1"]
)
def test_a_pattern_that_loses_its_way_is_refused(pattern: str) -> None:
    with pytest.raises(Invalid, match="too long"):
        patterns.ensure_harmless(pattern, [])


@pytest.mark.parametrize("pattern", ["(", "a**", "[z-a]", "(?P<n>x)(?P<n>y)(?P=m)", "x*", "", "\\"])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    with pytest.raises(Invalid):
        patterns.ensure_harmless(pattern, [])


def test_a_slow_pattern_is_cut_off_and_the_rest_is_still_judged() -> None:
    slow = entry(r"(?:q+q+)+z", id=7, is_pattern=True)
    word = entry("casino", id=8)
    matcher = Matcher([slow, word])
    text = "casino " + "q" * 4000
    begun = time.thread_time()
    first = matcher.find(text, None, clock.now())
    assert time.thread_time() - begun < 1  # without the budget it would take years
    assert [each.id for each in first.cut_off] == [7]
    assert [hit.entry.id for hit in first.hits] == [8]
    again = matcher.find(text, None, clock.now())
    assert again.cut_off == []


def test_all_patterns_of_a_text_share_one_budget() -> None:
    many = [
        entry(r"(?:q+q+)+" + letter, id=number, is_pattern=True) for number, letter in enumerate("abcdefgh")
    ]
    budget = Budget()
    Matcher(many).find("q" * 4000, None, clock.now(), budget)
    assert budget.left <= 0


@given(
    st.text(max_size=60), st.sampled_from(["casino", "赌 博", "a*b", "ß", "ﬁx", "İstanbul"]), st.booleans()
)
def test_hits_lie_within_the_text(text: str, pattern: str, loose: bool) -> None:
    one = entry(pattern, loose=loose)
    for hit in Matcher([one]).find(f"{text}{pattern}{text}", None, clock.now()).hits:
        assert 0 <= hit.start < hit.end <= len(text) * 2 + len(pattern)


def test_a_list_in_writing_is_read_and_written() -> None:
    lines = list(read_lines("# remark\nhold casino*\nMASK /foo\\d+/\nnonsense\n\nblock  free money "))
    assert [(line.action, line.pattern, line.is_pattern) for line in lines] == [
        (ListAction.HOLD, "casino*", False),
        (ListAction.MASK, "foo\\d+", True),
        (None, "", False),
        (ListAction.BLOCK, "free money", False),
    ]
    assert written(entry("foo\\d+", is_pattern=True, action=ListAction.MASK)) == "mask /foo\\d+/"


@pytest.mark.data
def test_payloads_break_nothing_as_texts_or_as_words() -> None:
    matcher = Matcher([entry("casino"), entry("viagra", loose=True), entry(r"\bscript\b", is_pattern=True)])
    folder = data_folder() / "security"
    payloads: list[str] = json.loads((folder / "blns.json").read_text(encoding="utf-8"))
    with gzip.open(folder / "payloadbox_xss.jsonl.gz", "rt", encoding="utf-8") as lines:
        payloads += [json.loads(line)["payload"] for line in lines][:400]
    for payload in payloads:
        matcher.find(payload, None, clock.now())
        if payload.replace("*", "").strip():
            own = [entry(payload[:80]), entry(payload[:80], loose=True)]
            Matcher(own).find(payload, None, clock.now())
        with contextlib.suppress(Invalid):
            patterns.compiled(payload[:300])
