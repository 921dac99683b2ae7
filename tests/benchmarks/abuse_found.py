"""Are planted rings and pairs found, and are honest members left alone? In real communities, on a real database.

A dump is imported; each of its votes is given to a plausible voter (`abuse_worlds.py`), twelve rings and twelve
pairs are planted (`abuse_cheats.py`), and the site's own search looks at all of it. Numbers were chosen on the
seeds 1 to 3; those printed come from others. `make bench BENCH=abuse_found` prints the tables; docs/integrity.md quotes them.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select

from community.accounts.models import Member
from community.answers.models import Answer as AnswerRow
from community.imports.stackexchange.columns import Site
from community.imports.stackexchange.loader import import_dump
from community.kernel.db import db, table_of
from community.kernel.unit_of_work import unit_of_work
from community.posts.models import Post, PostKind
from community.ratings.models import Rating
from gamification.integrity import looking
from gamification.integrity.rules import Suspicion
from gamification.reputation import pairs
from tests.benchmarks.abuse_cheats import Cheat, World, world
from tests.benchmarks.abuse_worlds import MANNERS, Dump, Manner, read_dump
from tests.conftest import make_app
from tests.machine import data_folder

DUMPS = ("quantumcomputing.stackexchange.com", "ai.stackexchange.com")
SEEDS = range(101, 106)
MOSTLY = 0.6  # a cheat is found if a finding names so many of its members, and names mostly them


@dataclass
class Tally:
    """What was planted and found, and who else was named."""

    planted: Counter[tuple[str, str]] = field(default_factory=Counter)
    found: Counter[tuple[str, str]] = field(default_factory=Counter)
    innocent: int = 0
    suspected: int = 0
    at_the_limit: int = 0

    def add(self, other: "Tally") -> None:
        self.planted += other.planted
        self.found += other.found
        self.innocent += other.innocent
        self.suspected += other.suspected
        self.at_the_limit += other.at_the_limit

    def share(self, kind: str) -> str:
        planted = sum(count for (which, _), count in self.planted.items() if which == kind)
        found = sum(count for (which, _), count in self.found.items() if which == kind)
        return f"{found / max(1, planted):6.1%} of {planted:4}"


@contextmanager
def laid(site: Path, made: World, dump: str) -> Iterator[dict[int, int]]:
    """The imported site with the ratings of a world instead of its own; gives people of the world by id."""
    app = make_app(site)
    with app.app_context():
        with unit_of_work():
            people = _people(made, dump)
            posts = _posts(made, people)
            db.session.execute(delete(Rating))
            rows = [
                {
                    "answer_id": posts[each.answer_id],
                    "rater_id": people[each.rater_id],
                    "stars": each.stars,
                    "created_at": each.at,
                    "updated_at": each.at,
                }
                for each in made.ratings
            ]
            db.session.execute(insert(table_of(Rating)), rows)
            pairs.make_true(pairs.true_pairs())
        yield {id_: who for who, id_ in people.items()}
        db.session.remove()
        db.engine.dispose()


def _people(made: World, dump: str) -> dict[int, int]:
    known = select(Member.external_id, Member.id).where(Member.external_id.is_not(None))
    found = {int(row[0]): row[1] for row in db.session.execute(known)}
    wanted = {who for each in made.ratings for who in (each.rater_id, each.author_id)}
    for who in sorted(wanted - found.keys()):
        name = f"planted{who}"
        fresh = Member(name=name, name_key=name, display_name=name, created_at=made.joined[who])
        db.session.add(fresh)
        db.session.flush()
        found[who] = fresh.id
    return found


def _posts(made: World, people: dict[int, int]) -> dict[int, int]:
    known = select(Post.external_id, Post.id).where(
        Post.external_id.is_not(None), Post.kind != PostKind.COMMENT
    )
    found = {int(row[0]): row[1] for row in db.session.execute(known)}
    for each in made.planted:
        if each.author in people:
            text = f"Planted answer {each.id}."
            row = AnswerRow(
                author_id=people[each.author],
                question_id=found[each.question],
                body_markdown=text,
                body_html=text,
                created_at=each.at,
                published_at=each.at,
            )
            db.session.add(row)
            db.session.flush()
            found[each.id] = row.id
    return found


def judged(made: World, suspicions: list[Suspicion], people: dict[int, int]) -> Tally:
    """Compare what is suspected with what was planted."""
    tally, cheats = Tally(), {who for cheat in made.cheats for who in cheat.members}
    named = [(each, {people[who] for who in each.members}) for each in suspicions]
    for cheat in made.cheats:
        key = (cheat.kind, _size(cheat))
        tally.planted[key] += 1
        tally.found[key] += any(_tells(members, cheat) for _, members in named)
    active = made.active() - cheats
    tally.innocent = len(active)
    suspected = {who for each, members in named if each.kind != "mutual-limit" for who in members}
    tally.suspected = len(suspected & active)
    tally.at_the_limit = len({who for _, members in named for who in members} & active - suspected)
    return tally


def _size(cheat: Cheat) -> str:
    size = len(cheat.members)
    return "2" if size == 2 else "3 to 5" if size <= 5 else "6 to 10"


def _tells(members: set[int], cheat: Cheat) -> bool:
    shared = len(members & cheat.members)
    return shared >= max(2, MOSTLY * len(cheat.members)) and shared >= MOSTLY * len(members)


def measured(site: Path, dump: Dump, manner: Manner, seed: int, *, planted: bool = True) -> Tally:
    made = world(dump, manner, seed, planted=planted)
    with laid(site, made, dump.name) as people:
        return judged(made, list(looking.suspicions()), people)


@pytest.mark.data
@pytest.mark.parametrize("name", DUMPS)
def test_planted_cheats_are_found_and_honest_members_are_not(
    name: str, tmp_path: Path, empty_database: bytes
) -> None:
    folder = data_folder() / "qa_dumps" / name
    database = tmp_path / "huzhu.sqlite"
    database.write_bytes(empty_database)
    app = make_app(tmp_path)
    with app.app_context():
        import_dump(folder, Site(name), "Huzhu", quiet=True)
        db.session.remove()
        db.engine.dispose()
    imported, dump, whole, calm = database.read_bytes(), read_dump(folder), Tally(), Tally()
    print(f"\n{name}, seeds {SEEDS[0]} to {SEEDS[-1]}")
    for manner in MANNERS:
        tally = Tally()
        for seed in SEEDS:
            for into, planted in ((tally, True), (calm, False)):
                for leftover in tmp_path.glob("huzhu.sqlite-*"):
                    leftover.unlink()
                database.write_bytes(imported)
                into.add(measured(tmp_path, dump, manner, seed, planted=planted))
        whole.add(tally)
        print(
            f"  {manner.name:9} rings {tally.share('ring')}  pairs {tally.share('pair')}  "
            f"innocent suspected {tally.suspected} of {tally.innocent}, at the limit {tally.at_the_limit}"
        )
    for kind, size in sorted(whole.planted):
        found, planted = whole.found[kind, size], whole.planted[kind, size]
        print(f"  {kind} of {size:7} {found} of {planted}")
    print(
        f"  in all    rings {whole.share('ring')}  pairs {whole.share('pair')}  "
        f"innocent suspected {whole.suspected / whole.innocent:.2%} of {whole.innocent}, "
        f"at the limit {whole.at_the_limit / whole.innocent:.2%}"
    )
    print(
        f"  nothing planted: suspected {calm.suspected / calm.innocent:.2%} of {calm.innocent}, "
        f"at the limit {calm.at_the_limit / calm.innocent:.2%}"
    )
