"""A process that begins while its database goes away waits for it, and begins again what was cut off."""

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from community.kernel.db import db
from community.kernel.schema import DatabaseAway, once_there
from community.kernel.site_cli import prepare_site


@pytest.mark.parametrize("app", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_a_database_that_goes_away_while_the_site_is_prepared_is_waited_for(app: Flask) -> None:
    tries: list[int] = []

    def cut_off() -> None:
        tries.append(1)
        with db.engine.connect() as connection:
            if len(tries) == 1:
                connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
            connection.execute(text("SELECT 1"))

    app.extensions["huzhu_prepare"] = [cut_off]
    once_there(prepare_site)
    assert len(tries) == 2


@pytest.mark.parametrize("app", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_it_does_not_wait_for_ever_nor_for_mistakes(app: Flask) -> None:
    def away() -> None:
        with db.engine.connect() as connection:
            connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
            connection.execute(text("SELECT 1"))

    def wrong() -> None:
        with db.engine.connect() as connection:
            connection.execute(text("SELECT 1 FROM nowhere"))

    app.extensions["huzhu_prepare"] = [away]
    with pytest.raises(DatabaseAway):
        once_there(prepare_site, 0)
    app.extensions["huzhu_prepare"] = [wrong]
    with pytest.raises(ProgrammingError):
        once_there(prepare_site)


@pytest.mark.parametrize("app", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_tables_that_stay_in_use_are_not_told_as_a_database_that_is_away(app: Flask) -> None:
    def locked_out() -> None:
        with db.engine.begin() as connection:
            connection.execute(text("SET LOCAL lock_timeout = '50ms'"))
            connection.execute(text("LOCK TABLE tags IN ACCESS EXCLUSIVE MODE"))

    app.extensions["huzhu_prepare"] = [locked_out]
    with db.engine.begin() as other:
        other.execute(text("LOCK TABLE tags IN ACCESS SHARE MODE"))
        with pytest.raises(DatabaseAway, match="others use the tables"):
            once_there(prepare_site, 0)
