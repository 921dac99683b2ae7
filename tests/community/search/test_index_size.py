"""What writing costs the embedded index does not grow with it."""

from pathlib import Path

import pytest

from community.search.index import WhooshIndex
from community.search.rules import parse
from community.search.segments import Segment
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
