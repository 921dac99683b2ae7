"""The five levels: what each opens, and what it asks for on a young, a growing and a mature site."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from community.kernel.words import N_
from gamification.levels.rules import Bar, Measure


@dataclass(frozen=True, slots=True)
class Opening:
    """Something that a level opens: a sentence for people, and the privileges that the policy knows it by."""

    words: str
    privileges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level: what it opens, and what it asks for on a young, a growing and a mature site."""

    number: int
    slug: str
    title: str
    blurb: str
    opens: tuple[Opening, ...]
    bars: Mapping[str, Bar]

    @property
    def privileges(self) -> frozenset[str]:
        return frozenset(name for opening in self.opens for name in opening.privileges)


LEVELS: Final[Sequence[Level]] = (
    Level(
        number=0,
        slug="newcomer",
        title=N_("Newcomer"),
        blurb=N_("New here; welcome."),
        opens=(
            Opening(N_("Ask 3 questions and give 10 answers a day; the first two posts are looked at.")),
            Opening(N_("Comment under your own questions and answers.")),
            Opening(N_("Flag what does not belong here, and suggest edits.")),
        ),
        bars={"seed": Bar(), "growing": Bar(), "mature": Bar()},
    ),
    Level(
        number=1,
        slug="participant",
        title=N_("Participant"),
        blurb=N_("Takes part and is known to mean well."),
        opens=(
            Opening(N_("Give stars to answers."), ("rate-answer",)),
            Opening(N_("Comment anywhere."), ("comment-anywhere",)),
            Opening(N_("Ask and answer without a daily limit."), ("post-freely",)),
        ),
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
        opens=(
            Opening(N_("The edits you suggest are looked at first."), ("suggest-first",)),
            Opening(N_("Your flags weigh more.")),
        ),
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
            Opening(N_("Change the tags of questions, and mark duplicates."), ("retag", "mark-duplicate")),
            Opening(N_("Work in the review queue."), ("review",)),
            Opening(
                N_("Accept an answer for an asker who has not been back for a week."), ("accept-for-asker",)
            ),
        ),
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
            Opening(N_("Edit what others wrote, at once."), ("edit-any",)),
            Opening(N_("Close and reopen questions."), ("close",)),
            Opening(N_("Review appeals of others against the removal of a post."), ("decide-appeals",)),
            Opening(N_("Invite people who are not here yet."), ("invite",)),
        ),
        bars={
            "seed": Bar(good_posts=20, post_share=0.7, care_share=0.5, active_days=6),
            "growing": Bar(good_posts=80, post_share=0.75, care_share=0.6, active_days=30),
            "mature": Bar(good_posts=200, post_share=0.8, care_share=0.7, active_days=50),
        },
    ),
)

RISEN: Final = N_("what you gave has helped others, and more is open to you")
LOST: Final[Mapping[Measure, str]] = {
    Measure.GOOD_POSTS: N_(
        "for two weeks now fewer of your answers count as well rated; all you wrote stays"
    ),
    Measure.POST_SHARE: N_(
        "for two weeks now a smaller part of your answers was well rated; all you wrote stays"
    ),
    Measure.CARE_SHARE: N_("for two weeks now a smaller part of your edits and flags was taken up"),
    Measure.ACTIVE_DAYS: N_("you have written on fewer days lately; it comes back when you do"),
}


def bars(preset: str) -> list[Bar]:
    """What each level asks for under a preset, lowest level first."""
    return [level.bars[preset] for level in LEVELS]


def privileges_at(level: int) -> frozenset[str]:
    """Everything that `level` and the levels below it open."""
    return frozenset(name for each in LEVELS[: level + 1] for name in each.privileges)
