"""What the stand-in for hard questions says of the expert score: labels from dumps, the share flagged, and the ranking."""

import gzip
import html
import os
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from moderation.triage.detectors import expertise
from moderation.triage.reading import Reading
from moderation.triage.records import Kind, Message, Score
from tests.benchmarks.triage_judgement import area

DATA = Path(os.environ.get("HUZHU_TEST_DATA", Path(__file__).parents[2] / "../shared/data"))
SITES = ("ai", "quantumcomputing", "french.meta", "coffee.meta")
BEST_SHARE = 0.05
LONG = timedelta(days=1)
ROUNDS = 300
TAG = re.compile(r"<[^>]{1,400}>")

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder of test data is not here"),
]


@dataclass(frozen=True)
class Fate:
    """A question of a dump and what became of it; `waited` and `best` are None where no good answer came."""

    title: str
    body: str
    asked_at: datetime
    tags: tuple[str, ...]
    bounty: bool
    waited: timedelta | None
    answerer: str | None
    best: bool

    def is_hard(self, unanswered: bool | None) -> bool | None:
        """The stand-in; a question without a good answer counts as `unanswered`, None leaves it out."""
        if self.bounty:
            return True
        return unanswered if self.waited is None else self.waited > LONG or self.best


def _rows(site: str, name: str) -> list[dict[str, str]]:
    with gzip.open(DATA / f"qa_dumps/{site}.stackexchange.com/{name}.xml.gz") as file:
        return [dict(row.attrib) for row in ET.parse(file).getroot()]  # noqa: S314 -- our own test data


def _is_good(answer: dict[str, str], question: dict[str, str]) -> bool:
    return int(answer["Score"]) >= 1 or question.get("AcceptedAnswerId") == answer["Id"]


Worth = Callable[[dict[str, str], dict[str, str]], float]
BEST_BY: dict[str, Worth] = {
    "answers": lambda _answer, _question: 1,
    "good answers": _is_good,
    "score": lambda answer, _question: int(answer["Score"]),
}


def fates(site: str, best_by: str = "answers") -> list[Fate]:
    """Every question of a dump; the best answerers are the top twentieth by what `best_by` names."""
    posts = _rows(site, "Posts")
    questions = {row["Id"]: row for row in posts if row["PostTypeId"] == "1"}
    answers = defaultdict(list)
    worth: Counter[str] = Counter()
    for row in posts:
        question = questions.get(row.get("ParentId", ""))
        if row["PostTypeId"] == "2" and question:
            answers[row["ParentId"]].append(row)
            if "OwnerUserId" in row:
                worth[row["OwnerUserId"]] += int(BEST_BY[best_by](row, question))
    best = {who for who, _ in worth.most_common(max(1, round(BEST_SHARE * len(worth))))}
    bounties = {row["PostId"] for row in _rows(site, "Votes") if row["VoteTypeId"] in {"8", "9"}}
    return [_fate(row, answers[row["Id"]], best, bounty=row["Id"] in bounties) for row in questions.values()]


def _fate(row: dict[str, str], answers: list[dict[str, str]], best: set[str], *, bounty: bool) -> Fate:
    good = sorted((each for each in answers if _is_good(each, row)), key=lambda each: each["CreationDate"])
    first = good[0] if good else None
    asked = datetime.fromisoformat(row["CreationDate"])
    answerer = first.get("OwnerUserId") if first else None
    return Fate(
        row.get("Title", ""),
        row["Body"],
        asked,
        tuple(re.findall(r"<([^>]+)>", row.get("Tags", ""))),
        bounty,
        datetime.fromisoformat(first["CreationDate"]) - asked if first else None,
        answerer,
        answerer in best,
    )


def scores(found: Sequence[Fate], *, plain: bool = False) -> list[Score]:
    """What the detector says of each question, with its markup or without."""

    def message(fate: Fate) -> Message:
        body = html.unescape(TAG.sub(" ", fate.body)) if plain else fate.body
        return Message(body, title=fate.title, kind=Kind.QUESTION)

    return [expertise.detect(Reading(message(fate))) for fate in found]


def judged(values: Sequence[float], truth: Sequence[bool | None]) -> tuple[float, float, float]:
    """The area, and the middle nine tenths of it in resamples."""
    pairs = [(value, true) for value, true in zip(values, truth, strict=True) if true is not None]
    drawn = random.Random(1)
    areas = sorted(_area_of(drawn.choices(pairs, k=len(pairs))) for _ in range(ROUNDS))
    return _area_of(pairs), areas[ROUNDS // 20], areas[-ROUNDS // 20]


def _area_of(pairs: Sequence[tuple[float, bool]]) -> float:
    return area([value for value, _ in pairs], [bool(true) for _, true in pairs])


UNANSWERED = {"left out": None, "hard": True, "easy": False}


def test_the_stand_in_however_it_is_read() -> None:
    print(
        f"\n{'site':<18} {'text':<6} {'best by':<13} {'no good answer':<14} {'n':>4} {'hard':>5}   AUC (90 %)"
    )
    for site, plain in product(SITES, (False, True)):
        said = [score.value for score in scores(fates(site), plain=plain)]
        for best_by, unanswered in product(BEST_BY, UNANSWERED):
            truth = [fate.is_hard(UNANSWERED[unanswered]) for fate in fates(site, best_by)]
            known = [true for true in truth if true is not None]
            middle, low, high = judged(said, truth)
            print(
                f"{site:<18} {'plain' if plain else 'marked':<6} {best_by:<13} {unanswered:<14} {len(known):>4}"
                f" {sum(known) / len(known):>5.2f}   {middle:.3f} ({low:.3f}-{high:.3f})"
            )


def test_the_parts_of_the_stand_in_and_the_share_flagged() -> None:
    print(f"\n{'site':<18} {'flagged %':>9} {'waited':>7} {'best':>7}")
    for site in SITES:
        found = fates(site)
        mine = scores(found)
        said = [score.value for score in mine]
        waited = judged(said, [None if fate.waited is None else fate.waited > LONG for fate in found])[0]
        best = judged(said, [None if fate.waited is None else fate.best for fate in found])[0]
        flagged = 100 * sum(score.fired for score in mine) / len(mine)
        print(f"{site:<18} {flagged:>9.1f} {waited:>7.3f} {best:>7.3f}")
