"""Every figure of the page: what it is called, how it is read, and the tables beneath its picture."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from community.kernel import kept
from community.kernel.asking import Asking, asked, side_by_side
from community.kernel.catalogue import Catalogue
from community.kernel.words import N_
from moderation.insights import accuracy, cohorts, coverage, misses, outcomes, promised, voice, waits
from moderation.insights import tables_of_people as people
from moderation.insights import tables_of_time as times
from moderation.insights.scope import Scope
from moderation.insights.sheets import Sheet
from moderation.resolutions import queries as resolutions

SHELF: Final = "insights"
KEPT: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table of a figure; its slug is the name of its file."""

    slug: str
    title: str
    rows: Callable[[Any], Sheet]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One figure. `narrows`: a tag and a language are heeded; otherwise it is about all of the site."""

    slug: str
    title: str
    asks: Callable[[Scope], Asking[Any]]
    tables: Sequence[Table]
    narrows: bool = True

    def found(self, scope: Scope) -> Any:
        """The figure; what takes long is kept for a while."""
        return _shelf().get(self.key(scope), lambda: asked(self.asks(scope)))

    def key(self, scope: Scope) -> tuple[Any, ...]:
        """Where it is kept."""
        return self.slug, scope.weeks, *((scope.tag_id, scope.lang) if self.narrows else ())


def _shelf() -> kept.Shelf[Any]:
    return kept.shelf(SHELF, KEPT)


def all_found(scope: Scope) -> dict[str, Any]:
    """Every figure by its name; those that are made anew are made side by side."""
    known: dict[Hashable, Section] = {section.key(scope): section for section in SECTIONS}
    found = _shelf().get_all(
        {key: partial(section.found, scope) for key, section in known.items()},
        lambda keys: side_by_side([known[key].asks(scope) for key in keys]),
    )
    return {section.slug: found[key] for key, section in known.items()}


def _ledger(scope: Scope) -> Asking[Any]:
    return resolutions.counted(scope.days)


def _table(slug: str, title: str, rows: Callable[[Any], Sheet]) -> Table:
    return Table(slug=slug, title=title, rows=rows)


SECTIONS: Final = Catalogue(
    [
        Section(
            slug="answered",
            title=N_("Answered within the promised time"),
            asks=promised.answered,
            tables=(_table("answered", N_("Answered within the promised time"), times.answered),),
        ),
        Section(
            slug="misses",
            title=N_("Why answers came late"),
            asks=misses.misses,
            tables=(_table("misses", N_("Questions without an answer in time"), times.misses),),
        ),
        Section(
            slug="waits",
            title=N_("Time to the first answer"),
            asks=waits.waits,
            tables=(_table("waits", N_("Time to the first answer"), times.waits),),
        ),
        Section(
            slug="outcomes",
            title=N_("Solved, and opened again"),
            asks=outcomes.outcomes,
            tables=(_table("outcomes", N_("Solved, and opened again"), times.outcomes),),
        ),
        Section(
            slug="ledger",
            title=N_("Who helped"),
            asks=_ledger,
            tables=(_table("ledger", N_("How needs ended, by period"), times.ledger),),
            narrows=False,
        ),
        Section(
            slug="satisfaction",
            title=N_("Satisfaction"),
            asks=outcomes.satisfaction,
            tables=(_table("satisfaction", N_("What customers expected and got"), times.satisfaction),),
            narrows=False,
        ),
        Section(
            slug="coverage",
            title=N_("Coverage: who is there to answer"),
            asks=coverage.coverage,
            tables=(
                _table("coverage", N_("The most asked tags and their helpers"), people.coverage),
                _table("hours", N_("Hours of the week"), people.hours),
            ),
        ),
        Section(
            slug="cohorts",
            title=N_("Helpers who stay"),
            asks=cohorts.cohorts,
            tables=(_table("cohorts", N_("Helpers by the month of their first answer"), people.cohorts),),
            narrows=False,
        ),
        Section(
            slug="voice",
            title=N_("What customers talk about"),
            asks=voice.voice,
            tables=(
                _table("voice", N_("Topic, mood, channel and week"), people.voice),
                _table("quotes", N_("In their words"), people.quotes),
            ),
        ),
        Section(
            slug="accuracy",
            title=N_("How right decisions are"),
            asks=accuracy.accuracy,
            tables=(
                _table("rules", N_("Rules of escalation"), people.rules),
                _table("reviews", N_("Decisions of reviewers"), people.reviews),
            ),
            narrows=False,
        ),
    ]
)


def table_of(slug: str) -> tuple[Section, Table] | None:
    """The section and the table with this name."""
    return next(
        ((section, table) for section in SECTIONS for table in section.tables if table.slug == slug), None
    )
