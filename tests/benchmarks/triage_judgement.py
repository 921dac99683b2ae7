"""How well triage judges texts it has never seen: a table per detector, and the gate on real communities."""

import gzip
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from moderation.triage.analyse import analyse
from moderation.triage.catalogue import DETECTORS
from moderation.triage.reading import Reading
from moderation.triage.records import Analysis, Kind, Message
from moderation.triage.training import corpora
from moderation.triage.training.corpora import Example
from moderation.triage.training.fitting import split

DATA = Path(os.environ.get("HUZHU_TEST_DATA", Path(__file__).parents[2] / "../shared/data"))
SITES = ("ai", "quantumcomputing", "french.meta", "coffee.meta")

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the folder of test data is not here"),
]


def label_is(*names: object) -> Callable[[dict[str, Any]], bool]:
    return lambda row: row["label"] in names


def unseen(examples: Iterable[Example]) -> list[Example]:
    return split(examples).unseen


def tasks() -> Iterator[tuple[str, str, list[Example]]]:
    """Name, detector and examples; "tenth" is what a model has not learnt of a set. English spam: see spam_folds.py."""
    spam, anger, shop = "spam_abuse", "anger_emotion", "customer_messages"
    harm = f"{spam}/zh_chineseharm_bench"
    yield (
        "spam, Chinese (never)",
        "spam",
        list(corpora.labelled(DATA, harm, label_is("黑产广告", "欺诈", "博彩"), "zh")),
    )
    tweets = corpora.labelled(DATA, f"{spam}/davidson_offensive_tweets", label_is("offensive", "hate"), "en")
    yield (
        "abuse, Chinese insults (never)",
        "abuse",
        list(corpora.labelled(DATA, harm, label_is("谩骂引战"), "zh")),
    )
    yield "abuse, English (tenth)", "abuse", unseen(tweets)
    cold = corpora.labelled(DATA, f"{spam}/zh_cold_offensive", label_is(1), "zh")
    yield "abuse, Chinese (tenth)", "abuse", unseen(cold)
    yield "anger, English comments (tenth)", "anger", unseen(corpora.emotions(DATA))
    semeval = corpora.labelled(DATA, f"{anger}/semeval2018_ec_tweets", lambda row: row["anger"] == 1, "en")
    yield "anger, English tweets (never)", "anger", list(semeval)
    weibo = corpora.labelled(DATA, f"{anger}/zh_smp2020_ewect_weibo", label_is("angry"), "zh")
    yield "anger, Chinese microblog (learnt: see the folds)", "anger", list(weibo)
    reviews = corpora.labelled(DATA, f"{shop}/zh_online_shopping_reviews", label_is(0), "zh")
    yield "complaint, Chinese shops (tenth)", "complaint", unseen(reviews)
    airline = corpora.labelled(DATA, f"{shop}/airline_tweets", label_is("negative"), "en")
    yield "complaint, airline tweets (never)", "complaint", list(airline)


def values(slug: str, examples: Sequence[Example]) -> list[float]:
    return [DETECTORS[slug](Reading(example.message)).value for example in examples]


def ranks(numbers: Sequence[float]) -> list[float]:
    """Ranks from 0, equal numbers sharing their mean rank."""
    order = sorted(range(len(numbers)), key=numbers.__getitem__)
    result = [0.0] * len(numbers)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and numbers[order[end]] == numbers[order[start]]:
            end += 1
        for at in order[start:end]:
            result[at] = (start + end - 1) / 2
        start = end
    return result


def area(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """The chance that a yes stands above a no."""
    yes = sum(truth)
    total = sum(rank for rank, true in zip(ranks(scores), truth, strict=True) if true)
    return (total - yes * (yes - 1) / 2) / (yes * (len(truth) - yes))


def correlation(left: Sequence[float], right: Sequence[float]) -> float:
    """Spearman's rank correlation."""
    first, second = ranks(left), ranks(right)
    mean = (len(first) - 1) / 2
    together = sum((a - mean) * (b - mean) for a, b in zip(first, second, strict=True))
    spread = sum((a - mean) ** 2 for a in first) * sum((b - mean) ** 2 for b in second)
    return float(together / spread**0.5)


def test_detectors_on_labelled_texts() -> None:
    print(f"\n{'task':<34} {'n':>6} {'F1':>6} {'prec.':>6} {'rec.':>6} {'AUC':>6}")
    for name, slug, examples in tasks():
        truth = [example.label >= 0.5 for example in examples]
        scores = values(slug, examples)
        said = [score >= 0.5 for score in scores]
        both = sum(yes and true for yes, true in zip(said, truth, strict=True))
        f1, precision, recall = (
            2 * both / (sum(said) + sum(truth)),
            both / max(1, sum(said)),
            both / sum(truth),
        )
        print(
            f"{name:<34} {len(truth):>6} {f1:>6.3f} {precision:>6.3f} {recall:>6.3f} {area(scores, truth):>6.3f}"
        )


def test_quality_against_human_raters() -> None:
    for name, examples in (
        ("question", corpora.rated_questions(DATA)),
        ("answer", corpora.rated_answers(DATA)),
    ):
        mine = unseen(examples)
        rho = correlation(values("quality", mine), [example.label for example in mine])
        print(f"\nquality of {name}s, {len(mine)} unseen: Spearman {rho:.3f}", end="")
    print()


def posts(site: str) -> Iterator[Message]:
    """Open questions and answers of a dump that nobody voted below zero, as a stranger would post them."""
    with gzip.open(DATA / f"qa_dumps/{site}.stackexchange.com/Posts.xml.gz") as file:
        for row in ET.parse(file).getroot():  # noqa: S314 -- our own test data
            if (
                row.get("PostTypeId") in {"1", "2"}
                and int(row.get("Score", 0)) >= 0
                and not row.get("ClosedDate")
            ):
                kind = Kind.QUESTION if row.get("PostTypeId") == "1" else Kind.ANSWER
                yield Message(row.get("Body", ""), title=row.get("Title", ""), kind=kind)


def test_quality_against_the_fate_of_questions() -> None:
    for site in ("ai", "quantumcomputing"):
        found = [
            (row, DETECTORS["quality"](Reading(message)).value)
            for row, message in corpora.dump_questions(DATA, site)
        ]
        for name, ill in (
            ("closed", lambda row: bool(row["closed"])),
            ("negative", lambda row: row["score"] < 0),
        ):
            truth = [ill(row) for row, _ in found]
            print(
                f"\nquality, {site}, {name} ({sum(truth)}): AUC {area([-value for _, value in found], truth):.3f}",
                end="",
            )
    print()


def share(analyses: Sequence[Analysis], slug: str) -> float:
    return 100 * sum(analysis[slug].fired for analysis in analyses) / len(analyses)


def test_the_gate_on_communities_it_has_never_seen() -> None:
    heads = ("anger", "complaint", "expertise", "spam", "abuse", "pii")
    print(
        f"\n{'site':<18} {'kind':<9} {'n':>5} {'kept %':>7} {'review %':>8}",
        *(f"{head:>9}" for head in heads),
    )
    for site in SITES:
        messages = list(posts(site))
        for kind in (Kind.QUESTION, Kind.ANSWER):
            found = [analyse(message) for message in messages if message.kind is kind]
            verdicts = Counter(str(analysis.verdict) for analysis in found)
            kept = 100 * (verdicts["hold"] + verdicts["refuse"]) / len(found)
            review = 100 * verdicts["review"] / len(found)
            shares = (f"{share(found, head):>9.1f}" for head in heads)
            print(f"{site:<18} {kind:<9} {len(found):>5} {kept:>7.1f} {review:>8.1f}", *shares)
