"""The words of the queue: kinds, findings, decisions, states and the parts of a weight, by their slugs."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from community.kernel.languages import locale_code, said
from community.kernel.words import N_

KINDS: Final = {
    "first-post": N_("First posts"),
    "low-quality": N_("Quality"),
    "spam": N_("Suspected advertising"),
    "flag": N_("Reported"),
    "edit": N_("Suggested edit"),
    "duplicate": N_("Duplicate"),
    "appeal": N_("Appeal"),
}
FINDINGS: Final = {
    "substance": N_("says little"),
    "title": N_("empty title"),
    "shouting": N_("shouting"),
    "repeated-text": N_("repeats itself"),
    "gibberish": N_("no words"),
    "spam": N_("advertising"),
    "abuse": N_("attacks somebody"),
    "private-data": N_("private data"),
    "links": N_("many links"),
    "first-posts": N_("first post"),
    "identical": N_("posted twice"),
    "near-duplicate": N_("asked before"),
    "lists": N_("listed words"),
    "language": N_("another language"),
    "known-spam": N_("known advertising"),
    "typed-fast": N_("sent at once"),
    "burst": N_("many posts at once"),
    "address": N_("many from one address"),
    "copied": N_("one text from many"),
    "second-look": N_("one text from many, some unseen"),
    "waiting": N_("several wait"),
    "off-topic": N_("does not belong here"),
    "low-quality": N_("of no use"),
    "dangerous": N_("dangerous advice"),
    "other": N_("something else"),
    "resubmitted": N_("mended and sent again"),
    "restored": N_("restored"),
    "unmask-asked": N_("says that what is covered is not private"),
}
DECISIONS: Final = {
    "approve": N_("Approved"),
    "refuse": N_("Refused"),
    "spam": N_("Removed as advertising"),
    "staff": N_("Given to the team"),
    "edit": N_("Mended and approved"),
    "mask": N_("Covered and approved"),
    "duplicate": N_("Closed as a duplicate"),
}
STATES: Final = {
    "open": N_("To look at"),
    "mine": N_("Mine"),
    "claimed": N_("Being looked at"),
    "decided": N_("Decided"),
    "all": N_("All"),
}
PARTS: Final = {
    "kind": N_("its kind"),
    "held": N_("nobody sees the post meanwhile"),
    "flags": N_("weight of the reports"),
    "ahead": N_("suggested by a contributor"),
    "waiting": N_("hours of waiting"),
    "late": N_("its time is nearly over"),
    "disputed": N_("reviewers do not agree"),
}
PHRASES: Final = {
    "why": N_("Why here:"),
    "points": N_("points; why here:"),
    "unseen": N_("nobody sees it yet"),
    "former": N_("a former member"),
}


@dataclass(frozen=True, slots=True)
class QueueWords:
    """All of them in one language."""

    kinds: Mapping[str, str]
    findings: Mapping[str, str]
    decisions: Mapping[str, str]
    states: Mapping[str, str]
    parts: Mapping[str, str]
    phrases: Mapping[str, str]


def queue_words() -> QueueWords:
    """The words in the reader's language; a page says some of them a hundred times."""
    return _in(locale_code())


@cache
def _in(_locale: str) -> QueueWords:
    found = {f"found:{slug}": word for slug, word in FINDINGS.items()}
    return QueueWords(
        *(
            {slug: said(word) for slug, word in words.items()}
            for words in (KINDS, FINDINGS, DECISIONS, STATES, {**found, **PARTS}, PHRASES)
        )
    )
