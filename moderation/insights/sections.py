"""Every figure of the page: what it is called, how it is read, and the tables beneath its picture."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from community.kernel import kept
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
    read: Callable[[Scope], Any]
    tables: Sequence[Table]
    narrows: bool = True

    def found(self, scope: Scope) -> Any:
        """The figure; what takes long is kept for a while."""
        key = (self.slug, scope.weeks, *((scope.tag_id, scope.lang) if self.narrows else ()))
        return kept.shelf(SHELF, KEPT).get(key, lambda: self.read(scope))


def _ledger(scope: Scope) -> Any:
    return resolutions.periods(scope.days)


def _table(slug: str, title: str, rows: Callable[[Any], Sheet]) -> Table:
    return Table(slug=slug, title=title, rows=rows)


SECTIONS: Final = Catalogue(
    [
        Section(
            slug="answered",
            title=N_("Answered within the promised time"),
            read=promised.answered,
            tables=(_table("answered", N_("Answered within the promised time"), times.answered),),
        ),
        Section(
            slug="misses",
            title=N_("Why answers came late"),
            read=misses.misses,
            tables=(_table("misses", N_("Questions without an answer in time"), times.misses),),
        ),
        Section(
            slug="waits",
            title=N_("Time to the first answer"),
            read=waits.waits,
            tables=(_table("waits", N_("Time to the first answer"), times.waits),),
        ),
        Section(
            slug="outcomes",
            title=N_("Solved, and opened again"),
            read=outcomes.outcomes,
            tables=(_table("outcomes", N_("Solved, and opened again"), times.outcomes),),
        ),
        Section(
            slug="ledger",
            title=N_("Who helped"),
            read=_ledger,
            tables=(_table("ledger", N_("How needs ended, by period"), times.ledger),),
            narrows=False,
        ),
        Section(
            slug="satisfaction",
            title=N_("Satisfaction"),
            read=outcomes.satisfaction,
            tables=(_table("satisfaction", N_("What customers expected and got"), times.satisfaction),),
            narrows=False,
        ),
        Section(
            slug="coverage",
            title=N_("Coverage: who is there to answer"),
            read=coverage.coverage,
            tables=(
                _table("coverage", N_("The most asked tags and their helpers"), people.coverage),
                _table("hours", N_("Hours of the week"), people.hours),
            ),
        ),
        Section(
            slug="cohorts",
            title=N_("Helpers who stay"),
            read=cohorts.cohorts,
            tables=(_table("cohorts", N_("Helpers by the month of their first answer"), people.cohorts),),
            narrows=False,
        ),
        Section(
            slug="voice",
            title=N_("What customers talk about"),
            read=voice.voice,
            tables=(
                _table("voice", N_("Topic, mood, channel and week"), people.voice),
                _table("quotes", N_("In their words"), people.quotes),
            ),
        ),
        Section(
            slug="accuracy",
            title=N_("How right decisions are"),
            read=accuracy.accuracy,
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
