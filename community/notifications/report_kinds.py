"""The kinds of notifications about reports, and about reviewers who pause."""

from typing import Final

from community.kernel.words import N_
from community.notifications.kind import Kind

REPORTS: Final = (
    Kind(
        "hidden-by-flags",
        N_("Your post was reported"),
        N_("Several members reported your text in “%(title)s”; it is hidden until a moderator has looked"),
        by_email=True,
        icon="hidden",
    ),
    Kind(
        "flag-upheld",
        N_("Your reports, when they were right"),
        N_("Thank you: a moderator agreed with your report in “%(title)s” and acted"),
        icon="flag",
        place="/flags/%(flag)s",
    ),
    Kind(
        "flag-dismissed",
        N_("Your reports, when all was fine"),
        N_(
            "A moderator looked at your report in “%(title)s” and found the post fine. Thank you for watching"
        ),
        icon="flag",
        place="/flags/%(flag)s",
    ),
    Kind(
        "flag-stale",
        N_("Your reports, when nobody came to them"),
        N_(
            "Nobody got to your report in “%(title)s” in time. We are sorry; report it again if it still matters"
        ),
        icon="flag",
        place="/flags/%(flag)s",
    ),
    Kind(
        "flag-answered",
        N_("Answers to your reports"),
        N_("A moderator wrote to you about your report in “%(title)s”"),
        icon="comment",
        place="/flags/%(flag)s",
    ),
    Kind(
        "flag-asked",
        N_("Questions about reports, for moderators"),
        N_("%(actor)s asks about a report in “%(title)s”"),
        icon="flag",
        place="/flags/%(flag)s",
    ),
    Kind(
        "flags-overdue",
        N_("Reports that wait too long, for moderators"),
        N_("Reports wait for longer than two days: %(count)s"),
        icon="clock",
        place="/review?kind=flag",
    ),
    Kind(
        "review-paused",
        N_("A pause from reviewing"),
        N_(
            "Some spot checks did not go well, so you pause from reviewing for %(days)s days; see which and why"
        ),
        by_email=True,
        icon="pause",
        place="/review/record",
    ),
    Kind(
        "review-stopped",
        N_("A pause from reviewing without an end"),
        N_(
            "Spot checks went wrong again; before you review again, a moderator speaks with you. See which and why"
        ),
        by_email=True,
        icon="pause",
        place="/review/record",
    ),
    Kind(
        "review-resumed",
        N_("Your pause from reviewing is over"),
        N_("You can review again: %(reason)s"),
        icon="check",
        place="/review/record",
    ),
)
