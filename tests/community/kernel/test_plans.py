"""On PostgreSQL a statement that is asked often stays prepared, whatever visits end with, and follows its tables."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection, text

from community.kernel import plans
from community.kernel.db import db

pytestmark = pytest.mark.postgres
OFTEN = 8
KNOWN = text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%FROM noted%'")


@pytest.fixture
def connection(app: Flask) -> Iterator[Connection]:
    with db.engine.connect() as found:
        found.execute(text("CREATE TABLE noted (id integer, word varchar)"))
        found.execute(text("INSERT INTO noted VALUES (1, 'a')"))
        found.commit()
        yield found


def asked(connection: Connection) -> list[str]:
    """The words, as a visit reads them that ends by forgetting its transaction."""
    found = list(connection.scalars(text("SELECT word FROM noted WHERE id = :id"), {"id": 1}))
    connection.rollback()
    return found


@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_a_statement_stays_prepared_after_what_is_rolled_back(connection: Connection) -> None:
    assert [asked(connection) for _ in range(OFTEN)] == [["a"]] * OFTEN
    assert connection.scalar(KNOWN) == 1


@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_it_follows_a_table_that_is_changed_or_made_anew(connection: Connection) -> None:
    for _ in range(OFTEN):
        asked(connection)
    with db.engine.connect() as other:
        other.execute(text("ALTER TABLE noted ADD COLUMN later varchar"))
        other.commit()
        assert asked(connection) == ["a"]
        other.execute(text("ALTER TABLE noted RENAME TO before"))
        other.execute(text("CREATE TABLE noted (word varchar, id integer)"))
        other.execute(text("INSERT INTO noted (id, word) VALUES (1, 'b')"))
        other.execute(text("DROP TABLE before"))
        other.commit()
    assert asked(connection) == ["b"]


@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_a_statement_that_failed_is_asked_anew(connection: Connection) -> None:
    for _ in range(OFTEN):
        asked(connection)
    with pytest.raises(Exception, match="division by zero"):
        connection.execute(text("SELECT 1 / (id - 1) FROM noted"))
    connection.rollback()
    assert asked(connection) == ["a"]


@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_those_not_asked_for_longest_leave(connection: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans.Prepared, "prepared_max", 3)
    for number in range(6):
        for _ in range(OFTEN):
            connection.scalars(text(f"SELECT {number} + id FROM noted")).all()  # noqa: S608 - a number
            connection.rollback()
    connection.scalar(KNOWN)  # with which the last one leaves
    assert connection.scalar(KNOWN) == 3
