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

    @classmethod
    def begin(cls, survey: Survey, site: Site, site_name: str, *, quiet: bool = False) -> "Load":
        """Find out what an earlier run has brought in already."""
        load = cls(survey, site, site_name, quiet)
        load.members = {int(number): id_ for number, id_ in _known(Member, site)}
        load.posts = dict(_known(Post, site))
        return load

    def member(self, author: Author) -> int | None:
        """Our id of an author; None for a former member."""
        return None if author.member is None else self.members.get(author.member)

    def post(self, number: int) -> int:
        """Our id of a question or an answer that came in."""
        return self.posts[external_id(PostKind.QUESTION, number)]

    def has(self, kind: PostKind, number: int) -> bool:
        return external_id(kind, number) in self.posts

    def tracked(self, things: Iterable[T], label: str, total: int) -> Iterator[T]:
        """Pass `things` on, showing how far they are."""
        return tracked(things, label, total, quiet=self.quiet)


def _known(model: type[Member] | type[Post], site: Site) -> Iterable[tuple[str, int]]:
    table = model.__table__
    found = select(table.c.external_id, table.c.id).where(table.c.external_source == site.name)
    return db.session.execute(found).all()
