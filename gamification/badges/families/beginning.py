"""Badges for beginning: the first of each thing, and asking well."""

from typing import Final

from community.kernel.words import N_
from gamification.badges.metrics import Metric
from gamification.badges.rules import Badge, Family, Tier

BEGINNING: Final = (
    # first steps
    Badge(
        slug="first-question",
        title=N_("First question"),
        blurb=N_("Asked a first question."),
        tier=Tier.BRONZE,
        family=Family.FIRST,
        metric=Metric.QUESTIONS,
        threshold=1,
    ),
    Badge(
        slug="first-answer",
        title=N_("First answer"),
        blurb=N_("Answered somebody for the first time."),
        tier=Tier.BRONZE,
        family=Family.FIRST,
        metric=Metric.ANSWERS,
        threshold=1,
    ),
    Badge(
        slug="first-solution",
        title=N_("It worked"),
        blurb=N_("Had an answer accepted for the first time."),
        tier=Tier.BRONZE,
        family=Family.FIRST,
        metric=Metric.ANSWERS_ACCEPTED,
        threshold=1,
    ),
    Badge(
        slug="first-stars",
        title=N_("Thoughtful reader"),
        blurb=N_("Gave stars to five answers."),
        tier=Tier.BRONZE,
        family=Family.FIRST,
        metric=Metric.RATINGS_GIVEN,
        threshold=5,
    ),
    Badge(
        slug="first-edit",
        title=N_("Second pair of eyes"),
        blurb=N_("Suggested an edit that was taken."),
        tier=Tier.BRONZE,
        family=Family.FIRST,
        metric=Metric.EDITS_APPROVED,
        threshold=1,
    ),
    Badge(
        slug="same-boat",
        title=N_("Same boat"),
        blurb=N_("Said “I have this too” for the first time."),
        tier=Tier.BRONZE,
        family=Family.FIRST,
        metric=Metric.SAME_PROBLEMS,
        threshold=1,
    ),
    # asking
    Badge(
        slug="closes-the-loop",
        title=N_("Closes the loop"),
        blurb=N_("Five own questions were solved, where others can find them."),
        tier=Tier.BRONZE,
        family=Family.ASKING,
        metric=Metric.QUESTIONS_SOLVED,
        threshold=5,
    ),
    Badge(
        slug="clear-asker",
        title=N_("Clear asker"),
        blurb=N_("Twenty own questions were solved: whoever asks clearly is understood."),
        tier=Tier.SILVER,
        family=Family.ASKING,
        metric=Metric.QUESTIONS_SOLVED,
        threshold=20,
    ),
    Badge(
        slug="speaks-for-many",
        title=N_("Speaks for many"),
        blurb=N_("Asked a question that ten others also had."),
        tier=Tier.SILVER,
        family=Family.ASKING,
        metric=Metric.QUESTION_ALSO_HAD,
        threshold=10,
    ),
    Badge(
        slug="voice-of-hundreds",
        title=N_("Voice of a crowd"),
        blurb=N_("Asked a question that fifty others also had."),
        tier=Tier.GOLD,
        family=Family.ASKING,
        metric=Metric.QUESTION_ALSO_HAD,
        threshold=50,
    ),
)
