"""One import under way: the dump, where it comes from, and which of its numbers are which of ours."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import select

from community.accounts.models import Member
from community.imports.stackexchange.columns import Site, external_id
from community.imports.stackexchange.records import Author
from community.imports.stackexchange.survey import Survey
from community.kernel.cli import tracked
from community.kernel.db import db
from community.posts.models import Post, PostKind
from community.questions.models import Question

T = TypeVar("T")


@dataclass(slots=True)
class Load:
    """What the stages of an import share; each stage adds the numbers that it brought in."""

    survey: Survey
    site: Site
    site_name: str
    quiet: bool = False
    members: dict[int, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    tags: dict[str, int] = field(default_factory=dict)
    merged: dict[int, int] = field(default_factory=dict)

    @classmethod
    def begin(cls, survey: Survey, site: Site, site_name: str, *, quiet: bool = False) -> "Load":
        """Find out what an earlier run has brought in already."""
        load = cls(survey, site, site_name, quiet)
        load.members = {int(number): id_ for number, id_ in _known(Member, site)}
        load.posts = dict(_known(Post, site))
        asked = Question.__table__.c
        merged = select(asked.id, asked.merged_into_id).where(asked.merged_into_id.is_not(None))
        load.merged = dict(db.session.execute(merged).all())
        return load

    def member(self, author: Author) -> int | None:
        """Our id of an author; None for a former member."""
        return None if author.member is None else self.members.get(author.member)

    def post(self, number: int) -> int:
        """Our id of a question or an answer that came in."""
        return self.posts[external_id(PostKind.QUESTION, number)]

    def thread(self, number: int) -> int:
        """Our id of the question in which a question of the dump goes on: it may have been merged here."""
        return self._goes_on(self.post(number))

    def goes_on_in(self) -> set[int]:
        """Our ids of all questions in which merged ones go on, whether or not those are of the dump."""
        return {self._goes_on(each) for each in self.merged}

    def _goes_on(self, question_id: int) -> int:
        while question_id in self.merged:
            question_id = self.merged[question_id]
        return question_id

    def has(self, kind: PostKind, number: int) -> bool:
        return external_id(kind, number) in self.posts

    def tracked(self, things: Iterable[T], label: str, total: int) -> Iterator[T]:
        """Pass `things` on, showing how far they are."""
        return tracked(things, label, total, quiet=self.quiet)


def _known(model: type[Member] | type[Post], site: Site) -> Iterable[tuple[str, int]]:
    table = model.__table__
    found = select(table.c.external_id, table.c.id).where(table.c.external_source == site.name)
    return db.session.execute(found).all()
