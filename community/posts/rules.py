"""What may become of a post, and how long a text may be."""

from enum import StrEnum
from typing import Final

from community.kernel.errors import Conflict, Invalid
from community.kernel.text import strip_controls
from community.kernel.words import N_


class PostKind(StrEnum):
    QUESTION = "question"
    ANSWER = "answer"
    COMMENT = "comment"


class PostStatus(StrEnum):
    """Who sees a post: everyone; author, moderators and staff (held, refused, hidden); moderators and staff alone."""

    PUBLISHED = "published"
    HELD = "held"
    REFUSED = "refused"  # held, and a reviewer said no; the author may mend and resubmit
    HIDDEN = "hidden"
    DELETED = "deleted"
    PRIVATE = "private"  # came in through a channel, or concerns one account: never meant for everyone


class SuggestionState(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    REFUSED = "refused"


class LinkKind(StrEnum):
    RELATED = "related"
    DUPLICATE = "duplicate"


_S = PostStatus
TRANSITIONS: Final[dict[str, frozenset[str]]] = {
    _S.HELD: frozenset({_S.PUBLISHED, _S.REFUSED, _S.DELETED}),
    _S.REFUSED: frozenset({_S.PUBLISHED, _S.HELD, _S.DELETED}),
    _S.PUBLISHED: frozenset({_S.HELD, _S.HIDDEN, _S.DELETED}),
    _S.HIDDEN: frozenset({_S.PUBLISHED, _S.DELETED}),
    _S.DELETED: frozenset({_S.PUBLISHED}),
    _S.PRIVATE: frozenset(),
}
BY_AUTHOR: Final = "by-author"  # the reason of a deletion that its author may undo
OTHER: Final = "other"
DELETE_REASONS: Final = frozenset({"spam", "abuse", "private-data", "off-topic", "low-quality", OTHER})
SPAM_REASONS: Final = frozenset({"spam", "abuse"})  # removals that cost points


def check_transition(old: str, new: str) -> None:
    """Raise Conflict unless a post may go from `old` to `new`."""
    if new not in TRANSITIONS[old]:
        raise Conflict(N_("Somebody has decided on this post already. Reload to see what is true now."))


def checked_body(body: str, *, longest: int, field: str = "body") -> str:
    """The text without invisible tricks, trimmed at its end; raises Invalid when empty or too long."""
    body = strip_controls(body).replace("\r\n", "\n").rstrip()
    if not body.strip():
        raise Invalid(N_("Write something first."), field=field)
    if len(body) > longest:
        raise Invalid(
            N_("This has %(length)s characters; %(longest)s is the most. Shorten it or split it."),
            field=field,
            length=len(body),
            longest=longest,
        )
    return body
