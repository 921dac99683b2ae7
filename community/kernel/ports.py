"""Questions that lower packages ask upwards; each has a harmless answer until someone fills it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from flask import current_app, g
from sqlalchemy import Select, SQLColumnExpression, null

from community.kernel.asking import Asking
from community.kernel.judging import Finding, Judgement, Mask, Submission, Verdict

__all__ = [
    "EmptyShelf",
    "EveryoneAlike",
    "Finding",
    "Judgement",
    "Librarian",
    "Licence",
    "Mask",
    "NoDecisions",
    "NoReps",
    "Offer",
    "OpenGate",
    "Ports",
    "PublicationGate",
    "RatingDecisions",
    "RepDirectory",
    "Standing",
    "StandingDirectory",
    "Submission",
    "Verdict",
    "ports",
    "standing_now",
    "standing_of",
]


class PublicationGate(Protocol):
    """Decides whether a post may be seen, and what of a text nobody but its author and staff may read."""

    def judge(self, submission: Submission) -> Judgement: ...

    def stops(self, submission: Submission) -> bool: ...

    def private_parts(self, text: str) -> tuple[Mask, ...]: ...


class OpenGate:
    """The default: everything is published."""

    def judge(self, submission: Submission) -> Judgement:
        return Judgement()

    def stops(self, submission: Submission) -> bool:
        return False

    def private_parts(self, text: str) -> tuple[Mask, ...]:
        return ()


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a member's help has brought them. Levels: 0 newcomer … 4 steward."""

    points: int = 0
    level: int = 1
    privileges: frozenset[str] = frozenset()
    badges: Mapping[str, int] = field(default_factory=dict)  # tier -> number of awards
    below_since: datetime | None = None  # when they fell below what their level asks for
    unseen_awards: int = 0  # badges that were given and not shown to the member yet


class StandingDirectory(Protocol):
    """Knows the standing of members: `read` gives it from the last column that `beside` adds to a query.

    What it adds to the same query is always the same, so it is added once.
    """

    def __hash__(self) -> int: ...

    def standings_of(self, member_ids: Collection[int]) -> Mapping[int, Standing]: ...

    def beside(
        self, query: Select[*tuple[Any, ...]], member_id: SQLColumnExpression[int]
    ) -> Select[*tuple[Any, ...]]: ...

    def read(self, column: Any) -> Standing: ...


class EveryoneAlike:
    """The default: everyone is a participant without points."""

    def standings_of(self, member_ids: Collection[int]) -> Mapping[int, Standing]:
        return dict.fromkeys(member_ids, Standing())

    def beside(
        self, query: Select[*tuple[Any, ...]], member_id: SQLColumnExpression[int]
    ) -> Select[*tuple[Any, ...]]:
        return query.add_columns(null())

    def read(self, column: Any) -> Standing:
        return Standing()


@dataclass(frozen=True, slots=True)
class Licence:
    """What a customer rep holds: the topic, the language, and how far they are."""

    tag: str
    lang: str
    state: str


class RepDirectory(Protocol):
    """Knows who may take questions on as a customer rep."""

    def is_rep(self, member_id: int, question_id: int, lang: str) -> bool: ...

    def licences_of(self, member_id: int | None) -> Asking[Sequence[Licence]]: ...


class NoReps:
    """The default: nobody is one."""

    def is_rep(self, member_id: int, question_id: int, lang: str) -> bool:
        return False

    def licences_of(self, member_id: int | None) -> Asking[Sequence[Licence]]:
        yield []
        return ()


class RatingDecisions(Protocol):
    """Knows which stars were taken back by a decision that stands, so that they cannot be given again."""

    def keep_away(self, rating_id: int, withdrawn_at: datetime) -> bool: ...


class NoDecisions:
    """The default: whoever took stars back gives them again."""

    def keep_away(self, rating_id: int, withdrawn_at: datetime) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Offer:
    """A question that may have the answer already, as it is shown to whoever is about to ask."""

    question_id: int
    slug: str
    title: str
    lang: str
    state: str
    stars: float | None
    answers: int
    text: str  # the first lines of the best answer, or of the question
    accepted: bool = False


class Librarian(Protocol):
    """Knows what was asked already."""

    def offers(self, title: str) -> Sequence[Offer]: ...


class EmptyShelf:
    """Knows nothing yet."""

    def offers(self, title: str) -> Sequence[Offer]:
        return ()


@dataclass
class Ports:
    """The ports of one application, filled by `app.py`."""

    gate: PublicationGate = field(default_factory=OpenGate)
    standing: StandingDirectory = field(default_factory=EveryoneAlike)
    reps: RepDirectory = field(default_factory=NoReps)
    rating_decisions: RatingDecisions = field(default_factory=NoDecisions)
    librarian: Librarian = field(default_factory=EmptyShelf)


def ports() -> Ports:
    """The ports of the running application."""
    found: Ports = current_app.extensions["huzhu_ports"]
    return found


def standing_of(member_id: int | None) -> Standing:
    """The standing of one member (nobody: the default)."""
    if member_id is None:
        return Standing()
    return ports().standing.standings_of([member_id]).get(member_id, Standing())


def standing_now() -> Standing:
    """The standing of who makes the running request; filled by the session or by an API token."""
    found: Standing = g.get("huzhu_standing", Standing())
    return found
