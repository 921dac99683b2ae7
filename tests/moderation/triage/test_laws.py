"""Laws that hold for every text and every set of facts."""

import json
import os
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.triage import normalise, pii, priority, verdict
from moderation.triage.analyse import analyse
from moderation.triage.catalogue import DETECTORS
from moderation.triage.records import Kind, Message, Priority, Score, Verdict
from moderation.triage.report import record_of

DATA = Path(os.environ.get("HUZHU_TEST_DATA", Path(__file__).parents[3] / "../shared/data"))
UNIT = st.floats(0, 1)
MINUTES = st.floats(0, 60 * 24 * 30)
ANY_TEXT = st.text(st.characters(), max_size=300)
BANDS = list(Priority)


@given(text=ANY_TEXT, title=ANY_TEXT, kind=st.sampled_from(Kind), followers=st.integers(-5, 10**12))
def test_any_text_is_judged_within_bounds_and_twice_the_same(
    text: str, title: str, kind: Kind, followers: int
) -> None:
    message = Message(text=text, title=title, kind=kind, followers=followers)
    analysis = analyse(message)
    assert set(analysis.detectors) == {*DETECTORS, "pii"}
    assert all(0 <= score.value <= 1 for score in analysis.detectors.values())
    assert analyse(message) == analysis
    json.dumps(record_of(1, analysis))


@given(severity=UNIT, anger=UNIT, more=UNIT, waited=MINUTES, influence=UNIT)
def test_more_anger_never_lowers_priority(
    severity: float, anger: float, more: float, waited: float, influence: float
) -> None:
    calm, angry = (
        priority.band(severity=severity, anger=level, waited_minutes=waited, influence=influence)
        for level in sorted((anger, more))
    )
    assert BANDS.index(angry) <= BANDS.index(calm)


@given(severity=UNIT, anger=UNIT, waited=MINUTES, influence=UNIT)
def test_influence_moves_priority_by_one_band_at_most(
    severity: float, anger: float, waited: float, influence: float
) -> None:
    unknown, known = (
        priority.band(severity=severity, anger=anger, waited_minutes=waited, influence=reach)
        for reach in (0.0, influence)
    )
    assert 0 <= BANDS.index(unknown) - BANDS.index(known) <= 1


@given(severity=UNIT, anger=UNIT, influence=UNIT)
def test_waiting_overtakes_everything_in_the_end(severity: float, anger: float, influence: float) -> None:
    waited = 60 * 24 * 3
    assert (
        priority.band(severity=severity, anger=anger, waited_minutes=waited, influence=influence)
        is Priority.P1
    )


@given(before=ANY_TEXT, after=ANY_TEXT)
def test_masking_leaves_everything_but_the_findings(before: str, after: str) -> None:
    text = f"{before} mail me: jo.doe@mail-host.dk {after}"
    found = pii.find(text)
    masked = pii.mask(text, found)
    kept = len(text) - sum(span.end - span.start for span in found)
    assert "jo.doe@mail-host.dk" not in masked
    assert len(masked) >= kept
    assert pii.mask(text, ()) == text


@given(text=ANY_TEXT)
def test_spans_are_in_order_and_apart(text: str) -> None:
    spans = pii.find(text)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(left.end <= right.start for left, right in pairwise(spans))


@given(values=st.fixed_dictionaries(dict.fromkeys(("spam", "abuse", "gibberish", "quality"), UNIT)))
def test_a_member_in_good_standing_is_never_refused(values: dict[str, float]) -> None:
    scores = {slug: Score(value, ("a", "b")) for slug, value in values.items()}
    assert verdict.decide(Message("text", author_level=2), scores) is not Verdict.REFUSE


@given(text=ANY_TEXT)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = normalise.fold(text)
    assert normalise.fold(once) == once


@pytest.mark.data
@pytest.mark.skipif(not DATA.is_dir(), reason="the folder of test data is not here")
def test_naughty_strings_are_judged_like_any_other() -> None:
    for text in json.loads((DATA / "security/blns.json").read_text(encoding="utf-8")):
        assert analyse(Message(text)).verdict in Verdict
