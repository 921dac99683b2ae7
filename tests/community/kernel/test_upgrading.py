"""A site of the first release becomes one of today: each row of then is there, with what it said."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from app import create_app
from community.kernel import picture_places, picture_readers, schema, stamps
from community.kernel.config import Settings
from community.kernel.db import db
from community.kernel.policy import NOBODY
from community.kernel.web import Huzhu

FIRST: Final = "20261123_initial"
ROWS: Final = 3
WHEN: Final = datetime(2026, 11, 1, 9, tzinfo=UTC)
# Posts are one table with a part for each kind beside it.
PARTS: Final = {"questions": 0, "answers": ROWS, "comments": 2 * ROWS}
WORDS: Final[dict[str, tuple[str, ...]]] = {
    "members.role": ("member", "moderator", "admin"),
    "posts.kind": ("question",) * ROWS + ("answer",) * ROWS + ("comment",) * ROWS,
    "posts.status": ("published",) * 8 + ("deleted",),
    "posts.lang": ("en", "zh-Hans"),
    "review_items.kind": ("held", "flags", "first-post"),
    "review_items.state": ("open", "decided", "open"),
    "cases.state": ("open", "waiting", "resolved"),
    "notifications.kind": ("answer", "level", "comment"),
    "jobs.state": ("waiting", "done", "dead"),
}
NUMBERS: Final = {"ratings.stars": (5, 3, 1), "reputation_events.points": (10, -2, 5)}
# What an upgrade says differently on purpose: the column, and who explains it.
MEANT: Final = {
    "review_items.kind": "20261126_queue_of_appeals",
    "notifications.data": "20261126_level_notices",
    "jobs.payload": "20261127_letters_kept",
}
GONE: Final = {
    "flags.upheld",
    "cases.minutes_left",
    "notification_preferences.on_site",
    "notification_preferences.by_email",
}
GONE_TABLES: Final = {"sla_breaches"}  # made anew as clocks


def value_of(column: sa.Column[Any], row: int) -> Any:
    """Something that fits into the column, another in each row."""
    name = f"{column.table.name}.{column.name}"
    if name in WORDS:
        return WORDS[name][row % len(WORDS[name])]
    if name in NUMBERS:
        return NUMBERS[name][row % ROWS]
    if column.primary_key and column.table.name in PARTS:
        return PARTS[column.table.name] + row + 1
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column.table.name
        other = name in {"post_links.to_id", "tag_synonyms.tag_id"}
        return PARTS.get(target, 0) + (row + other) % ROWS + 1
    return plain_value(column, row)


def plain_value(column: sa.Column[Any], row: int) -> Any:
    """A value of the column's type."""
    moment = WHEN + timedelta(hours=row)
    by_type: dict[type[Any], Any] = {
        sa.DateTime: moment if getattr(column.type, "timezone", False) else moment.replace(tzinfo=None),
        sa.Boolean: bool(row % 2),
        sa.JSON: {"row": row, "words": ["kettle", "水壶"]},
        sa.Integer: row + 1,
        sa.Numeric: row + 0.5,
        sa.Float: row + 0.5,
        sa.Date: moment.date(),
        sa.LargeBinary: bytes([row, 255]),
    }
    fitting = [value for kind, value in by_type.items() if isinstance(column.type, kind)]
    return fitting[0] if fitting else f"{column.name} {row} 水壶"


def fill(connection: sa.Connection, then: sa.MetaData) -> None:
    """Rows in every table."""
    for table in then.sorted_tables:
        if table.name in {"alembic_version", "moderation_log_head", "rating_totals"}:
            continue
        count = 3 * ROWS if table.name == "posts" else ROWS
        for row in range(count):
            given = {column.name: value_of(column, row) for column in table.columns}
            connection.execute(table.insert().values(**given))


def content(connection: sa.Connection, tables: sa.MetaData) -> dict[str, dict[Any, dict[str, Any]]]:
    """Every row by its table and key."""
    found: dict[str, dict[Any, dict[str, Any]]] = {}
    for table in tables.sorted_tables:
        keys = [column.name for column in table.primary_key.columns]
        rows = connection.execute(table.select()).mappings()
        found[table.name] = {tuple(row[key] for key in keys): dict(row) for row in rows}
    return found


def reflected(connection: sa.Connection) -> sa.MetaData:
    made = sa.MetaData()
    made.reflect(connection)
    return made


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def old_site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Huzhu]:
    """A site whose tables are those of the first release, and full."""
    given = {}
    if request.param == "postgres":
        number = request.getfixturevalue("worker_number")
        given["database_url"] = request.getfixturevalue("postgres_server").create_database(f"first_{number}")
    made = create_app(Settings(_env_file=None, data_dir=tmp_path, **given).prepared())
    with made.app_context():
        upgrade(directory=str(schema.MIGRATIONS), revision=FIRST)
        yield made
        db.session.remove()
        db.engine.dispose()


def same(before: Any, after: Any) -> bool:
    if isinstance(before, dict | list) or isinstance(after, dict | list):
        return json.dumps(before, sort_keys=True) == json.dumps(after, sort_keys=True)
    return bool(before == after)


def test_every_row_of_the_first_release_says_today_what_it_said(old_site: Huzhu) -> None:
    with db.engine.begin() as connection:
        then = reflected(connection)
        fill(connection, then)
        before = content(connection, then)
    assert schema.upgrade(old_site)
    assert schema.is_current()
    with db.engine.connect() as connection:
        assert stamps.missing(connection) == []
        after = content(connection, reflected(connection))
    lost, changed = [], []
    for table, rows in before.items():
        if table in GONE_TABLES | {"alembic_version"}:
            continue
        for key, row in rows.items():
            now = after[table].get(key)
            if now is None:
                lost.append((table, key))
                continue
            for column, value in row.items():
                name = f"{table}.{column}"
                if name not in GONE and name not in MEANT and not same(value, now[column]):
                    changed.append((name, key, value, now[column]))
    assert lost == []
    assert changed == []


def test_an_upgrade_that_is_cut_off_leaves_the_old_state_and_can_be_done_again(
    old_site: Huzhu, monkeypatch: pytest.MonkeyPatch
) -> None:
    with db.engine.begin() as connection:
        then = reflected(connection)
        fill(connection, then)
        before = content(connection, then)
    with monkeypatch.context() as patched:
        patched.setattr("alembic.op.create_index", _stop)
        with pytest.raises(KeyboardInterrupt):
            schema.upgrade(old_site)
    assert schema.database_revision() == FIRST
    with db.engine.connect() as connection:
        assert content(connection, reflected(connection)) == before
    assert schema.upgrade(old_site)
    assert schema.is_current()


def test_pictures_of_older_posts_are_seen_by_whoever_reads_those(old_site: Huzhu) -> None:
    public, hidden = f"{'a' * 40}.png", f"{'b' * 40}.webp"
    with db.engine.begin() as connection:
        fill(connection, reflected(connection))
        for post_id, key, status in ((1, public, "published"), (2, hidden, "hidden")):
            words = {
                "id": post_id,
                "key": key,
                "status": status,
                "words": f"The lamp: ![lamp](/uploads/{key})",
            }
            for statement in (
                "UPDATE posts SET body_markdown = :words, status = :status, author_id = 1 WHERE id = :id",
                "UPDATE revisions SET editor_id = 1 WHERE post_id = :id",
                "UPDATE uploads SET key = :key, member_id = 1 WHERE id = :id",
            ):
                connection.execute(sa.text(statement), words)
    assert schema.upgrade(old_site)
    assert picture_places.untrue(db.session()) == []
    assert [picture_readers.is_shown_to(key, NOBODY) for key in (public, hidden)] == [True, False]


def _stop(*_args: object, **_more: object) -> None:
    raise KeyboardInterrupt


class Lost(Exception):
    """What a driver says of a transaction that lost a lock to another."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__("somebody else was faster")
        self.sqlstate = sqlstate


@pytest.mark.parametrize(("sqlstate", "tries"), [("40P01", 3), ("55P03", 3), ("42P01", 1)])
def test_an_upgrade_that_loses_a_lock_to_those_at_work_begins_again(
    monkeypatch: pytest.MonkeyPatch, sqlstate: str, tries: int
) -> None:
    monkeypatch.setattr(schema, "PAUSE", (0.0, 0.0))
    begun = 0

    def change() -> None:
        nonlocal begun
        begun += 1
        if begun < 3:
            raise sa.exc.OperationalError("DROP TRIGGER", {}, Lost(sqlstate))

    if tries == 1:
        with pytest.raises(sa.exc.OperationalError):
            schema._among_others(change)
    else:
        schema._among_others(change)
    assert begun == tries


def test_triggers_of_an_older_release_are_made_anew_though_their_names_are_the_same(app: Huzhu) -> None:
    schema._stamp(anew=True)
    with db.engine.begin() as connection:
        made = connection.exec_driver_sql(
            "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'stamp_%'"
        )
        name, table, sql = made.first() or ("", "", "")
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(f"CREATE TRIGGER {name} AFTER UPDATE ON {table} BEGIN SELECT 1; END")
    schema._stamp(anew=True)
    with db.engine.connect() as connection:
        now = connection.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name})
    assert now == sql


def test_whoever_upgrades_a_site_and_goes_on_keeps_foreign_keys(tmp_path: Path) -> None:
    """What an upgrade switches off for itself would let rows stay behind those they belong to."""
    made = create_app(Settings(_env_file=None, data_dir=tmp_path, secret_key="x" * 40).prepared())
    with made.app_context():
        for _time in range(2):
            schema.upgrade(made)
            assert db.session.scalar(sa.text("PRAGMA foreign_keys")) == 1
            db.session.remove()
        db.engine.dispose()
