"""`huzhu triage` from outside: order, shape, and what it says of lines it cannot read."""

import json

import pytest
from click.testing import CliRunner, Result

from moderation.triage.cli import triage

KEYS = [
    "id", "lang", "anger", "is_angry", "complaint", "expert", "is_expert", "spam", "abuse", "quality", "service",
    "pii", "verdict", "route", "priority", "reasons",
]  # fmt: skip


def run(text: str | bytes) -> Result:
    return CliRunner().invoke(triage, [], input=text)


def test_every_record_has_the_keys_of_the_contract_in_order() -> None:
    result = run('{"id": 7, "text": "How do I reset the router?"}\n')
    assert result.exit_code == 0
    record = json.loads(result.stdout)
    assert list(record) == KEYS
    assert record["id"] == 7
    assert all(
        0 <= record[key] <= 1
        for key in ("anger", "complaint", "expert", "spam", "abuse", "quality", "service")
    )


def test_lines_come_out_in_the_order_they_went_in() -> None:
    lines = [json.dumps({"id": number, "text": f"message number {number}"}) for number in range(2600)]
    result = run("\n".join(lines))
    assert result.exit_code == 0
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == list(range(2600))


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (b"{", "line 2: not JSON"),
        (b"[1]", "line 2: a record must be a JSON object"),
        (b'{"id": 1}', 'line 2: "text" is missing'),
        (b'{"text": "x"}', 'line 2: "id" is missing'),
        (b'{"id": NaN, "text": "x"}', 'line 2: "id" must be'),
        (b'{"id": 1, "text": 5}', 'line 2: "text" must be a string'),
        (b'{"id": 1, "text": "x", "kind": "poem"}', 'line 2: "kind" must be'),
        (b'{"id": 1, "text": "x", "kind": []}', 'line 2: "kind" must be a string'),
        (b'{"id": 1, "text": "x", "followers": "many"}', 'line 2: "followers" must be a number'),
        (b'{"id": 1, "text": "x", "followers": NaN}', 'line 2: "followers" must be a number'),
        (b'\xff\xfe{"id": 1}', "line 2: not UTF-8"),
        (b"[" * 200_000, "line 2: not JSON"),
    ],
)
def test_a_bad_line_is_named_in_one_sentence_after_the_good_ones(bad: bytes, says: str) -> None:
    result = run(b'{"id": 0, "text": "fine"}\n' + bad + b'\n{"id": 2, "text": "later"}\n')
    assert result.exit_code == 2
    assert says in result.stderr
    assert result.stderr.count("\n") == 1
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [0]


def test_blank_lines_and_a_byte_order_mark_are_read_over() -> None:
    result = run(b'\xef\xbb\xbf{"id": 1, "text": "a"}\n\n   \n{"id": 2, "text": "b"}')
    assert [json.loads(line)["id"] for line in result.stdout.splitlines()] == [1, 2]


def test_a_lone_surrogate_comes_back_as_json() -> None:
    result = run('{"id": "\\ud800", "text": "fuck \\ud800 you idiot \\udfff"}')
    assert result.exit_code == 0
    assert json.loads(result.stdout)["id"] == "\ud800"


def test_an_empty_text_is_judged_too() -> None:
    record = json.loads(run('{"id": 1, "text": ""}').stdout)
    assert record["verdict"] == "hold"


@pytest.mark.parametrize(
    "followers", [10**400, -(10**400), 10**12, -5, 3.7], ids=["huge", "minus huge", "many", "minus", "half"]
)
def test_any_number_of_followers_is_a_number(followers: float) -> None:
    result = run(
        json.dumps({"id": 1, "text": "Where is my order?", "followers": followers, "author_level": followers})
    )
    assert result.exit_code == 0
    assert json.loads(result.stdout)["id"] == 1


@pytest.mark.parametrize(
    ("declared", "text", "lang"),
    [
        ("zh", "This is ridiculous, I want my money back", "en"),
        ("en", "等了三天没人管，太离谱了", "zh"),
        ("zh", "ok", "zh"),
        ("en", "用 Docker 部署失败", "en"),
        ("zh-Hans", "怎么设置", "zh"),
        ("tlh", "How do I set this up for the two of us?", "en"),
    ],
)
def test_a_language_that_the_script_belies_is_not_believed(declared: str, text: str, lang: str) -> None:
    assert json.loads(run(json.dumps({"id": 1, "text": text, "lang": declared})).stdout)["lang"] == lang


def test_danger_alone_is_most_urgent_and_every_detector_that_fired_is_among_the_reasons() -> None:
    text = "Smoke is coming out of your charger and my daughter burned her hand. My lawyer will sue you. My order 4711 is late!"
    record = json.loads(run(json.dumps({"id": 1, "text": text})).stdout)
    assert (record["route"], record["priority"]) == ("tier2", "P1")
    told = {reason["detector"]: reason for reason in record["reasons"]}
    assert {"safety", "legal"} <= set(told)
    assert all(reason["evidence"] and reason["score"] >= 0.5 for reason in told.values())


def test_a_long_text_full_of_numbers_takes_no_longer_than_its_length() -> None:
    text = "Where is it? 13812345678 http://a.tld/c " * 4000
    record = json.loads(run(json.dumps({"id": 1, "text": text})).stdout)
    assert "phone" in record["pii"]
