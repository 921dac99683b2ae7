"""Checks that depend on who writes and what was written before: links, first posts, repetitions, lists."""

from typing import Final

from community.kernel import masks
from community.kernel.judging import Finding, Verdict
from community.kernel.words import N_
from moderation.lists.rules import ListAction
from moderation.quality.rules import PostFacts

FEW_WORDS: Final = 6
SAME: Final = 0.97
NEARLY_THE_SAME: Final = 0.6
SAME_WITHIN_MINUTES: Final = 10
_ACTIONS: Final = {
    ListAction.BLOCK: Verdict.REFUSE,
    ListAction.HOLD: Verdict.HOLD,
    ListAction.FLAG: Verdict.REVIEW,
    ListAction.MASK: Verdict.PUBLISH,
}


def links(facts: PostFacts) -> Finding | None:
    """Newcomers bring few links, and more than links."""
    if not facts.newcomer or not facts.links:
        return None
    if len(facts.links) > facts.most_links or len(facts.words) < FEW_WORDS:
        return Finding(
            "links",
            Verdict.HOLD,
            N_("First posts with many links are looked at before they show."),
            N_("Quote the passage that matters instead of linking to it."),
            evidence=tuple(facts.links[:5]),
        )
    return None


def first_posts(facts: PostFacts) -> Finding | None:
    """Somebody looks at a newcomer's first posts, after they show."""
    if not facts.newcomer:
        return None
    return Finding("first-posts", Verdict.REVIEW, N_("One of your first posts: somebody will have a look."))


def identical(facts: PostFacts) -> Finding | None:
    """The same text again within minutes is an accident or a flood."""
    for other in facts.alike:
        if other.same_author and other.likeness >= SAME and other.minutes_ago <= SAME_WITHIN_MINUTES:
            return Finding(
                "identical",
                Verdict.REFUSE,
                N_("You posted this a moment ago."),
                N_("It is there already; there is no need to send it again."),
                evidence=(other.title[:80],),
                params={"post_id": other.post_id},
            )
    return None


def near_duplicate(facts: PostFacts) -> Finding | None:
    """Somebody asked nearly the same."""
    closest = max(facts.alike, key=lambda other: other.likeness, default=None)
    if closest is None or closest.likeness < NEARLY_THE_SAME:
        return None
    return Finding(
        "near-duplicate",
        Verdict.REVIEW,
        N_("Nearly the same was asked before: “%(title)s”."),
        N_("Look there first; if it does not help, say what is different for you."),
        where="title",
        evidence=(closest.title[:120],),
        params={"title": closest.title, "question_id": closest.question_id},
    )


def lists(facts: PostFacts) -> Finding | None:
    """Words and phrases that the moderators listed."""
    if not facts.listed:
        return None
    order = list(ListAction)
    action = min((each for _, each in facts.listed), key=order.index)
    if action is ListAction.MASK:
        return Finding(
            "lists",
            Verdict.PUBLISH,
            N_("Some words in this are covered with *** on this site; only you and our staff can read them."),
            evidence=tuple(masks.hint(word) for word, _ in facts.listed[:3]),
        )
    return Finding(
        "lists",
        _ACTIONS[action],
        N_("It holds words that need a look on this site."),
        N_("If you can say it without them, do."),
        evidence=tuple(word for word, _ in facts.listed[:5]),
    )
