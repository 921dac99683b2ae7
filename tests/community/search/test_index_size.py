"""What writing costs the embedded index does not grow with it."""

from pathlib import Path

import pytest

from community.search.index import WhooshIndex
from community.search.rules import parse
from community.search.segments import Segment, _cost
from tests.community.search.documents import answer, question


def test_a_batch_goes_through_the_posts_of_its_threads_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [question(number, f"router {number}", "some words") for number in range(1, 30)]
    index = WhooshIndex(tmp_path / "index")
    index.rebuild([*asked, answer(40, asked[6], "Hold the button for ten seconds.")])

    with monkeypatch.context() as patch:
        patch.delattr(Segment, "living")
        index.update([asked[6], answer(41, asked[6], "Change the cable.")], threads=[asked[6].question_id])
        index.update([asked[6]], threads=[asked[6].question_id])

    assert index.search(parse("button")).total == 0
    assert index.search(parse("cable")).total == 0
    assert index.count() == len(asked)


def test_the_postings_of_merged_segments_are_let_go(tmp_path: Path) -> None:
    index = WhooshIndex(tmp_path / "index")
    index.rebuild([question(1, "router 1", "some words")])

    for number in range(2, 40):
        index.update([question(number, f"router {number}", "some words")])
        index.search(parse("router words"))

    present = {segment.stem for segment in (tmp_path / "index").rglob("*.seg")}
    assert {segment for segment, _field, _term in index._cache._entries} <= present
    assert index._cache._held == sum(map(_cost, index._cache._entries.values()))
