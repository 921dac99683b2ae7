"""A host that vanishes without a goodbye: neither it nor the database holds on to the other for long."""

import pytest
from sqlalchemy import text

from community.kernel import lines
from community.kernel.db import db, engine_options
from community.kernel.web import Huzhu

PATIENCE = 60  # seconds until either knows, where the kernels by themselves take from a quarter of an hour to two hours


@pytest.mark.postgres
@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_the_database_finds_out_that_we_are_gone(app: Huzhu) -> None:
    def of(name: str) -> int:
        return int(
            db.session.scalar(text("SELECT setting FROM pg_settings WHERE name = :name"), {"name": name})
        )

    for _turn in range(2):
        idle, every, often = (of(f"tcp_keepalives_{part}") for part in ("idle", "interval", "count"))
        assert 0 < idle + every * often <= PATIENCE, "nobody hears of it while nothing is said"
        assert 0 < of("tcp_user_timeout") <= PATIENCE * 1000, "nor while something is"
        db.session.rollback()
        assert db.session.connection().connection.driver_connection.info.transaction_status == 0, "as it came"
        db.session.rollback()


@pytest.mark.postgres
@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_we_find_out_that_the_database_is_gone(app: Huzhu) -> None:
    driver = db.session.connection().connection.driver_connection
    assert driver is not None
    made = {name: int(value) for name, value in driver.info.get_parameters().items() if value.isdigit()}
    assert made["keepalives_idle"] + made["keepalives_interval"] * made["keepalives_count"] <= PATIENCE
    assert made["tcp_user_timeout"] <= PATIENCE * 1000
    assert made["connect_timeout"] <= PATIENCE


def test_what_the_address_says_holds() -> None:
    given = engine_options("postgresql+psycopg://huzhu@db/huzhu?connect_timeout=90")["connect_args"]
    assert given == {name: value for name, value in lines.OURS.items() if name != "connect_timeout"}
