"""What keeps the log append-only inside the database: triggers that refuse every change of an entry.

The migration makes them on a site, the listener below where tables are made from the models.
"""

from typing import Final

from sqlalchemy import DDL, Connection, Table, event, text

REFUSAL: Final = "SELECT RAISE(ABORT, 'the moderation log is append-only')"
NAMES: Final = {
    "sqlite": ("moderation_log_no_delete", "moderation_log_no_replace", "moderation_log_no_update"),
    "postgresql": ("moderation_log_no_change", "moderation_log_no_truncate"),
}
SQLITE: Final = (
    f"CREATE TRIGGER moderation_log_no_update BEFORE UPDATE ON moderation_log BEGIN {REFUSAL}; END",
    f"CREATE TRIGGER moderation_log_no_delete BEFORE DELETE ON moderation_log BEGIN {REFUSAL}; END",
    # INSERT OR REPLACE deletes without asking the trigger above.
    f"""CREATE TRIGGER moderation_log_no_replace BEFORE INSERT ON moderation_log
    WHEN EXISTS (SELECT 1 FROM moderation_log WHERE number >= NEW.number) BEGIN {REFUSAL}; END""",  # noqa: S608 - our own words
)
POSTGRESQL: Final = (
    """CREATE OR REPLACE FUNCTION moderation_log_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'the moderation log is append-only'; END $$""",
    """CREATE TRIGGER moderation_log_no_change BEFORE UPDATE OR DELETE ON moderation_log
    FOR EACH ROW EXECUTE FUNCTION moderation_log_refuse()""",
    """CREATE TRIGGER moderation_log_no_truncate BEFORE TRUNCATE ON moderation_log
    FOR EACH STATEMENT EXECUTE FUNCTION moderation_log_refuse()""",
)


def attach(table: Table) -> None:
    """Make the triggers whenever `table` is made."""
    for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
        for statement in statements:
            made: DDL = DDL(statement)  # type: ignore[no-untyped-call]
            event.listen(table, "after_create", made.execute_if(dialect=dialect))


def missing(connection: Connection) -> list[str]:
    """The names of the triggers that somebody took away or switched off."""
    if connection.dialect.name == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'moderation_log'"
    else:
        query = (
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'moderation_log'::regclass AND tgenabled <> 'D'"
        )
    present = set(connection.scalars(text(query)))
    return [name for name in NAMES[connection.dialect.name] if name not in present]
