"""Every number that a site may tune: its default, its allowed range, its value in each preset."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import nan
from typing import Final

from flask import current_app

from community.kernel.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Threshold:
    """One number. `presets` names the presets that differ from the default.

    It is a whole one, as pages say it and things are counted by it, unless `in_parts`: half of one says something.
    """

    slug: str
    default: float
    least: float
    most: float
    presets: Mapping[str, float] = field(default_factory=dict)
    in_parts: bool = False

    def under(self, preset: str) -> float:
        """The value in `preset` (seed, growing or mature)."""
        return self.presets.get(preset, self.default)


THRESHOLDS: Final = Catalogue(
    [
        # questions and answers
        Threshold("title_shortest", 15, 5, 50),
        Threshold("title_longest", 150, 50, 300),
        Threshold("body_longest", 30_000, 1_000, 100_000),
        Threshold("comment_longest", 2_000, 200, 10_000),
        Threshold("tags_most", 5, 1, 10),
        Threshold("answering_lease_minutes", 10, 1, 60),
        Threshold("archive_after_days", 180, 30, 3_650),
        Threshold("accept_for_asker_after_days", 7, 0, 90),
        # the front page
        Threshold("recommended_most", 4, 0, 20),  # posts at a time
        Threshold("good_news_hours", 48, 0, 720),  # how long a resolved problem stays
        # stars
        Threshold("rating_prior_weight", 5, 0, 50, in_parts=True),
        Threshold("rating_prior_mean", 3.5, 1, 5, in_parts=True),
        Threshold("rating_mean_known_from", 50, 0, 10_000),
        # reading offline
        Threshold("offline_pages", 30, 0, 200),  # the last visited ones that a browser keeps
        # limits
        Threshold("newcomer_posts", 2, 0, 20),  # how many first posts are looked at
        Threshold("newcomer_links", 2, 0, 20),
        Threshold("newcomer_questions_a_day", 3, 1, 100),
        Threshold("newcomer_answers_a_day", 10, 1, 300),
        Threshold("posts_an_hour", 60, 5, 1_000),
        Threshold("invites_a_day", 50, 0, 1_000),  # of people, by one person
        Threshold("invite_address_days", 14, 1, 365),  # an address is kept after its invitation has ended
        Threshold("asker_address_days", 365, 30, 3_650),  # who asked without an account, after the last time
        Threshold("asker_unconfirmed_days", 30, 1, 365),  # where nobody said that the address is theirs
        Threshold("webhook_message_days", 30, 1, 365),  # after it arrived or was given up
        Threshold("read_alert_days", 365, 30, 3_650),  # news of a member, after they read it
        Threshold("stewards_invite", 1, 0, 1),  # 0: only those who run the site
        Threshold("uploads_a_day", 60, 1, 1_000),
        Threshold("mentions_a_post", 5, 0, 50),  # members whom one post may call by @name
        Threshold("mentions_a_day", 20, 0, 500),  # the same, all posts of one author together
        # the ladder
        Threshold("unanswered_minutes", 120, 5, 10_080),  # of service time, then staff take over
        Threshold("returned_minutes", 540, 5, 10_080),  # what staff gave back: a day of service
        Threshold("staff_calls_a_day", 5, 0, 100),  # how often a member asks for staff in threads of others
        Threshold("ring_1_helpers", 5, 0, 50),  # invited at once
        Threshold("ring_2_helpers", 10, 0, 100),  # invited after
        Threshold("ring_2_minutes", 15, 1, 1_440),  # without an answer
        Threshold("ring_3_helpers", 20, 0, 200),  # invited after
        Threshold("ring_3_minutes", 45, 1, 1_440),  # without an answer
        Threshold("invitations_a_day", 5, 0, 50, {"seed": 10}),  # for a helper who has chosen no number
        Threshold("rep_lease_minutes", 20, 5, 240),
        Threshold(
            "proposal_verdicts", 20, 5, 1_000, {"seed": 10, "mature": 40}
        ),  # before a threshold is proposed
        # cases of the staff
        Threshold("case_capacity", 8, 1, 200),  # open cases at once, for whoever says nothing else
        Threshold(
            "case_distribution", 0, 0, 2, {"growing": 1, "mature": 2}
        ),  # 0 manual, 1 offer, 2 automatic
        Threshold("case_distribution_minutes", 15, 1, 1_440),
        Threshold("case_offer_minutes", 30, 5, 1_440),  # of service time, then it is offered to the next
        Threshold("hand_over_minutes", 60, 5, 2_880),  # of service time, then it goes back
        Threshold("case_unresponsive_minutes", 240, 15, 10_080),  # of service time, then others may take over
        Threshold("case_viewer_seconds", 60, 20, 600),  # how long somebody counts as looking
        Threshold("case_reopen_days", 14, 0, 365),  # a later word opens the same case again
        Threshold("conversation_hours", 72, 1, 720),  # then a contact's next message is a new matter
        Threshold("letters_an_hour", 20, 1, 500),  # from one asker to the team
        # cases
        Threshold("note_edit_minutes", 5, 0, 60),
        Threshold("survey_delay_hours", 24, 0, 720),  # after a case was settled
        Threshold("survey_days", 14, 1, 60),  # how long it can be answered
        Threshold("survey_remind_days", 4, 0, 60),  # 0: never
        Threshold("survey_again_days", 30, 0, 365),  # between two surveys of one customer
        Threshold("survey_change_hours", 24, 0, 168),  # how long an answer can be changed
        # articles
        Threshold("article_review_days", 180, 30, 1_095),  # then somebody looks whether it is still right
        Threshold("article_doubt_votes", 20, 5, 500, {"seed": 10}),  # of one revision
        Threshold(
            "article_doubt_share", 0.3, 0.05, 0.95, in_parts=True
        ),  # more than this part found it unhelpful
        # another opinion, where a language model is configured
        Threshold("opinion_seconds", 8, 1, 60),
        Threshold("opinions_a_day", 500, 0, 100_000),
        Threshold("opinion_tokens_a_day", 400_000, 0, 100_000_000),
        # points
        Threshold("daily_points_cap", 200, 0, 10_000),  # from ratings and small causes, a day of UTC
        Threshold("ratings_a_pair_a_day", 6, 1, 100),  # between two members that count
        Threshold("points_mature_hours", 24, 0, 720),
        Threshold("mutual_ratings_least", 5, 2, 50),  # each way, before they say anything
        Threshold("mutual_ratings_part", 3, 2, 20),  # more than one in so many of either's ratings: held
        # abuse: how much there must be before anything is said
        Threshold("integrity_scan_minutes", 60, 5, 1_440),  # between two looks
        Threshold("integrity_ring_ratings", 8, 4, 100),  # within a group
        Threshold("integrity_pair_ratings", 3, 2, 50),  # each way
        Threshold("integrity_burst_ratings", 6, 4, 100),  # for one author within an hour
        Threshold("integrity_new_accounts", 3, 2, 20),  # round one author
        Threshold("integrity_copied_words", 40, 20, 500),
        # licences of customer reps
        Threshold("licence_level", 2, 0, 4, {"seed": 1}),  # the number of a level
        Threshold("licence_answers", 5, 1, 100, {"seed": 3}),  # well rated, in the topic and language
        Threshold("licence_again_days", 30, 0, 365),  # after a refusal
        Threshold("licence_senior_share", 0.2, 0, 1, in_parts=True),  # of drafts that a person looks at
        # private data
        Threshold("private_kept_days", 90, 1, 3_650),  # after the matter is over
        Threshold("reveals_an_hour", 30, 1, 1_000),
        # review
        Threshold("claim_minutes", 15, 1, 120),  # how long an item is one reviewer's
        Threshold("peers_to_agree", 3, 1, 9),  # where no moderator decides
        Threshold("undo_seconds", 10, 0, 60),  # in which a decision can be taken back
        Threshold("heavy_in_a_row", 3, 1, 20),  # attacks that one reviewer gets before something else
        Threshold("flags_a_day", 20, 1, 500),
        # spot checks of reviewers
        Threshold("spot_check_every", 10, 0, 100),  # items; 0: never
        Threshold(
            "spot_check_age_days", 7, 0, 90, {"seed": 2, "mature": 14}
        ),  # an outcome must have stood so long
        Threshold("spot_checks_failed", 3, 1, 10),  # of the last spot_checks_of, then a reviewer pauses
        Threshold("spot_checks_of", 10, 1, 50),  # the last ones, which count
        Threshold("reviewer_pause_days", 3, 1, 30),  # the first time
        Threshold("reviewer_second_pause_days", 7, 1, 90),  # the second time
        Threshold("hasty_seconds", 3, 0, 60),
        # reports
        Threshold("flag_base", 12.5, 1, 1_000, in_parts=True),  # the bar before the site has learnt its own
        Threshold("flag_base_percentile", 50, 25, 95, {"mature": 85}),  # where many report, more must agree
        Threshold("flag_learn_from", 15, 5, 500),  # posts whose reports were upheld
        Threshold("flag_young_days", 7, 0, 90, {"seed": 0, "mature": 14}),  # a new site has new members only
        Threshold("flag_reminder_hours", 48, 1, 720),
        Threshold("flag_stale_days", 60, 7, 365),
        # sanctions and appeals
        Threshold("limited_posts_a_day", 3, 1, 50),
        Threshold("sanction_memory_days", 365, 30, 3_650),  # how far back the next step looks
        Threshold("appeal_window_days", 14, 1, 90),  # in which a sanction can be appealed against
        Threshold("appeal_hours", 72, 1, 720),  # in which it is to be decided
        Threshold("appeal_longest", 1_000, 200, 5_000),  # characters
        Threshold("appeal_questions", 3, 0, 10),  # that the decider may ask back
        Threshold("appeal_answer_days", 7, 1, 30),  # then the clock goes on without an answer
    ]
)


# Of earlier releases, without any effect: a site that still names one starts all the same.
RETIRED: Final = frozenset({"edit_grace_minutes"})


def values_of(preset: str, others: str = "") -> dict[str, float]:
    """All numbers as they stand in `preset`, but for those that `others` names (see `chosen`)."""
    return {threshold.slug: threshold.under(preset) for threshold in THRESHOLDS} | chosen(others)


def chosen(text: str) -> dict[str, float]:
    """The numbers of a text such as "unanswered_minutes=90, uploads_a_day=30".

    Raises ValueError that says in one sentence which is unknown, no number of its kind, or out of its range.
    """
    found: dict[str, float] = {}
    for pair in filter(None, (each.strip() for each in text.split(","))):
        slug, _, written = (part.strip() for part in pair.partition("="))
        if slug in RETIRED:
            continue
        known = THRESHOLDS.get(slug)
        if known is None:
            message = f"there is no number called {slug!r}"
            raise ValueError(message)
        try:
            value = float(written)
        except ValueError:
            value = nan
        if not known.least <= value <= known.most or not (known.in_parts or value.is_integer()):
            kind = "number" if known.in_parts else "whole number"
            message = f"{slug} must be a {kind} from {known.least:.15g} to {known.most:.15g}"
            raise ValueError(message)
        found[slug] = value
    return found


def threshold(slug: str) -> float:
    """The value of one number on this site."""
    values: dict[str, float] = current_app.extensions["huzhu_thresholds"]
    return values[slug]


def whole(slug: str) -> int:
    """The same, for numbers that count things."""
    return int(threshold(slug))
