"""What each model learns from: one entry a model, with its sets, their licences and how it is fitted."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from moderation.triage.training import corpora
from moderation.triage.training.corpora import Example

Source = Callable[[Path], Iterator[Example]]


@dataclass(frozen=True, slots=True)
class Plan:
    """How one model comes about.

    `main` sets the threshold and is reported on; `beside` is only learnt from, so that calm texts of other kinds
    are known too. `degrees` marks labels that are degrees rather than yes or no. `lowest` is how many standard
    deviations below the mean rating a post must lie before a person is asked to look. `groups` are
    the kinds of text that a model in parts (words, spelling, form) must tell apart equally well. `by_vectors`
    takes a support vector machine. `moods` marks the model that learns from microblogs instead, unless they are left
    out.
    """

    name: str
    main: Source
    beside: Source
    licences: tuple[str, ...]
    strength: float = 0.3
    degrees: bool = False
    lowest: float = 3.0
    groups: tuple[Source, ...] = ()
    moods: bool = False
    by_vectors: bool = False


def _nothing(data: Path) -> Iterator[Example]:
    return iter(())


def _spam_messages(data: Path) -> Iterator[Example]:
    return corpora.labelled(data, "spam_abuse/sms_spam_collection", lambda row: row["label"] == "spam", "en")


def _spam_comments(data: Path) -> Iterator[Example]:
    return corpora.labelled(data, "spam_abuse/youtube_comment_spam", lambda row: row["label"] == "spam", "en")


def _not_spam(data: Path) -> Iterator[Example]:
    return chain(
        corpora.forum_en(data, every=2),
        corpora.all_as(data, "customer_messages/banking77_intents", 0.0, every=4),
        corpora.all_as(data, "anger_emotion/goemotions", 0.0, every=6),
    )


def _offensive(data: Path) -> Iterator[Example]:
    return corpora.labelled(
        data, "spam_abuse/davidson_offensive_tweets", lambda row: row["label"] != "neither", "en"
    )


def _not_offensive(data: Path) -> Iterator[Example]:
    return chain(
        corpora.forum_en(data, every=2),
        corpora.all_as(data, "customer_messages/banking77_intents", 0.0, every=4),
        corpora.consumer_complaints(data, 0.0),
    )


def _offensive_zh(data: Path) -> Iterator[Example]:
    return corpora.labelled(data, "spam_abuse/zh_cold_offensive", lambda row: row["label"] == 1, "zh")


def _calm_zh(data: Path) -> Iterator[Example]:
    return chain(corpora.forum_zh(data), corpora.calm_zh())


def _not_offensive_zh(data: Path) -> Iterator[Example]:
    return chain(corpora.forum_zh(data), (Example(e.message, 0.0) for e in _every(corpora.reviews(data), 8)))


def _discontent(data: Path) -> Iterator[Example]:
    return chain(corpora.discontent(data), corpora.consumer_complaints(data))


def _calm(data: Path) -> Iterator[Example]:
    return chain(
        corpora.forum_en(data, every=2),
        corpora.all_as(data, "customer_messages/banking77_intents", 0.0, every=4),
        corpora.all_as(data, "spam_abuse/sms_spam_collection", 0.0, every=2),
    )


def _service(data: Path) -> Iterator[Example]:
    return chain(
        corpora.all_as(data, "customer_messages/banking77_intents", 1.0, every=2),
        corpora.consumer_complaints(data),
        corpora.forum_en(data, 1.0, every=4),
        corpora.all_as(data, "anger_emotion/goemotions", 0.0, every=3),
        corpora.all_as(data, "spam_abuse/davidson_offensive_tweets", 0.0, every=6),
        corpora.all_as(data, "spam_abuse/sms_spam_collection", 0.0),
        corpora.all_as(data, "spam_abuse/youtube_comment_spam", 0.0),
    )


def _customers_zh(data: Path) -> Iterator[Example]:
    return chain(
        (Example(e.message, 1.0) for e in _every(corpora.reviews(data), 6)),
        corpora.forum_zh(data, 1.0),
        (Example(e.message, 1.0) for e in corpora.calm_zh(2)),
        corpora.all_as(data, "spam_abuse/zh_cold_offensive", 0.0, "zh", every=2),
        (Example(e.message, 0.0) for e in corpora.moods(data)),
    )


def _every(examples: Iterator[Example], step: int) -> Iterator[Example]:
    return (example for number, example in enumerate(examples) if number % step == 0)


_QA = "Stack Exchange texts CC BY-SA"
_SMP = "SMP2020: none stated"
_GO = "GoEmotions CC BY 4.0"

PLANS = (
    Plan(
        "anger_en",
        corpora.emotions,
        _calm,
        (_GO, _QA, "banking77 CC BY 4.0", "SMS Spam CC BY 4.0"),
        strength=0.15,
    ),
    Plan(
        "anger_zh",
        corpora.overheard_anger,
        corpora.forum_zh,
        ("COLD Apache-2.0", "SophonPlus reviews: none stated", "Egret Apache-2.0", _SMP),
        strength=0.1,
        moods=True,
    ),
    Plan(
        "customer_zh",
        _customers_zh,
        _nothing,
        (
            "SophonPlus reviews: none stated",
            "Egret Apache-2.0",
            "questions of our own",
            "COLD Apache-2.0",
            _SMP,
        ),
    ),
    Plan(
        "complaint_en",
        _discontent,
        _calm,
        (_GO, _QA, "CFPB public domain", "banking77 CC BY 4.0", "SMS Spam CC BY 4.0"),
        strength=0.15,
    ),
    Plan(
        "complaint_zh",
        corpora.reviews,
        _calm_zh,
        ("SophonPlus reviews: none stated", "Egret Apache-2.0", "questions of our own"),
        strength=0.02,
        by_vectors=True,
    ),
    Plan(
        "spam_en",
        _nothing,
        _not_spam,
        ("SMS Spam CC BY 4.0", "YouTube Spam CC BY 4.0", _QA, "banking77 CC BY 4.0", _GO),
        groups=(_spam_messages, _spam_comments),
    ),
    Plan(
        "abuse_en",
        _offensive,
        _not_offensive,
        ("Davidson MIT", _QA, "banking77 CC BY 4.0", "CFPB public domain"),
        strength=0.5,
    ),
    Plan(
        "abuse_zh",
        _offensive_zh,
        _not_offensive_zh,
        ("COLD Apache-2.0", "Egret Apache-2.0", "SophonPlus reviews: none stated"),
    ),
    Plan(
        "service_en",
        _service,
        _nothing,
        (
            "banking77 CC BY 4.0",
            "CFPB public domain",
            _QA,
            _GO,
            "Davidson MIT",
            "SMS Spam and YouTube Spam CC BY 4.0",
        ),
    ),
    Plan(
        "quality_question_en",
        corpora.rated_questions,
        _nothing,
        (_QA, "QUEST labels: unclear"),
        degrees=True,
        lowest=2.6,
    ),
    Plan(
        "quality_answer_en",
        corpora.rated_answers,
        _nothing,
        (_QA, "QUEST labels: unclear"),
        degrees=True,
        lowest=3.3,
    ),
)
