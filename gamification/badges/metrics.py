"""What can be counted about a member, and where; pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Source(StrEnum):
    """Where metrics are counted together, by one statement."""

    ANSWERS = "answers"
    QUESTIONS = "questions"
    DEEDS = "deeds"
    TAGS = "tags"
    DAYS = "days"
    STREAKS = "streaks"
    PAUSES = "pauses"


class Metric(StrEnum):
    """What a badge may ask for. Each is counted in `streams`, and most in `records` as well, many at once."""

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
    LEAP_DAY_ANSWERS = "leap-day-answers"  # written on a 29 February, rated four or more
    COMEBACKS = "comebacks"  # accepted answers, the first thing written after a year or more
    THANKS = "thanks"
    THANKED_BY = "thanked-by"  # different staff members
    RATINGS_GIVEN = "ratings-given"
    SAME_PROBLEMS = "same-problems"  # "I have this too"
    EDITS_APPROVED = "edits-approved"
    FLAGS_UPHELD = "flags-upheld"
    SHARE_VISITS = "share-visits"  # by people who followed links that a member shared
    CAMPAIGNS_SCORED = "campaigns-scored"  # finished ones
    CAMPAIGN_PODIUMS = "campaign-podiums"  # among the first three
    CAMPAIGN_WINS = "campaign-wins"
    TAG_POINTS = "tag-points"  # of the best tag
    TAGS_KNOWN = "tags-known"  # tags with a hundred points or more
    ACTIVE_DAYS = "active-days"
    STREAK_DAYS = "streak-days"  # days in a row with something written, the longest row
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
    Metric.LEAP_DAY_ANSWERS: Source.ANSWERS,
    Metric.COMEBACKS: Source.PAUSES,
    Metric.THANKS: Source.DEEDS,
    Metric.THANKED_BY: Source.DEEDS,
    Metric.RATINGS_GIVEN: Source.DEEDS,
    Metric.SAME_PROBLEMS: Source.DEEDS,
    Metric.EDITS_APPROVED: Source.DEEDS,
    Metric.FLAGS_UPHELD: Source.DEEDS,
    Metric.SHARE_VISITS: Source.DEEDS,
    Metric.CAMPAIGNS_SCORED: Source.DEEDS,
    Metric.CAMPAIGN_PODIUMS: Source.DEEDS,
    Metric.CAMPAIGN_WINS: Source.DEEDS,
    Metric.TAG_POINTS: Source.TAGS,
    Metric.TAGS_KNOWN: Source.TAGS,
    Metric.ACTIVE_DAYS: Source.DAYS,
    Metric.YEARS: Source.DAYS,
    Metric.STREAK_DAYS: Source.STREAKS,
}

# A number of years says nothing about a window.
WITHOUT_WINDOW: Final = frozenset({Metric.YEARS})
# What stands under no question has no tag and no language.
WITHOUT_SCOPE: Final = frozenset(
    {Metric.CAMPAIGNS_SCORED, Metric.CAMPAIGN_PODIUMS, Metric.CAMPAIGN_WINS, Metric.FLAGS_UPHELD}
)
# Points may be taken off again, so that a part of them can be more than all of them.
CAN_SHRINK: Final = frozenset({Metric.TAG_POINTS, Metric.TAGS_KNOWN})


def of_source(*sources: Source) -> frozenset[Metric]:
    """The metrics that are counted in these sources."""
    return frozenset(metric for metric, source in SOURCE_OF.items() if source in sources)


# Counts of answers, which a gate of stars makes mean something.
COUNTS_ANSWERS: Final = of_source(Source.ANSWERS)
