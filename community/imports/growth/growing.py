"""Growing a community of any size in an empty site: all of it in one transaction, or nothing."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection, select, text

from community.accounts import consents
from community.accounts.hashing import hashed
from community.accounts.models import Member
from community.imports.demonstration.player import filling
from community.imports.demonstration.sign_ins import password
from community.imports.growth import bulk
from community.imports.growth.chance import Chance
from community.imports.growth.deeds import Thread
from community.imports.growth.parts import Ground, parts
from community.imports.growth.people import People
from community.imports.growth.rows import Row, Rows
from community.imports.growth.sizes import Plan
from community.imports.growth.threads import Threads
from community.imports.growth.topics import Subjects
from community.imports.stackexchange.batches import batched
from community.imports.tables import exported_tables
from community.kernel import clock, events, stamps
from community.kernel.bus import publish
from community.kernel.cli import tracked
from community.kernel.db import Base, db
from community.ratings.models import RatingTotals

SOURCE: Final = "growth"
THREADS_AT_ONCE: Final = 500
FOLLOWING: Final = 0.1  # of the members follow tags
COUNTED: Final = ("members", "tags", "questions", "answers", "comments", "ratings")


def grow(plan: Plan, *, quiet: bool = False) -> Counter[str]:
    """Fill the empty site as `plan` says; returns how many rows each table got from the threads.

    The same plan gives the same rows, but for the password of those who can sign in, which is the site's own.
    Points, levels and badges are not made up: they are settled from the record, as after an import.
    """
    with filling(), clock.at(plan.end):
        connection = db.session.connection()
        with stamps.switched_off(connection):
            people, made = _write(connection, plan, quiet=quiet)
            ground = Ground(connection, plan.end, plan.seed, people.staff)
            for name, part in tracked(parts().items(), "Parts", len(parts()), quiet=quiet):
                part(ground)
                _note(name)
            for name in _tables():
                bulk.count_on(connection, name)
            connection.execute(text("ANALYZE"))
            publish(events.ContentImported(source=SOURCE))
            db.session.flush()
        stamps.raise_all()
    return made


def _note(_name: str) -> None:
    """Nothing of a part is kept in the session: it would only grow."""
    db.session.flush()
    db.session.expunge_all()


def _write(connection: Connection, plan: Plan, *, quiet: bool) -> tuple[People, Counter[str]]:
    chance = Chance(plan.seed)
    subjects, people = Subjects(plan.tags, chance), People(plan, chance)
    made: Counter[str] = Counter()
    _put(connection, {"members": people.rows(hashed(password())), "tags": subjects.rows(plan.start)}, made)
    _agree(plan)
    rows = Rows()
    threads = tracked(Threads(plan, people, subjects, chance), "Threads", plan.questions, quiet=quiet)
    for some in batched(threads, THREADS_AT_ONCE):
        _put(connection, _rows(rows, some), made)
    _put(connection, {"tag_follows": list(_follows(subjects, people, chance))}, made)
    connection.execute(
        text(
            "WITH counted AS MATERIALIZED (SELECT question_tags.tag_id, count(*) AS number FROM question_tags "
            "JOIN questions ON questions.id = question_tags.question_id "
            "WHERE questions.listed GROUP BY question_tags.tag_id) "
            "UPDATE tags SET question_count = coalesce("
            "(SELECT number FROM counted WHERE counted.tag_id = tags.id), 0)"
        )
    )
    db.session.merge(RatingTotals(id=1, count=rows.rated, total=rows.stars))
    db.session.flush()
    return people, made


def _rows(rows: Rows, threads: list[Thread]) -> dict[str, list[Row]]:
    for thread in threads:
        rows.add(thread)
    return rows.taken()


def _put(connection: Connection, by_table: dict[str, list[Row]], made: Counter[str]) -> None:
    """Write rows, each table after those that it points to."""
    for name in _tables():
        if rows := by_table.get(name):
            bulk.write(connection, name, rows)
            made[name] += len(rows)


def _tables() -> list[str]:
    return [table.name for table in exported_tables(Base.metadata)]


def _agree(plan: Plan) -> None:
    """Whoever can sign in has agreed to the words of today, so that nobody is asked first."""
    with clock.at(plan.start):
        for member in db.session.scalars(select(Member).where(Member.password_hash.is_not(None))):
            consents.give(member)
    db.session.flush()
    db.session.expunge_all()


def _follows(subjects: Subjects, people: People, chance: Chance) -> Iterator[dict[str, Any]]:
    """Some members follow a few tags."""
    for person in people.all:
        if chance.hits(FOLLOWING):
            wanted = dict.fromkeys(chain.from_iterable(subjects.some() for _turn in range(2)))
            for subject in wanted:
                yield {"tag_id": subject.id, "member_id": person.id, "created_at": person.joined_at}
