"""The evidence sheet of a finding: who, what between them, when, and what a confirmation would change."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import log

from sqlalchemy import select

from community.accounts.models import Member
from community.kernel import clock
from community.kernel.db import db, table_of
from community.questions.models import Question
from gamification.integrity import holding, queries
from gamification.integrity.drawing import Picture, draw, ticks
from gamification.integrity.models import IntegrityEntry, IntegrityFinding
from gamification.integrity.readings import answer, post, rating
from gamification.integrity.rules import Kind

question = table_of(Question)
_TITLE = question.c.title
_THREADS = answer.join(post, post.c.id == answer.c.id).join(question, question.c.id == answer.c.question_id)
MOST_ODDS = 1_000_000
MOST_LINES = 200  # ratings that the page lists one by one


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody named in a finding. `accused`: the deeds in question are theirs."""

    id: int
    member: Member | None
    accused: bool
    age: timedelta | None
    gave: int
    got: int

    @property
    def name(self) -> str:
        return self.member.display_name if self.member else f"#{self.id}"


@dataclass(frozen=True, slots=True)
class Tie:
    """How often one rated (or copied) the other, and with how many stars on average."""

    one: Person
    other: Person
    count: int
    stars: float


@dataclass(frozen=True, slots=True)
class Line:
    """One rating in question, or one copied answer with the answer it is like."""

    at: datetime
    one: Person
    other: Person
    stars: int
    answer_id: int
    title: str
    withdrawn: bool
    like_id: int | None = None
    likeness: float = 0.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a confirmation would change: points at most, of how many members, and ratings withdrawn."""

    points: int
    members: int
    ratings: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything that a person needs to decide."""

    finding: IntegrityFinding
    people: Sequence[Person]
    ties: Sequence[Tie]
    lines: Sequence[Line]
    more_lines: int
    picture: Picture
    ticks: Sequence[float]
    first_at: datetime
    last_at: datetime
    outcome: Outcome
    journal: Sequence[IntegrityEntry]
    actors: Mapping[int, Member]

    def person(self, fact: str) -> Person | None:
        """The person that a fact of the finding names."""
        return next((each for each in self.people if each.id == self.finding.facts.get(fact)), None)

    @property
    def accused(self) -> Sequence[Person]:
        return [each for each in self.people if each.accused]

    @property
    def odds(self) -> int:
        """Chance brings this less than once in so many times; a power of ten, a million at most."""
        return int(min(MOST_ODDS, 10 ** min(6, max(0, int(self.finding.score / log(10))))))

    @property
    def burst_span(self) -> timedelta:
        """How long the longest of the bursts went on."""
        bursts = self.finding.facts.get("bursts", [])
        spans = [datetime.fromisoformat(until) - datetime.fromisoformat(since) for since, until in bursts]
        return max([*spans, timedelta(minutes=1)])


def sheet_of(finding: IntegrityFinding) -> Sheet:
    """Everything about a finding, as the record is now."""
    journal = queries.journal(finding.id)
    known = queries.people([*finding.members, *(each.by_id for each in journal)])
    copied = finding.kind == Kind.COPIED
    rows = _copies(finding) if copied else _ratings(finding)
    people = _people(finding, known, rows)
    lines = [
        Line(at, people[one], people[other], stars, answer_id, title, withdrawn, like, likeness)
        for at, one, other, stars, answer_id, title, withdrawn, like, likeness in rows
        if one in people and other in people
    ]
    ties = _ties(lines)
    centre = None if copied else finding.facts.get("author")
    return Sheet(
        finding=finding,
        people=list(people.values()),
        ties=ties,
        lines=lines[:MOST_LINES],
        more_lines=max(0, len(lines) - MOST_LINES),
        picture=draw(
            {each.id: each.name for each in people.values()},
            {(each.one.id, each.other.id): each.count for each in ties},
            centre,
        ),
        ticks=ticks([each.at for each in lines]),
        first_at=min((each.at for each in lines), default=finding.found_at),
        last_at=max((each.at for each in lines), default=finding.found_at),
        outcome=outcome_of(finding),
        journal=journal,
        actors=known,
    )


Row = tuple[datetime, int, int, int, int, str, bool, int | None, float]


def _ratings(finding: IntegrityFinding) -> list[Row]:
    """The ratings in question, by time, whether they still stand or not."""
    found: list[Row] = []
    ids = finding.rating_ids
    for start in range(0, len(ids), holding.AT_ONCE):
        query = (
            select(
                rating.c.created_at,
                rating.c.rater_id,
                post.c.author_id,
                rating.c.stars,
                rating.c.answer_id,
                _TITLE,
                rating.c.withdrawn_at,
            )
            .select_from(_THREADS.join(rating, rating.c.answer_id == answer.c.id))
            .where(rating.c.id.in_(ids[start : start + holding.AT_ONCE]))
        )
        found += [(*row[:6], row[6] is not None, None, 0.0) for row in db.session.execute(query)]
    return sorted(found, key=lambda row: (row[0], row[4]))


def _copies(finding: IntegrityFinding) -> list[Row]:
    """The copied answers, by time, each with the one it is like."""
    like = {int(copy): (int(source), share) for copy, source, share in finding.facts.get("copies", [])}
    query = (
        select(answer.c.id, post.c.created_at, post.c.author_id, _TITLE)
        .select_from(_THREADS)
        .where(answer.c.id.in_([*like, *(source for source, _ in like.values())]))
    )
    known = {row[0]: row for row in db.session.execute(query)}
    found: list[Row] = []
    for copy, (source, share) in like.items():
        if copy in known:
            row, origin = known[copy], known.get(source)
            author = finding.facts.get("source") if origin is None else origin[2]
            found.append((row[1], row[2], author or 0, 0, copy, row[3], False, source, share))
    return sorted(found, key=lambda row: (row[0], row[4]))


def _people(finding: IntegrityFinding, known: Mapping[int, Member], rows: Sequence[Row]) -> dict[int, Person]:
    gave, got = Counter(row[1] for row in rows), Counter(row[2] for row in rows)
    now = clock.now()
    found = {}
    for who in finding.members:
        member = known.get(who)
        found[who] = Person(
            who,
            member,
            who in finding.raters,
            now - member.created_at if member else None,
            gave[who],
            got[who],
        )
    return found


def _ties(lines: Sequence[Line]) -> list[Tie]:
    stars: dict[tuple[int, int], list[int]] = {}
    for line in lines:
        stars.setdefault((line.one.id, line.other.id), []).append(line.stars)
    people = {each.id: each for line in lines for each in (line.one, line.other)}
    found = [
        Tie(people[one], people[other], len(given), sum(given) / len(given))
        for (one, other), given in stars.items()
    ]
    return sorted(found, key=lambda each: (-each.count, each.one.name, each.other.name))


def outcome_of(finding: IntegrityFinding) -> Outcome:
    """What confirming would change."""
    causes = holding.causes_of(finding)
    withdrawn = holding.ratings_in_question(finding, everything=False)
    return Outcome(
        sum(each.worth for each in causes), len({each.member_id for each in causes}), len(withdrawn)
    )
