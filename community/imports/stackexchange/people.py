"""Everyone in a dump becomes a member, under a name that is free here."""

from sqlalchemy import Connection, select

from community.accounts.models import Member
from community.imports.stackexchange import columns, mapping
from community.imports.stackexchange.batches import add_numbered, in_batches
from community.imports.stackexchange.columns import Row
from community.imports.stackexchange.load import Load
from community.imports.stackexchange.names import Names
from community.kernel.db import db, table_of


def load_members(load: Load) -> None:
    """Bring in who is not here yet."""
    names = Names(set(db.session.scalars(select(Member.name_key))), load.site_name)
    rows = load.tracked(load.survey.rows("Users"), "Members", len(load.survey.members))
    records = (mapping.member(row) for row in rows)
    new = (
        columns.member(record, load.site, *names.take(record.name, record.number))
        for record in records
        if record.number not in load.members
    )

    def write(connection: Connection, batch: list[Row]) -> None:
        ids = add_numbered(connection, table_of(Member), batch)
        numbers = (int(row["external_id"]) for row in batch)
        load.members.update(zip(numbers, ids, strict=True))

    in_batches(new, write)
