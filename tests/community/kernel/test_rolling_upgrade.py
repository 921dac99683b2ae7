"""Code of the release before goes on writing while the tables are those of today: what it leaves out has a default."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from app import create_app
from community.kernel import schema
from community.kernel.config import Settings
from community.kernel.db import db
from community.kernel.web import Huzhu
from tests.community.kernel.test_upgrading import reflected, same, value_of
from tests.house.test_rolling_upgrades import PROMISED_AFTER


def release_before() -> str:
    """The revision after which every migration keeps the promise of `docs/deploy/upgrades.md`."""
    promised = [each for each in schema._scripts().walk_revisions() if each.revision[:8] > PROMISED_AFTER]
    return str(promised[-1].down_revision)


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Huzhu]:
    """A site without tables."""
    given = {}
    if request.param == "postgres":
        number = request.getfixturevalue("worker_number")
        given["database_url"] = request.getfixturevalue("postgres_server").create_database(
            f"rolling_{number}"
        )
    made = create_app(Settings(_env_file=None, data_dir=tmp_path, **given).prepared())
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()


def rules_of(table: sa.Table) -> set[str]:
    """What a row must keep: what may not be twice, what is checked, and what it points to."""
    kinds = (sa.UniqueConstraint, sa.CheckConstraint, sa.ForeignKeyConstraint)
    named = {str(each.name) for each in table.constraints if isinstance(each, kinds)}
    return named | {str(each.name) for each in table.indexes if each.unique}


def harm(then: sa.MetaData, now: sa.MetaData) -> list[str]:
    """What the tables of now take from code that knows those of then."""
    found = []
    for old in then.sorted_tables:
        new = now.tables.get(old.name)
        if new is None:
            found.append(f"{old.name} is gone")
            continue
        found += [f"{old.name}.{each} is gone" for each in set(old.columns.keys()) - set(new.columns.keys())]
        for column in new.columns:
            known = old.columns.get(column.name)
            optional = column.nullable or column.server_default is not None
            if not optional and (known is None or known.nullable or known.server_default is not None):
                found.append(f"{column} must be given now")
        found += [f"{old.name} has to keep {each} now" for each in rules_of(new) - rules_of(old)]
    return found


def test_tables_of_today_take_what_the_release_before_writes(site: Huzhu) -> None:
    upgrade(directory=str(schema.MIGRATIONS), revision=release_before())
    with db.engine.connect() as connection:
        then = reflected(connection)
    assert schema.upgrade(site)
    with db.engine.connect() as connection:
        now = reflected(connection)
    assert harm(then, now) == []
    changed = [
        each for each in then.sorted_tables if each.columns.keys() != now.tables[each.name].columns.keys()
    ]
    needed = {each for table in changed for each in _needed(table)}
    for table in (each for each in then.sorted_tables if each in needed):
        # Naming the columns that it knows, and no others.
        row = _row(table)
        with db.engine.begin() as connection:
            connection.execute(table.insert().values(**row))
        with db.engine.connect() as connection:
            (kept,) = connection.execute(table.select().filter_by(**_key(table, row))).mappings()
        assert [name for name, value in row.items() if not same(value, kept[name])] == []


def _needed(table: sa.Table) -> set[sa.Table]:
    """The table, and those whose rows it must point to."""
    pointed = (each for column in table.columns if not column.nullable for each in column.foreign_keys)
    return {table}.union(*(_needed(each.column.table) for each in pointed if each.column.table is not table))


def _row(table: sa.Table) -> dict[str, Any]:
    """A row that points to no more than it must."""
    number = 99 if table.name == "page_stamps" else 0  # other rows bring stamps with the first numbers
    return {
        column.name: None if column.nullable and column.foreign_keys else value_of(_named_by(column), number)
        for column in table.columns
    }


def _named_by(column: sa.Column[Any]) -> sa.Column[Any]:
    """The column whose value it repeats: an answer is numbered as its post."""
    return next((_named_by(each.column) for each in column.foreign_keys), column)


def _key(table: sa.Table, row: dict[str, Any]) -> dict[str, Any]:
    return {column.name: row[column.name] for column in table.primary_key.columns}


def test_what_is_taken_is_seen() -> None:
    then, now = sa.MetaData(), sa.MetaData()
    sa.Table("gone", then, sa.Column("id", sa.Integer))
    sa.Table("things", then, sa.Column("name", sa.Text), sa.Column("kind", sa.Text))
    sa.Table(
        "things",
        now,
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("weight", sa.Integer, nullable=False, server_default="1"),
        sa.UniqueConstraint("name", name="uq_things_name"),
    )
    assert sorted(harm(then, now)) == [
        "gone is gone",
        "things has to keep uq_things_name now",
        "things.kind is gone",
        "things.name must be given now",
        "things.size must be given now",
    ]
