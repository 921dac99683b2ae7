"""Checks of what a text says: advertising, abuse, nonsense, private data; each asks a detector of triage."""

from typing import Final

from community.kernel.judging import Finding, Verdict
from community.kernel.words import N_
from moderation.quality.rules import PostFacts, seen

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


def _detected(facts: PostFacts, detector: str, message: str, hint: str) -> Finding:
    score = facts.score(detector)
    return seen(detector, score.value, message, hint, evidence=score.evidence)


def gibberish(facts: PostFacts) -> Finding | None:
    """Are these words at all?"""
    return _detected(
        facts,
        "gibberish",
        N_("We could not make words of this."),
        N_("If it is code or a log, put it between lines of ``` so that it is shown as such."),
    )


def spam(facts: PostFacts) -> Finding | None:
    """Does it advertise?"""
    return _detected(
        facts,
        "spam",
        N_("This reads like advertising."),
        N_("Leave out offers, prices and links that do not help to solve the problem."),
    )


def abuse(facts: PostFacts) -> Finding | None:
    """Does it attack somebody?"""
    return _detected(
        facts,
        "abuse",
        N_("This attacks somebody."),
        N_("Say what went wrong; leave out what you think of people."),
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
