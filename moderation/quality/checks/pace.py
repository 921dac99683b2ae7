"""Checks of how fast and from where posts come: a burst, an address, one text from many, too much that waits."""

from community.kernel.judging import Finding
from community.kernel.words import N_
from moderation.quality.rules import PostFacts, seen


def burst(facts: PostFacts) -> Finding | None:
    """A new member who posts again and again within minutes."""
    count = facts.pace.in_ten_minutes + 1
    if not facts.pace.fresh or count == 1:
        return None
    return seen(
        "burst",
        float(count),
        N_("These are many posts in a few minutes for a new account."),
        N_("Take your time. In ten minutes you can go on; your text is kept as a draft."),
        params={"count": count},
    )


def address(facts: PostFacts) -> Finding | None:
    """Many new members who post from one address."""
    if not facts.pace.fresh or not facts.pace.at_address:
        return None
    return seen(
        "address",
        float(facts.pace.at_address),
        N_("Many new accounts post from where you are, so a person looks first."),
        N_("This is no judgement of you. In an hour it has calmed down; your text is kept."),
    )


def copied(facts: PostFacts) -> Finding | None:
    """One text that comes from several accounts."""
    if not facts.pace.same_text:
        return None
    return seen(
        "copied",
        float(facts.pace.same_text),
        N_("Others have posted nearly the same text today."),
        N_("Say it in your own words, with what you saw yourself."),
    )


def copied_unseen(facts: PostFacts) -> Finding | None:
    """The same, where not all of it may be seen: its author is not told what waits, or was taken away."""
    if not facts.pace.same_unseen:
        return None
    return seen(
        "second-look",
        float(facts.pace.same_unseen),
        N_("A person looks at this before others see it."),
        N_("This is no judgement of you. What you saw yourself, in your own words, goes through soonest."),
    )


def waiting(facts: PostFacts) -> Finding | None:
    """A newcomer whose posts wait already."""
    if not (facts.newcomer or facts.pace.fresh) or not facts.pace.waiting:
        return None
    return seen(
        "waiting",
        float(facts.pace.waiting),
        N_("Some of your posts wait for a moderator already."),
        N_("As soon as one of them was looked at, you can send this; it is kept as a draft."),
    )
