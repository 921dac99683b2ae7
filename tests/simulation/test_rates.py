"""Rates are measured as they are, and drawing from them gives what was measured."""

import random
from math import inf
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.machine import data_folder
from tests.simulation import rates
from tests.simulation.dumps import ANY_AUTHOR, Answered, Asked, life_of
from tests.simulation.hazards import AGES, Hazard, measured

POSTS = """<posts>
<row Id="1" PostTypeId="1" OwnerUserId="7" CreationDate="2024-03-01T10:00:00.000" Body="x" Title="One" Tags="|a|" AcceptedAnswerId="4"/>
<row Id="2" PostTypeId="2" ParentId="1" OwnerUserId="7" CreationDate="2024-03-01T10:05:00.000" Body="own"/>
<row Id="3" PostTypeId="2" ParentId="1" OwnerUserId="8" CreationDate="2024-03-01T12:00:00.000" Body="x" Score="-1"/>
<row Id="4" PostTypeId="2" ParentId="1" OwnerUserId="9" CreationDate="2024-03-01T11:00:00.000" Body="x" Score="0"/>
<row Id="5" PostTypeId="1" OwnerDisplayName="gone" CreationDate="2024-03-02T10:00:00.000" Body="x" Title="Two" Tags="|a|"/>
<row Id="6" PostTypeId="2" ParentId="5" OwnerDisplayName="left" CreationDate="2024-03-02T11:00:00.000" Body="x" Score="2"/>
</posts>"""
COMMENTS = """<comments><row Id="1" PostId="1" UserId="8" CreationDate="2024-03-05T10:00:00.000" Text="x"/></comments>"""


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    folder = tmp_path / "tea.stackexchange.com"
    folder.mkdir()
    (folder / "Posts.xml").write_text(POSTS)
    (folder / "Comments.xml").write_text(COMMENTS)
    return folder


def test_answers_by_others_count_the_earliest_first(dump: Path) -> None:
    life = life_of(dump)
    first, second = life.asked
    assert [answer.by for answer in first.answers] == [9, 8]
    assert [answer.good for answer in first.answers] == [True, False]
    assert first.answers[0].at - first.at == 3600
    assert [answer.by for answer in second.answers] == [ANY_AUTHOR]


def test_a_comment_is_a_sign_of_life_and_the_last_deed_ends_the_watch(dump: Path) -> None:
    life = life_of(dump)
    assert len(life.seen[8]) == 2
    assert life.ends == life.seen[8][-1]
    assert ANY_AUTHOR not in life.seen


def test_communities_about_a_site_are_no_measure_of_help(dump: Path) -> None:
    dump.rename(dump.with_name("tea.meta.stackexchange.com"))
    with pytest.raises(ValueError, match="no dump"):
        rates.derive(dump.parent)


def test_who_answers_most_is_the_core() -> None:
    answers = [Answered(0.0, by, good=True) for by in range(40) for _ in range(1 + 9 * (by < 2))]
    kinds = rates.kinds_of([Asked(0.0, 99, answers)])
    assert [kinds[0], kinds[1], kinds[2], kinds[39]] == ["core", "core", "regular", "occasional"]


@given(st.lists(st.floats(0.001, 2), min_size=len(AGES) - 1, max_size=len(AGES) - 1), st.integers(0, 10**6))
def test_a_wait_ends_later_for_the_more_patient_and_never_before_it_began(
    rate: list[float], seed: int
) -> None:
    hazard = Hazard(rate)
    patience = sorted(random.Random(seed).expovariate(1) for _ in range(5))
    waits = [hazard.wait(each) for each in patience]
    assert waits == sorted(waits)
    assert all(wait >= 0 for wait in waits)


def test_waits_drawn_from_measured_rates_are_as_long_as_those_measured() -> None:
    chance = random.Random(5)
    real = [chance.expovariate(1 / 20) for _ in range(4_000)]
    hazard = Hazard(measured((min(wait, 60), wait < 60) for wait in real))
    drawn = [hazard.wait(chance.expovariate(1)) for _ in range(4_000)]
    for hours in (1, 5, 20, 50):
        assert sum(w <= hours for w in drawn) == pytest.approx(sum(w <= hours for w in real), rel=0.1, abs=60)


def test_what_was_not_watched_is_not_taken_for_never() -> None:
    looked_away = [(0.5, False)] * 900 + [(0.75, True)] * 100
    assert measured(looked_away)[3] == pytest.approx(100 / 25)


def test_nothing_measured_never_happens() -> None:
    assert Hazard(measured([])).wait(0.0001) == inf


def test_the_kept_figures_are_rates_and_hold_no_text() -> None:
    kept = rates.kept()
    assert len(kept.asking) == len(kept.helping) == 168
    for each in (*kept.first_answer.values(), *kept.looks_in.values()):
        assert len(each) == len(AGES) - 1
    assert all(0 < share <= 1 for share in (*kept.good.values(), *kept.anyway.values()))
    assert rates.KEPT.stat().st_size < 10_000


@pytest.mark.data
def test_the_kept_figures_are_what_the_dumps_say() -> None:
    assert rates.derive(data_folder() / "qa_dumps") == rates.kept()
