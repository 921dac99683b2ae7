"""Checks that depend on who writes and what was written before: links, first posts, repetitions, lists."""

import re
from typing import Final

from community.kernel import masks
from community.kernel.judging import Finding, Verdict
from community.kernel.words import N_
from moderation.lists.rules import ListAction
from moderation.quality.rules import PostFacts, seen

FEW_WORDS: Final = 6
WORDS_A_PLACE: Final = 25  # who explains writes more words than that for each link
WORDS_A_LINK: Final = 8  # several to one place may be closer together
MORE_THAN_SAID: Final = 5.0
SAME_WITHIN_MINUTES: Final = 10
FAST_SECONDS: Final = 3.0
_SHOP: Final = re.compile(
    r"(?:best|great|lowest|special|limited|cheap) (?:deals?|prices?|offers?)|discounts?|coupons?|buy now|order now"
    r"|our (?:shop|store)|本店|我们店|低价|特价|优惠|办理|包邮|下单|折扣|比\w{1,4}便宜",
    re.IGNORECASE,
)
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
    beyond = max(
        _beyond(_hosts(facts.links), facts, WORDS_A_PLACE),
        _beyond(len(facts.links), facts, WORDS_A_LINK),
        MORE_THAN_SAID if len(facts.words) < FEW_WORDS else 0.0,  # hardly a word besides
        MORE_THAN_SAID if len(facts.links) > facts.most_links and _sells(facts) else 0.0,
    )
    if beyond <= 0:
        return None
    return seen(
        "links",
        beyond,
        N_("First posts with many links are looked at before they show."),
        N_("Quote the passage that matters instead of linking to it."),
        evidence=tuple(facts.links[:5]),
    )


def _sells(facts: PostFacts) -> bool:
    """Whether the words round the links are those of a shop window: one such word may be chance, two are not."""
    return len({word.casefold() for word in _SHOP.findall(f"{facts.title} {facts.prose}")}) >= 2  # noqa: PLR2004 - said above


def _beyond(count: int, facts: PostFacts, words: int) -> float:
    """How many are more than usual; where there are `words` for each link, they count less and less."""
    thickness = min(1.0, words * len(facts.links) / max(1, len(facts.words)))
    return max(0, count - facts.most_links) * thickness**2


def _hosts(links: list[str]) -> int:
    """How many places the links lead to."""
    return len({link.split("//")[-1].split("/")[0].casefold().removeprefix("www.") for link in links})


def first_posts(facts: PostFacts) -> Finding | None:
    """Somebody looks at a newcomer's first posts, after they show."""
    if not facts.newcomer:
        return None
    return Finding("first-posts", Verdict.REVIEW, N_("One of your first posts: somebody will have a look."))


def typed_fast(facts: PostFacts) -> Finding | None:
    """A first post that was there faster than anybody types."""
    seconds = facts.pace.seconds
    if not facts.newcomer or seconds is None or seconds >= FAST_SECONDS:
        return None
    return seen(
        "typed-fast",
        1 - seconds / FAST_SECONDS,
        N_("This was sent a moment after the form was opened."),
        N_("If you wrote it elsewhere, all is well: a person has a look."),
    )


def identical(facts: PostFacts) -> Finding | None:
    """The same text again within minutes is an accident or a flood."""
    own = [other for other in facts.alike if other.same_author and other.minutes_ago <= SAME_WITHIN_MINUTES]
    closest = max(own, key=lambda other: other.likeness, default=None)
    if closest is None:
        return None
    return seen(
        "identical",
        closest.likeness,
        N_("You posted this a moment ago."),
        N_("It is there already; there is no need to send it again."),
        evidence=(closest.title[:80],) if closest.title else (),
        params={"post_id": closest.post_id},
    )


def known_spam(facts: PostFacts) -> Finding | None:
    """Moderators took nearly the same away as advertising."""
    taken = [other for other in facts.alike if other.as_spam]
    closest = max(taken, key=lambda other: other.likeness, default=None)
    if closest is None:
        return None
    return seen(
        "known-spam",
        closest.likeness,
        N_("A text much like this was taken away as advertising before."),
        N_("Say it in your own words, and leave out what does not help to solve the problem."),
        params={"post_id": closest.post_id},
    )


def near_duplicate(facts: PostFacts) -> Finding | None:
    """Somebody asked nearly the same, perhaps in other words."""
    closest = max(facts.asked, key=lambda other: other.likeness, default=None)
    if closest is None:
        return None
    return seen(
        "near-duplicate",
        closest.likeness,
        N_("Nearly the same was asked before: “%(title)s”."),
        N_("Look there first; if it does not help, say what is different for you."),
        where="title",
        evidence=(masks.labelled(closest.title)[:120],),
        params={"title": masks.labelled(closest.title), "question_id": closest.question_id},
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
