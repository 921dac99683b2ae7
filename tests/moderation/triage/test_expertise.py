"""Technical depth of labelled questions, and what little the fate of real questions has to do with their text."""

import json
from pathlib import Path
from typing import Any

import pytest

from moderation.triage.analyse import analyse
from moderation.triage.detectors import expertise
from moderation.triage.reading import Reading
from moderation.triage.records import Kind, Message, Score
from tests.benchmarks.expert_fate import DATA, fates, scores
from tests.benchmarks.triage_judgement import area

SET = Path(__file__).with_name("sets") / "depth.jsonl"
DEEP = (
    "The rekey collides with the DPD timer: both peers delete the new SA after 3600 s since the responder's nonce is "
    "replayed by the failover node. pcap attached, strongSwan 5.9."
)
FLAGGED = 0.12


def rows() -> list[dict[str, Any]]:
    with SET.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def judged(row: dict[str, Any]) -> Score:
    return expertise.detect(Reading(Message(row["text"], title=row["title"], kind=Kind.QUESTION)))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("half", ["work", "test"])
def test_questions_for_engineers_stand_above_simple_ones(half: str, lang: str) -> None:
    mine = [row for row in rows() if row["half"] == half and row["lang"] == lang]
    found = [judged(row) for row in mine]
    truth = [bool(row["expert"]) for row in mine]
    flagged = [true for score, true in zip(found, truth, strict=True) if score.fired]
    assert area([score.value for score in found], truth) >= 0.95
    assert sum(flagged) >= 0.6 * sum(truth)
    assert len(flagged) - sum(flagged) <= 1


def test_both_languages_share_one_scale() -> None:
    mine = [row for row in rows() if row["half"] == "test"]
    assert area([judged(row).value for row in mine], [bool(row["expert"]) for row in mine]) >= 0.94


def test_a_pasted_code_does_not_make_a_simple_ask_deep() -> None:
    asked = Message("The screen says ERR_CARTRIDGE 0x21. Do I just press OK?", kind=Kind.QUESTION)
    assert not analyse(asked)["expertise"].fired


def test_the_evidence_names_terms_and_never_a_number_of_somebodys() -> None:
    score = analyse(Message(f"{DEEP} Call me: 13812345679, order AB-2024-0001.", kind=Kind.QUESTION))[
        "expertise"
    ]
    assert score.fired
    assert {"pcap", "nonce"} & set(score.evidence)
    assert not any("138" in shown or "2024" in shown for shown in score.evidence)


@pytest.mark.data
@pytest.mark.skipif(not DATA.is_dir(), reason="the folder of test data is not here")
@pytest.mark.parametrize(
    ("site", "floor"),
    [("ai", 0.61), ("quantumcomputing", 0.57), ("french.meta", 0.55), ("coffee.meta", 0.52)],
)
def test_the_ranking_leans_towards_what_took_long_or_the_best(site: str, floor: float) -> None:
    found = fates(site)
    mine = scores(found)
    pairs = [
        (score.value, true)
        for score, true in zip(mine, (fate.is_hard(None) for fate in found), strict=True)
        if true is not None
    ]
    assert area([value for value, _ in pairs], [true for _, true in pairs]) >= floor
    assert sum(score.fired for score in mine) <= FLAGGED * len(mine)
