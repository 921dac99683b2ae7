"""How well the gate knows a question in other words: pairs that people judged, and whole communities.

Pairs: of each set, the share of duplicates that reach a bound (recall) and how many of what reaches it are
duplicates (precision; about half of all pairs are, and the others were chosen to look alike). Shingles stand
beside it for comparison. Nothing was fitted to these sets. Communities: every question against all older ones.
`make bench BENCH=duplicates_found` prints the tables; nothing is asserted.
"""

import gzip
import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from community.imports.stackexchange import reader
from community.kernel.html_to_markdown import html_to_markdown
from community.kernel.text import similarity
from moderation.quality.catalogue import CHECKS
from moderation.quality.likeness import Question, likeness, question
from moderation.quality.rewording import ASKED, CANDIDATES, COMMON
from tests.machine import data_folder

PAIRS = (
    "qqp_en",
    "zh_lcqmc",
    "zh_afqmc_customer_service",
    "zh_bq_bank_customer_service",
    "zh_oppo_assistant",
)
BOUNDS = (0.4, 0.5, 0.6, 0.75, 0.9)
MOST = 4_000
Pair = tuple[Question, Question, bool]


def rows(name: str) -> Iterator[dict[str, object]]:
    path = data_folder() / "related_questions" / f"{name}.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def pairs_of(name: str) -> list[Pair]:
    return [
        (question(str(row["q1"]), ""), question(str(row["q2"]), ""), row["label"] == 1)
        for row in islice(rows(name), MOST)
    ]


def forum_pairs() -> list[Pair]:
    """SemEval's forum: each question with ten older ones; a perfect match is a duplicate."""
    found = []
    for row in rows("semeval2016_cqa_en"):
        asked = question(str(row.get("subject", "")), str(row.get("body", "")))
        for other in row.get("related", []):  # type: ignore[attr-defined]
            older = question(str(other.get("subject", "")), str(other.get("body", "")))
            found.append((asked, older, other["relevance"] == "PerfectMatch"))
    return found


def rarity_of(pairs: list[Pair]) -> dict[str, float]:
    counted: Counter[str] = Counter()
    for one, other, _ in pairs:
        counted.update(one.title.terms.keys())
        counted.update(other.title.terms.keys())
    return {term: math.log(1 + COMMON / min(COMMON, count)) for term, count in counted.items()}


def line(pairs: list[Pair], score: Callable[[Question, Question], float]) -> str:
    """Precision and recall at each bound."""
    scored = [(score(one, other), same) for one, other, same in pairs]
    total = sum(same for _, same in scored)
    told = []
    for bound in BOUNDS:
        hits = [same for value, same in scored if value >= bound]
        told.append(f"≥{bound:g} {sum(hits) / max(1, len(hits)):4.0%} {sum(hits) / max(1, total):4.0%}")
    return "  ".join(told)


@pytest.mark.data
def test_pairs_that_people_judged() -> None:
    print("\nprecision and recall from each bound on")
    for name in (*PAIRS, "semeval2016"):
        pairs = forum_pairs() if name == "semeval2016" else pairs_of(name)
        rarity = rarity_of(pairs)
        print(f"{name}: {len(pairs)} pairs, {sum(same for *_, same in pairs)} duplicates")
        print("  likeness ", line(pairs, lambda one, other, rarity=rarity: likeness(one, other, rarity)))  # type: ignore[misc]
        print("  shingles ", line(pairs, lambda one, other: similarity(one.title.text, other.title.text)))


def against_older(posts: list[tuple[int, str, str]]) -> list[tuple[float, int, int]]:
    """(likeness, id, id of the most alike older one) as the gate would find it, without its database."""
    having: dict[int, list[int]] = defaultdict(list)
    known: dict[int, Question] = {}
    found = []
    for number, title, body in posts:
        mine = question(title, body)
        common = {term: min(COMMON, len(having[term])) for term in mine.hashes}
        rarest = sorted((term for term in common if 0 < common[term] < COMMON), key=lambda term: common[term])
        shared: Counter[int] = Counter()
        for term in rarest[:ASKED]:
            shared.update(having[term])
        rarity = {mine.hashes[term]: math.log(1 + COMMON / max(1, count)) for term, count in common.items()}
        scored = [
            (likeness(mine, known[other], rarity), number, other)
            for other, _ in shared.most_common(CANDIDATES)
        ]
        found += [max(scored)] if scored else []
        known[number] = mine
        for term in mine.hashes:
            having[term].append(number)
    return found


def community(folder: Path) -> None:
    posts = [
        (int(row.values["Id"]), row.values.get("Title", ""), html_to_markdown(row.values["Body"]))
        for row in reader.rows(reader.find(folder, "Posts") or folder)
        if row.values.get("PostTypeId") == "1"
    ]
    linked = {
        frozenset((int(row.values["PostId"]), int(row.values["RelatedPostId"])))
        for row in reader.rows(reader.find(folder, "PostLinks") or folder)
    }
    found = against_older(sorted(posts))
    print(f"{folder.name}: {len(posts)} questions")
    for bound in BOUNDS[:4]:
        told = [frozenset(pair) for score, *pair in found if score >= bound]
        print(
            f"  ≥{bound:g}: {len(told)} told ({len(told) / len(posts):.2%}), {len(linked & set(told))} linked by its members"
        )


@pytest.mark.data
def test_whole_communities() -> None:
    print(f"\nbounds of the site: {CHECKS['near-duplicate'].bounds}")
    for dump in sorted(each for each in (data_folder() / "qa_dumps").iterdir() if each.is_dir()):
        community(dump)
