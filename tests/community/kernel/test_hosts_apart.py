"""An upgrade tells addresses apart that shared a key: nobody has to give theirs again."""

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from community.accounts.rules import email_key
from community.kernel import schema
from community.kernel.db import db
from community.kernel.web import Huzhu
from tests.community.kernel.test_rolling_upgrade import site
from tests.community.kernel.test_upgrading import value_of

__all__ = ["site"]

APART, SAME = "mei@straße.example", "lin@example.com"


@pytest.mark.parametrize("table", ["members", "askers"])
def test_keys_of_addresses_are_made_anew(site: Huzhu, table: str) -> None:
    upgrade(directory=str(schema.MIGRATIONS), revision="20261204_revisions_by_editor")
    then = sa.Table(table, sa.MetaData(), autoload_with=db.engine)
    with db.engine.begin() as connection:
        for number, email in enumerate((APART, SAME)):
            given = {each.name: value_of(each, number) for each in then.columns if not each.nullable}
            given |= {"email": email, "email_key": email.casefold()}
            connection.execute(then.insert().values(given))
    upgrade(directory=str(schema.MIGRATIONS))
    with db.engine.begin() as connection:
        kept = dict(connection.execute(sa.select(then.c.email, then.c.email_key)).all())
    assert kept == {APART: email_key(APART), SAME: SAME}
