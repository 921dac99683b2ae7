"""States of articles and the ways between them, what a finished one needs, and when readers doubt it; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from community.kernel.masks import TOKEN
from community.kernel.words import N_

TITLE_LONGEST: Final = 150
PRODUCT_LONGEST: Final = 120
NOTE_LONGEST: Final = 1_000
PARTS: Final = ("problem", "cause", "steps", "applies_to")
NEEDED: Final = ("problem", "steps")  # the cause is not always known, and some things apply everywhere
NO_TITLE: Final = N_("Give the article a title: what happens, and where.")
GAP: Final = "…"  # what stands where something private stood


class ArticleState(StrEnum):
    """Where the newest words of an article are; readers may see earlier ones meanwhile."""

    DRAFT = "draft"
    REVIEW = "review"
    PUBLISHED = "published"
    RETIRED = "retired"


class Move(StrEnum):
    """What may be done with an article besides writing."""

    SUBMIT = "submit"
    SEND_BACK = "send-back"
    PUBLISH = "publish"
    DROP = "drop"  # the changes that are not public
    CONFIRM = "confirm"  # it is still right
    RETIRE = "retire"
    BRING_BACK = "bring-back"


class DueReason(StrEnum):
    """Why somebody should look at an article again."""

    DATE = "date"
    VOTES = "votes"


_WRITTEN: Final = frozenset({ArticleState.DRAFT, ArticleState.REVIEW})
FROM: Final[Mapping[Move, frozenset[ArticleState]]] = {
    Move.SUBMIT: frozenset({ArticleState.DRAFT}),
    Move.SEND_BACK: frozenset({ArticleState.REVIEW}),
    Move.PUBLISH: frozenset({ArticleState.REVIEW}),
    Move.DROP: _WRITTEN,
    Move.CONFIRM: frozenset({ArticleState.PUBLISHED}),
    Move.RETIRE: _WRITTEN | {ArticleState.PUBLISHED},
    Move.BRING_BACK: frozenset({ArticleState.RETIRED}),
}
DONE: Final[Mapping[Move, str]] = {  # what an event and the log call it
    Move.SUBMIT: "submitted",
    Move.SEND_BACK: "sent-back",
    Move.PUBLISH: "published",
    Move.DROP: "dropped",
    Move.CONFIRM: "confirmed",
    Move.RETIRE: "retired",
    Move.BRING_BACK: "brought-back",
}
REFUSED: Final[Mapping[Move, str]] = {
    Move.SUBMIT: N_("Only a draft can be given to review; somebody moved this article meanwhile."),
    Move.SEND_BACK: N_("This article does not wait for review any more."),
    Move.PUBLISH: N_(
        "This article does not wait for review any more; perhaps somebody published it meanwhile."
    ),
    Move.DROP: N_("There are no changes that readers do not see."),
    Move.CONFIRM: N_("Only an article that is public, without changes that wait, can be called right."),
    Move.RETIRE: N_("This article is retired already."),
    Move.BRING_BACK: N_("Only a retired article can be brought back."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What an article says: Markdown in four parts."""

    title: str
    problem: str = ""
    cause: str = ""
    steps: str = ""
    applies_to: str = ""
    product: str = ""
    tags: tuple[str, ...] = ()

    def text(self) -> str:
        """All of it, for whoever looks for something in it."""
        return "\n\n".join((self.title, self.product, *(getattr(self, part) for part in PARTS)))


def may_move(move: Move, state: str, *, live: bool) -> bool:
    """Whether `move` begins in this state; `live` says whether readers see the article."""
    if move is Move.DROP and not live:
        return False
    return state in FROM[move]


def missing(words: Words) -> tuple[str, ...]:
    """The parts that must be filled before anybody is asked to review."""
    return tuple(part for part in NEEDED if not getattr(words, part).strip())


def is_doubted(helpful: int, unhelpful: int, *, least: int, share: float) -> bool:
    """Whether so many readers call it unhelpful that somebody should look at it."""
    told = helpful + unhelpful
    return told >= least and unhelpful > share * told


def without_private(text: str, spans: Iterable[tuple[int, int]] = ()) -> str:
    """The text with a gap in place of every token, and of the given parts."""
    taken = [*spans, *(found.span() for found in TOKEN.finditer(text))]
    pieces, position = [], 0
    for start, end in sorted(taken):
        if start >= position:
            pieces += [text[position:start], GAP]
        position = max(position, end)
    return "".join([*pieces, text[position:]])


def joined(parts: Sequence[str]) -> str:
    """Texts one below the other, each once."""
    return "\n\n".join(dict.fromkeys(part.strip() for part in parts if part.strip()))
