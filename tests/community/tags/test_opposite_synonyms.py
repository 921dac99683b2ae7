"""Two curators let two names lead to each other at the same moment: one of them is refused."""

import threading
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from community.kernel.db import db
from community.kernel.errors import Conflict
from community.kernel.unit_of_work import unit_of_work
from community.tags import services
from community.tags.models import Tag, TagSynonym
from tests.conftest import MakeMember, actor_of

LONGEST_WAIT = 3  # where one waits for the other, as it should


@pytest.mark.postgres
@pytest.mark.parametrize("app", ["postgres"], indirect=True)
def test_no_tag_is_a_synonym_while_names_lead_to_it(
    app: Flask, member: MakeMember, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = actor_of(member("ada", role="admin"))
    with unit_of_work():
        db.session.add_all(Tag(name=name, created_at=services.clock.now()) for name in ("mesh", "wifi"))

    def lead(name: str, to: str) -> None:
        try:
            with unit_of_work():
                tag = db.session.scalars(select(Tag).where(Tag.name == to)).one()
                services.add_synonym(tag, name, by=admin)
        except Conflict:
            pass

    def other_way() -> None:
        with app.app_context():
            lead("mesh", "wifi")
            db.session.remove()

    other = threading.Thread(target=other_way)
    insert_once = services.insert_once

    def meanwhile(*args: Any, **values: Any) -> bool:
        if threading.current_thread() is not other and not other.ident:
            other.start()
            other.join(LONGEST_WAIT)
        return insert_once(*args, **values)

    monkeypatch.setattr(services, "insert_once", meanwhile)
    lead("wifi", "mesh")
    other.join()

    led = db.session.execute(select(TagSynonym.name, Tag.name).join(Tag, Tag.id == TagSynonym.tag_id)).all()
    assert len(led) == 1, led
