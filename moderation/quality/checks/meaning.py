"""Checks of what a text says: advertising, abuse, nonsense, private data; each asks a detector of triage."""

from typing import Final

from community.kernel.judging import Finding, Verdict
from community.kernel.words import N_
from moderation.quality.rules import PostFacts

HOLD_FROM: Final = {"gibberish": 0.7, "spam": 0.86, "abuse": 0.9}
REFUSE_SPAM_FROM: Final = 0.985
PRIVATE: Final = {
    "phone": N_("a phone number"),
    "email": N_("an e-mail address"),
    "card": N_("a card number"),
    "id_number": N_("an identity number"),
    "iban": N_("a bank account"),
    "order_number": N_("an order or customer number"),
    "contact": N_("a messenger name"),
    "plate": N_("a number plate"),
    "address": N_("a home address"),
}


def _verdict(facts: PostFacts, detector: str) -> Verdict | None:
    value = facts.score(detector).value
    if value >= HOLD_FROM[detector]:
        return Verdict.HOLD
    return Verdict.REVIEW if facts.score(detector).fired else None


def gibberish(facts: PostFacts) -> Finding | None:
    """Are these words at all?"""
    verdict = _verdict(facts, "gibberish")
    if verdict is None:
        return None
    return Finding(
        "gibberish",
        verdict,
        N_("We could not make words of this."),
        N_("If it is code or a log, put it between lines of ``` so that it is shown as such."),
        evidence=facts.score("gibberish").evidence,
    )


def spam(facts: PostFacts) -> Finding | None:
    """Does it advertise?"""
    verdict = _verdict(facts, "spam")
    if verdict is None:
        return None
    if not facts.newcomer:
        verdict = Verdict.REVIEW
    return Finding(
        "spam",
        verdict,
        N_("This reads like advertising."),
        N_("Leave out offers, prices and links that do not help to solve the problem."),
        evidence=facts.score("spam").evidence,
    )


def abuse(facts: PostFacts) -> Finding | None:
    """Does it attack somebody?"""
    verdict = _verdict(facts, "abuse")
    if verdict is None:
        return None
    return Finding(
        "abuse",
        verdict,
        N_("This attacks somebody."),
        N_("Say what went wrong; leave out what you think of people."),
        evidence=facts.score("abuse").evidence,
    )


def private_data(facts: PostFacts) -> Finding | None:
    """Does it show data that belongs to one person only?"""
    if not facts.private_kinds:
        return None
    return Finding(
        "private-data",
        Verdict.PUBLISH,
        N_("There is private data in this: %(kinds)s. We cover it; only you and our staff can see it."),
        N_("Better still, take it out: our support team asks for it in private if it is needed."),
        evidence=facts.private_quotes,
        params={"kinds": [PRIVATE.get(kind, kind) for kind in facts.private_kinds]},
    )
