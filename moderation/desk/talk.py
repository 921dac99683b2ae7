"""What is said around a case, for its page: letters that wait, notes on top, notes that may still be mended."""

from collections.abc import Sequence
from dataclasses import dataclass

from community.kernel.policy import Actor
from community.routing import queries as routing
from community.routing.models import Letter
from moderation.escalation import noting
from moderation.escalation.models import Case, CaseNote
from moderation.escalation.privacy import private_in, without


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """`unread` letters of the customer wait for staff; `private` tells whether there are any letters."""

    private: bool
    unread: int
    letters: Sequence[Letter]
    notes: Sequence[CaseNote]
    pinned: Sequence[CaseNote]
    own: Sequence[CaseNote]  # notes that this person may still mend


def of(actor: Actor, notes: Sequence[CaseNote], letters: Sequence[Letter]) -> Talk:
    """All of it, of the notes and letters of a case in their order."""
    return Talk(
        private=bool(letters),
        unread=sum(each.from_asker and each.read_at is None for each in letters),
        letters=letters,
        notes=notes,
        pinned=[each for each in notes if each.pinned_at is not None],
        own=[each for each in notes if noting.may_edit(each, actor)],
    )


def summary(case: Case) -> str:
    """The letters of a case as one text without private data, for the thread; somebody goes over it."""
    told = []
    for letter in routing.letters_of(case.need_id):
        words = without(letter.body_markdown, private_in(letter.body_markdown, case))
        told.append(_quoted(words) if letter.from_asker else words)
    return "\n\n".join(told)


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in words.splitlines())
