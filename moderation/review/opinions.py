"""What a reviewer says about an item, and whether it is said completely."""

from dataclasses import dataclass
from typing import Final

from community.kernel.errors import Invalid, NotAllowed
from community.kernel.lengths import fitting
from community.kernel.words import N_
from moderation.review import rules
from moderation.review.catalogue import REASONS
from moderation.review.rules import Decision

LONGEST: Final = 1_000


@dataclass(frozen=True, slots=True)
class Opinion:
    """A decision with what it needs: a reason, words, the mended text, words to cover, the older question.

    Without words to cover, whatever the detectors find is covered.
    """

    decision: Decision
    reason: str | None = None
    words: str = ""
    title: str = ""
    body: str = ""
    tags: tuple[str, ...] = ()
    quotes: tuple[str, ...] = ()
    original: str = ""
    merge: bool = False

    @property
    def said(self) -> str:
        """The words, as they are kept."""
        return self.words.strip()

    @property
    def told(self) -> str:
        """What the author reads as the reason."""
        return self.said if self.reason == "other" and self.said else self.reason or "other"


def check(opinion: Opinion, *, binding: bool) -> None:
    """Raise Invalid for what is incomplete, NotAllowed for what peers leave to moderators."""
    fitting(opinion.words, LONGEST, "words")
    if not binding and opinion.decision not in rules.FOR_PEERS:
        raise NotAllowed(N_("Moderators can do this; suggest an edit or say what is wrong instead."))
    if opinion.decision in rules.NEEDS_REASON and opinion.reason not in REASONS:
        raise Invalid(N_("Choose a reason, so that the author knows what to mend."), field="reason")
    if opinion.decision in rules.NEEDS_REASON and opinion.reason == "other" and not opinion.said:
        raise Invalid(N_("Say in a sentence why, so that the author understands."), field="words")
    if opinion.decision is Decision.EDIT and not opinion.body.strip():
        raise Invalid(N_("Write something first."), field="body")
    if opinion.decision is Decision.DUPLICATE and not opinion.original.strip():
        raise Invalid(N_("Choose the question that this one repeats, or give its address."), field="original")
