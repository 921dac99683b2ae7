"""Reading the labelled sets that the models learn from, each with its licence, as plain examples."""

import gzip
import html
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

from moderation.triage.reading import Reading
from moderation.triage.records import Kind, Message

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_TAG = re.compile(r"<[^>]{1,400}>")
_CLEARLY_ANGRY = 3.0
MOODS = ("angry", "fear", "happy", "neutral", "sad", "surprise")
# The one set that may be left out, because it states no licence; and those that are.
MICROBLOGS = "smp2020"
left_out: set[str] = set()
_COMPLAINING = frozenset({"anger", "annoyance", "disappointment", "disapproval", "disgust"})


@dataclass(frozen=True, slots=True)
class Example:
    """A text, how much it is (1) or is not (0) what a model looks for, and the community it comes from."""

    message: Message
    label: float
    host: str = ""


def rows(data: Path, name: str) -> Iterator[dict[str, Any]]:
    """The rows of one set of the data folder, `folder/name` without its ending."""
    with gzip.open(data / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)


def _said(text: str, lang: str, kind: Kind = Kind.MESSAGE, title: str = "") -> Message:
    return Message(text=text, title=title, kind=kind, lang=lang)


def labelled(data: Path, name: str, yes: Callable[[dict[str, Any]], bool], lang: str) -> Iterator[Example]:
    """Every row of a set, as yes or no by a rule on its labels."""
    for row in rows(data, name):
        yield Example(_said(row["text"], lang), float(yes(row)))


def all_as(data: Path, name: str, label: float, lang: str = "en", every: int = 1) -> Iterator[Example]:
    """Every n-th text of a set, whatever its own labels say."""
    for number, row in enumerate(rows(data, name)):
        if number % every == 0:
            yield Example(_said(row["text"], lang), label)


def emotions(data: Path) -> Iterator[Example]:
    """GoEmotions: angry or annoyed against everything else."""
    return labelled(data, "anger_emotion/goemotions", lambda row: row["anger"] == 1, "en")


def discontent(data: Path) -> Iterator[Example]:
    """GoEmotions: discontent of any kind against the rest, plain doubt left out."""
    for row in rows(data, "anger_emotion/goemotions"):
        yield Example(_said(row["text"], "en"), float(not _COMPLAINING.isdisjoint(row["labels"])))


def consumer_complaints(data: Path, label: float = 1.0) -> Iterator[Example]:
    """Complaints to the US consumer bureau, in pieces as long as a message."""
    for row in rows(data, "customer_messages/cfpb_complaints"):
        sentences = _SENTENCE_END.split(row["text"].replace("XXXX", ""))
        for start in range(0, min(len(sentences), 12), 2):
            piece = " ".join(sentences[start : start + 2])
            if len(piece) > 60:  # noqa: PLR2004 -- shorter pieces are greetings and dates
                yield Example(_said(piece, "en"), label)


def reviews(data: Path) -> Iterator[Example]:
    """Chinese reviews of shops, hotels and food: bad ones are complaints."""
    for name in ("zh_online_shopping_reviews", "zh_hotel_reviews", "zh_waimai_reviews"):
        yield from labelled(data, f"customer_messages/{name}", lambda row: row["label"] == 0, "zh")


def overheard_anger(data: Path) -> Iterator[Example]:
    """Chinese texts that hold words of anger, with those words taken out, against texts that hold none.

    No set with labels of anger may be learnt from, so a model learns what else is said where such words stand.
    """
    sets = (("spam_abuse/zh_cold_offensive", 1), ("customer_messages/zh_online_shopping_reviews", 3))
    for name, every in sets:
        for example in list(all_as(data, name, 0.0, "zh", every)):
            reading = Reading(example.message)
            angry = {hit.phrase for hit in reading.hits if hit.category in {"anger", "swear"}}
            weight = reading.sums.get("anger", 0.0) + 0.5 * reading.sums.get("swear", 0.0)
            if not angry:
                yield example
            elif weight >= _CLEARLY_ANGRY:
                text = reading.shape.folded
                for phrase in angry:
                    text = text.replace(phrase, " ")
                yield Example(_said(text, "zh"), 1.0)


def moods(data: Path) -> Iterator[Example]:
    """Chinese microblogs by their mood, as its number among MOODS; none where they are left out."""
    if MICROBLOGS in left_out:
        return
    for row in rows(data, "anger_emotion/zh_smp2020_ewect_weibo"):
        yield Example(_said(row["text"], "zh"), float(MOODS.index(row["label"])))


def calm_zh(every: int = 1) -> Iterator[Example]:
    """Calm Chinese questions written for this project: every sentence of a file with every matter of it."""
    sentences, matters = (
        [line for line in part.splitlines()[1:] if line]
        for part in (Path(__file__).parent / "texts/calm_zh.txt").read_text(encoding="utf-8").split("\n[")[1:]
    )
    for number, (matter, sentence) in enumerate(product(matters, sentences)):
        if number % every == 0:
            mark = "？" if number % 2 else ""
            yield Example(_said(sentence.replace("{}", matter) + mark, "zh", Kind.QUESTION), 0.0)


def forum_zh(data: Path, label: float = 0.0) -> Iterator[Example]:
    """Calm Chinese product questions and their accepted answers."""
    for row in rows(data, "qa_zh/egret_wenda_zh"):
        yield Example(_said(row["question"], "zh", Kind.QUESTION), label)
        yield Example(_said(row["accepted_answer"], "zh", Kind.ANSWER), label)


def forum_en(data: Path, label: float = 0.0, every: int = 1) -> Iterator[Example]:
    """Calm English questions and answers of sixty communities, whole and in short pieces."""
    for number, row in enumerate(rows(data, "question_quality/google_quest_qa")):
        if number % every:
            continue
        yield Example(_said(row["question_body"], "en", Kind.QUESTION, row["question_title"]), label)
        yield Example(_said(row["question_title"], "en", Kind.COMMENT), label)
        yield Example(_said(row["answer"], "en", Kind.ANSWER), label)
        sentences = _SENTENCE_END.split(row["answer"])
        yield Example(_said(" ".join(sentences[:2]), "en", Kind.COMMENT), label)


def rated_questions(data: Path) -> Iterator[Example]:
    """Questions with the mean of human raters for how well they are written."""
    for row in rows(data, "question_quality/google_quest_qa"):
        message = _said(row["question_body"], "en", Kind.QUESTION, row["question_title"])
        yield Example(message, row["labels"]["question_well_written"], row["host"])


def rated_answers(data: Path) -> Iterator[Example]:
    """Answers with the mean of human raters for how far they satisfy."""
    for row in rows(data, "question_quality/google_quest_qa"):
        yield Example(
            _said(row["answer"], "en", Kind.ANSWER, row["question_title"]),
            row["labels"]["answer_satisfaction"],
            row["host"],
        )


def dump_questions(data: Path, site: str) -> Iterator[tuple[dict[str, Any], Message]]:
    """Questions of a community dump with the facts about their fate."""
    for row in rows(data, f"question_quality/{site}.stackexchange.com.questions"):
        body = html.unescape(row["body_html"])
        yield row, _said(body, "en", Kind.QUESTION, html.unescape(row["title"]))


def plain(text: str) -> str:
    """HTML as the words a reader sees."""
    return html.unescape(_TAG.sub(" ", text))
