"""An embedded database on a disk that was read-only: what was opened meanwhile does not stay so."""

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError

from community.kernel.db import db
from community.kernel.outages import Outage, outage_of
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import Huzhu


def test_a_connection_that_was_opened_read_only_is_given_up_where_it_refuses(app: Huzhu) -> None:
    db.session.remove()
    db.engine.dispose()

    @event.listens_for(db.engine, "connect")
    def as_on_a_closed_disk(connection: object, _record: object) -> None:
        if closed:
            connection.execute("PRAGMA query_only = ON")  # type: ignore[attr-defined]

    closed = True
    with pytest.raises(OperationalError) as told, unit_of_work():
        db.session.execute(text("UPDATE members SET name = name"))
    assert outage_of(told.value) is Outage.NO_ROOM
    closed = False
    with unit_of_work():
        db.session.execute(text("UPDATE members SET name = name"))


@pytest.mark.parametrize("number", [13, 1, 30, 28])
def test_a_folder_that_may_not_be_written_is_a_disk_that_is_closed(number: int) -> None:
    assert outage_of(OSError(number, "no")) is Outage.NO_ROOM
