"""What a badge is, and which ones a record has earned; pure."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Source(StrEnum):
    """Where a metric is counted; what happened tells which sources to read again."""

    ANSWERS = "answers"
    QUESTIONS = "questions"
    DEEDS = "deeds"
    TAGS = "tags"
    DAYS = "days"


class Tier(StrEnum):
    BRONZE = "bronze"
    SILVER = "silver"
    GOLD = "gold"


class Family(StrEnum):
    """What a badge is about; gives its hue."""

    FIRST = "first"
    ASKING = "asking"
    ANSWERING = "answering"
    QUALITY = "quality"
    SPEED = "speed"
    CARE = "care"
    CURATION = "curation"
    TAGS = "tags"
    STREAKS = "streaks"
    ANNIVERSARIES = "anniversaries"
    SECRET = "secret"  # noqa: S105 - a family of badges, no password


class Metric(StrEnum):
    """What can be counted about a member; each is reckoned in `queries`."""

    QUESTIONS = "questions"
    QUESTIONS_SOLVED = "questions-solved"
    QUESTION_ALSO_HAD = "question-also-had"  # others with the same problem, of the best question
    ANSWERS = "answers"
    ANSWERS_ACCEPTED = "answers-accepted"
    PEOPLE_HELPED = "people-helped"
    FIVE_STARS = "five-stars"
    RATINGS_RECEIVED = "ratings-received"
    BEST_ANSWER_RATINGS = "best-answer-ratings"  # of an answer whose stars average four or more
    FAST_ANSWERS = "fast-answers"  # within two hours and rated four or more
    LATE_RESCUES = "late-rescues"  # accepted, thirty days or more after the question
    CALM_ANSWERS = "calm-answers"  # to somebody angry, rated four or more
    LANGUAGES = "languages"
    THANKS = "thanks"
    RATINGS_GIVEN = "ratings-given"
    EDITS_APPROVED = "edits-approved"
    FLAGS_UPHELD = "flags-upheld"
    TAG_POINTS = "tag-points"  # of the best tag
    ACTIVE_DAYS = "active-days"
    YEARS = "years"  # with something written, after the first


SOURCE_OF: Final[Mapping[Metric, Source]] = {
    Metric.QUESTIONS: Source.QUESTIONS,
    Metric.QUESTIONS_SOLVED: Source.QUESTIONS,
    Metric.QUESTION_ALSO_HAD: Source.QUESTIONS,
    Metric.ANSWERS: Source.ANSWERS,
    Metric.ANSWERS_ACCEPTED: Source.ANSWERS,
    Metric.PEOPLE_HELPED: Source.ANSWERS,
    Metric.FIVE_STARS: Source.ANSWERS,
    Metric.RATINGS_RECEIVED: Source.ANSWERS,
    Metric.BEST_ANSWER_RATINGS: Source.ANSWERS,
    Metric.FAST_ANSWERS: Source.ANSWERS,
    Metric.LATE_RESCUES: Source.ANSWERS,
    Metric.CALM_ANSWERS: Source.ANSWERS,
    Metric.LANGUAGES: Source.ANSWERS,
    Metric.THANKS: Source.DEEDS,
    Metric.RATINGS_GIVEN: Source.DEEDS,
    Metric.EDITS_APPROVED: Source.DEEDS,
    Metric.FLAGS_UPHELD: Source.DEEDS,
    Metric.TAG_POINTS: Source.TAGS,
    Metric.ACTIVE_DAYS: Source.DAYS,
    Metric.YEARS: Source.DAYS,
}


@dataclass(frozen=True, slots=True)
class Gate:
    """The quality that a badge for volume asks for besides: a mean of stars over enough ratings."""

    mean: float = 4.0
    ratings: int = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """One entry of the catalogue.

    A repeatable badge is earned anew at each multiple of its threshold; a revocable one is taken back
    when it is no longer true; a secret one is shown only to those who have it.
    """

    slug: str
    title: str
    blurb: str
    tier: Tier
    family: Family
    metric: Metric
    threshold: int
    gate: Gate | None = None
    repeatable: bool = False
    revocable: bool = False
    secret: bool = False


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """What is counted about one member; `mean` and `ratings` are the stars that others gave.

    A gated badge counts answers, so the stars are there wherever its metric is.
    """

    counts: Mapping[Metric, int]
    mean: float = 0.0
    ratings: int = 0

    def count(self, metric: Metric) -> int:
        return self.counts.get(metric, 0)


def times_earned(badge: Badge, record: MemberRecord) -> int:
    """How many times a record earns a badge: 0, 1, or more for one that repeats."""
    if badge.gate and (record.mean < badge.gate.mean or record.ratings < badge.gate.ratings):
        return 0
    times = record.count(badge.metric) // badge.threshold
    return times if badge.repeatable else min(times, 1)


def newly_earned(
    badges: Iterable[Badge], record: MemberRecord, held: Mapping[str, int]
) -> list[tuple[Badge, int]]:
    """The badges to give, with their numbers; `held` is how often each is held already."""
    return [
        (badge, number)
        for badge in badges
        for number in range(held.get(badge.slug, 0) + 1, times_earned(badge, record) + 1)
    ]


def no_longer_true(badges: Iterable[Badge], record: MemberRecord, held: Collection[str]) -> list[Badge]:
    """The revocable badges that are held and not earned any more."""
    return [
        badge
        for badge in badges
        if badge.revocable and badge.slug in held and not times_earned(badge, record)
    ]


def progress(badge: Badge, record: MemberRecord) -> tuple[int, int]:
    """How far a record is on its way to a badge: (now, needed). A missed gate keeps it one short."""
    now = min(record.count(badge.metric), badge.threshold)
    if now == badge.threshold and not times_earned(badge, record):
        now -= 1
    return now, badge.threshold
