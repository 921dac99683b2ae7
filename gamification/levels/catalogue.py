"""The five levels: what each opens, and what it asks for on a young, a growing and a mature site."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from community.kernel.words import N_
from gamification.levels.rules import Bar


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level. `opens` are sentences for people, `privileges` the names that the policy knows."""

    number: int
    slug: str
    title: str
    blurb: str
    opens: tuple[str, ...]
    privileges: frozenset[str] = frozenset()
    bars: Mapping[str, Bar]


LEVELS: Final[Sequence[Level]] = (
    Level(
        number=0,
        slug="newcomer",
        title=N_("Newcomer"),
        blurb=N_("Everyone begins here."),
        opens=(
            N_("Ask 3 questions and give 10 answers a day; the first two posts are looked at."),
            N_("Flag what does not belong here, and suggest edits."),
        ),
        bars={"seed": Bar(), "growing": Bar(), "mature": Bar()},
    ),
    Level(
        number=1,
        slug="participant",
        title=N_("Participant"),
        blurb=N_("Takes part and is known to mean well."),
        opens=(N_("Give stars to answers."), N_("Ask and answer without a daily limit.")),
        privileges=frozenset({"rate-answer"}),
        bars={
            "seed": Bar(),
            "growing": Bar(good_posts=1, post_share=0.5),
            "mature": Bar(good_posts=3, post_share=0.5),
        },
    ),
    Level(
        number=2,
        slug="contributor",
        title=N_("Contributor"),
        blurb=N_("Gives answers that help."),
        opens=(N_("Your flags and suggested edits weigh more."),),
        bars={
            "seed": Bar(good_posts=3, post_share=0.6),
            "growing": Bar(good_posts=8, post_share=0.6),
            "mature": Bar(good_posts=15, post_share=0.65),
        },
    ),
    Level(
        number=3,
        slug="curator",
        title=N_("Curator"),
        blurb=N_("Keeps good things easy to find."),
        opens=(
            N_("Change the tags of questions, and mark duplicates."),
            N_("Work in the review queue."),
            N_("Accept an answer for an asker who has not been back for a week."),
        ),
        privileges=frozenset({"retag", "mark-duplicate", "review", "accept-for-asker"}),
        bars={
            "seed": Bar(good_posts=8, post_share=0.65, active_days=3),
            "growing": Bar(good_posts=25, post_share=0.7, care_share=0.5, active_days=15),
            "mature": Bar(good_posts=60, post_share=0.7, care_share=0.6, active_days=30),
        },
    ),
    Level(
        number=4,
        slug="steward",
        title=N_("Steward"),
        blurb=N_("Looks after the whole place."),
        opens=(
            N_("Edit what others wrote, at once."),
            N_("Close and reopen questions."),
            N_("Review appeals of others."),
        ),
        privileges=frozenset({"edit-any", "close"}),
        bars={
            "seed": Bar(good_posts=20, post_share=0.7, care_share=0.5, active_days=6),
            "growing": Bar(good_posts=80, post_share=0.75, care_share=0.6, active_days=30),
            "mature": Bar(good_posts=200, post_share=0.8, care_share=0.7, active_days=50),
        },
    ),
)


def bars(preset: str) -> list[Bar]:
    """What each level asks for under a preset, lowest level first."""
    return [level.bars[preset] for level in LEVELS]


def privileges_at(level: int) -> frozenset[str]:
    """Everything that `level` and the levels below it open."""
    return frozenset(name for each in LEVELS[: level + 1] for name in each.privileges)
