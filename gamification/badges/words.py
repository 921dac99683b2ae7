"""What tiers, families and metrics are called, for lists to choose from. Sentences stand in the templates."""

from collections.abc import Mapping
from typing import Final

from community.kernel.words import N_
from gamification.badges.metrics import Metric
from gamification.badges.rules import Family, Tier

TIER_WORDS: Final[Mapping[Tier, str]] = {
    Tier.BRONZE: N_("Bronze"),
    Tier.SILVER: N_("Silver"),
    Tier.GOLD: N_("Gold"),
}
FAMILY_WORDS: Final[Mapping[Family, str]] = {
    Family.FIRST: N_("First steps"),
    Family.ASKING: N_("Asking"),
    Family.ANSWERING: N_("Answering"),
    Family.QUALITY: N_("Quality"),
    Family.SPEED: N_("Speed"),
    Family.CARE: N_("Care"),
    Family.CURATION: N_("Keeping order"),
    Family.TAGS: N_("Subjects"),
    Family.STREAKS: N_("Staying"),
    Family.CHANNELS: N_("Passing on"),
    Family.CAMPAIGNS: N_("Campaigns"),
    Family.ANNIVERSARIES: N_("Anniversaries"),
    Family.SECRET: N_("Secret"),
}
METRIC_WORDS: Final[Mapping[Metric, str]] = {
    Metric.QUESTIONS: N_("questions asked"),
    Metric.QUESTIONS_SOLVED: N_("own questions solved"),
    Metric.QUESTION_ALSO_HAD: N_("others with the same problem, of one question"),
    Metric.ANSWERS: N_("answers written"),
    Metric.ANSWERS_ACCEPTED: N_("answers accepted"),
    Metric.PEOPLE_HELPED: N_("people helped"),
    Metric.FIVE_STARS: N_("ratings of five stars received"),
    Metric.RATINGS_RECEIVED: N_("ratings received"),
    Metric.BEST_ANSWER_RATINGS: N_("ratings of one answer with four stars or more on average"),
    Metric.FAST_ANSWERS: N_("answers within two hours, rated four stars or more"),
    Metric.LATE_RESCUES: N_("questions solved that had waited for a month"),
    Metric.CALM_ANSWERS: N_("answers to people who were upset, rated four stars or more"),
    Metric.LANGUAGES: N_("languages with an answer that helped"),
    Metric.LEAP_DAY_ANSWERS: N_("answers on a 29 February, rated four stars or more"),
    Metric.COMEBACKS: N_("questions solved right after a year away"),
    Metric.THANKS: N_("thanks from the team"),
    Metric.THANKED_BY: N_("team members who said thank you"),
    Metric.RATINGS_GIVEN: N_("ratings given"),
    Metric.SAME_PROBLEMS: N_("times of “I have this too”"),
    Metric.EDITS_APPROVED: N_("suggested edits approved"),
    Metric.FLAGS_UPHELD: N_("flags upheld"),
    Metric.SHARE_VISITS: N_("visitors through shared links"),
    Metric.CAMPAIGNS_SCORED: N_("campaigns with a score"),
    Metric.CAMPAIGN_PODIUMS: N_("campaigns among the first three"),
    Metric.CAMPAIGN_WINS: N_("campaigns won"),
    Metric.TAG_POINTS: N_("points in one tag"),
    Metric.TAGS_KNOWN: N_("tags with a hundred points"),
    Metric.ACTIVE_DAYS: N_("days with something written"),
    Metric.STREAK_DAYS: N_("days in a row with something written"),
    Metric.YEARS: N_("years with something written, after the first"),
}
ANY_LANGUAGE: Final = N_("all languages")
