"""All figures of the page are asked for side by side, and are what each of them is by itself."""

from flask import Flask
from sqlalchemy import select

from community.imports.demonstration import rounds
from community.imports.demonstration.player import play
from community.imports.demonstration.reader import read
from community.kernel import clock
from community.kernel.asking import asked
from community.kernel.db import db
from community.tags.models import Tag
from moderation.insights import sections
from moderation.insights.scope import Scope
from tests.community.reading.test_profile_statements import statements
from tests.conftest import both_databases

NOW = datetime(2026, 5, 6, 15, 30, tzinfo=UTC)  # a Wednesday afternoon
MOST = 6


@both_databases
def test_figures_side_by_side_are_those_that_each_is_alone(app: Flask) -> None:
    play(rounds.completed(read()), NOW)
    mesh = db.session.scalars(select(Tag).where(Tag.name == "mesh")).one()
    for scope in (Scope(now=NOW, weeks=52), Scope(now=NOW, tag="mesh", tag_id=mesh.id)):
        with clock.at(NOW), statements() as together:
            found = sections.all_found(scope)
        alone = {section.slug: asked(section.asks(scope)) for section in sections.SECTIONS}
        assert found == alone
        assert len(together) <= MOST, "\n\n".join(together)
