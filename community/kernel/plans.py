"""Statements that PostgreSQL has prepared stay prepared: to plan a wide one takes longer than to carry it out.

psycopg forgets all of them with each ROLLBACK, because what they are about may have been made in what was rolled back:
https://www.psycopg.org/psycopg3/docs/advanced/prepare.html. Every visit that only reads ends with one, and nothing here
makes tables on a connection that serves; where a migration changes one, PostgreSQL looks at the statement anew.
"""

from typing import Any

from psycopg import Connection
from psycopg._preparing import PrepareManager


class Prepared(PrepareManager):
    """What a connection knows of its statements, whatever is rolled back: a hundred, the last used.

    PostgreSQL holds 130 KB for each of them, and a site has dozens of connections.
    """

    def clear(self) -> bool:
        return False


def keep(connection: Connection[Any]) -> None:
    """Have a new connection keep what it prepares."""
    connection._prepared = Prepared()  # noqa: SLF001 - there is no other way, and a test says whether it works
