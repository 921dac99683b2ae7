"""A reaction that meets a full disk, or a database that went, takes the deed with it: it is done whole, later, or not."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select, text
from sqlalchemy.exc import OperationalError

from community.kernel import events
from community.kernel.bus import bus, publish
from community.kernel.db import db
from community.kernel.faults import FailedReaction
from community.kernel.unit_of_work import unit_of_work
from community.kernel.web import RETRIES, Huzhu
from tests.conftest import MakeMember

MERGED = events.QuestionMerged(question_id=1, into_id=2, moved_answer_ids=(3, 4), by_id=5)


class Told(Exception):
    """What a driver says, with the state that PostgreSQL gives it."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("could not")
        self.sqlstate = sqlstate


def deed(sqlstate: str, *, gone: bool = False) -> None:
    """Rename somebody, with a reaction to which the database says this."""

    def react(_event: events.QuestionMerged) -> None:
        raise OperationalError("INSERT", {}, Told(sqlstate), connection_invalidated=gone)

    bus().forgiving = True
    bus()._handlers[events.QuestionMerged] = [(react, True)]
    with unit_of_work():
        db.session.execute(text("UPDATE members SET display_name = 'Renamed'"))
        publish(MERGED)


def kept() -> tuple[int, int]:
    """How many members are renamed, and how many reactions are noted as failed."""
    renamed = db.session.scalar(text("SELECT count(*) FROM members WHERE display_name = 'Renamed'"))
    return int(renamed or 0), db.session.scalar(select(func.count()).select_from(FailedReaction)) or 0


@pytest.mark.parametrize(("sqlstate", "gone"), [("53100", False), ("25006", False), ("57P01", True)])
def test_what_undoes_all_is_no_failure_of_the_reaction(
    app: Huzhu, member: MakeMember, sqlstate: str, gone: bool
) -> None:
    member("mei")
    with pytest.raises(OperationalError):
        deed(sqlstate, gone=gone)
    assert kept() == (0, 0)


def test_what_concerns_the_reaction_alone_costs_the_deed_nothing(app: Huzhu, member: MakeMember) -> None:
    member("mei")
    deed("40P01")
    assert kept() == (1, 1)


@pytest.mark.parametrize(("losses", "failed"), [(2, 0), (99, 1)])
def test_a_request_that_is_tried_again_gives_no_reaction_up_before_its_last_try(
    app: Huzhu, client: FlaskClient, member: MakeMember, losses: int, failed: int
) -> None:
    member("mei")
    tries = []

    def react(_event: events.QuestionMerged) -> None:
        tries.append(1)
        if len(tries) <= losses:
            raise OperationalError("INSERT", {}, Told("40P01"))

    def view() -> str:
        with unit_of_work():
            db.session.execute(text("UPDATE members SET display_name = 'Renamed'"))
            publish(MERGED)
        return "done"

    bus().forgiving = True
    bus()._handlers[events.QuestionMerged] = [(react, True)]
    app.view_functions[app.url_map.bind("").match("/healthz")[0]] = view
    assert client.get("/healthz").text == "done"
    assert kept() == (1, failed)
    assert len(tries) == min(losses, RETRIES) + 1
