"""Old and new code work on one database for a while: a new migration takes nothing away that the release before needs.

Rows are added to, never renamed or dropped at once; a column that must be filled has a default of the database, so that
the release before can go on inserting. What nothing reads since an earlier release may go: the migration says since when.
"""

import ast
from pathlib import Path

import pytest

from community.kernel import schema

PROMISED_AFTER = "20261128"  # the day in the names of the last migrations that came without this promise
SAID = "NOT_READ_SINCE"  # a constant of a migration that drops something: the release that stopped reading it
DROPS = {"drop_table", "drop_column", "rename_table"}


def harm(source: str) -> list[str]:
    """What this migration does to the release before, one line each."""
    tree = ast.parse(source)
    may_drop = any(
        isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == SAID for node in tree.body
    )
    forward = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name != "downgrade"]
    calls = [node for part in forward for node in ast.walk(part) if isinstance(node, ast.Call)]
    return [found for call in calls if (found := _harm_of(call, may_drop=may_drop))]


def _harm_of(call: ast.Call, *, may_drop: bool) -> str:
    name = getattr(call.func, "attr", "")
    given = {each.arg: ast.unparse(each.value) for each in call.keywords}
    first = ast.unparse(call.args[0]) if call.args else ""
    if name in DROPS and not may_drop:
        return f"{name}({first}) without {SAID}"
    if name == "alter_column" and "new_column_name" in given:
        return f"{first} gets another name"
    if name == "alter_column" and given.get("nullable") == "False":
        return f"{first} must be filled from now on"
    if name == "alter_column" and given.get("server_default") == "None":
        return f"{first} loses its default"
    if name == "add_column":
        column = call.args[-1]
        told = {each.arg: ast.unparse(each.value) for each in getattr(column, "keywords", [])}
        if told.get("nullable") == "False" and told.get("server_default", "None") == "None":
            return f"{ast.unparse(column)} has no default"
    return ""


def test_no_new_migration_takes_anything_from_the_release_before() -> None:
    new = [path for path in (schema.MIGRATIONS / "versions").glob("*.py") if path.name[:8] > PROMISED_AFTER]
    found = {path.name: harm(path.read_text(encoding="utf-8")) for path in new}
    assert {name: lines for name, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("line", "harmful"),
    [
        ('op.drop_table("things")', True),
        ('batch.drop_column("name")', True),
        ('op.rename_table("things", "others")', True),
        ('batch.alter_column("name", new_column_name="title")', True),
        ('batch.alter_column("name", nullable=False)', True),
        ('batch.alter_column("name", server_default=None)', True),
        ('batch.add_column(sa.Column("size", sa.Integer(), nullable=False))', True),
        ('batch.add_column(sa.Column("size", sa.Integer(), nullable=False, server_default="0"))', False),
        ('batch.add_column(sa.Column("size", sa.Integer(), nullable=True))', False),
        ('op.create_index("ix_things_name", "things", ["name"])', False),
    ],
)
def test_what_takes_something_away_is_seen(line: str, harmful: bool) -> None:
    assert bool(harm(f"def upgrade():\n    {line}\n")) == harmful
    assert harm(f"def downgrade():\n    {line}\n") == []


def test_what_nothing_reads_any_more_may_go() -> None:
    assert harm(f'{SAID} = "0.2"\ndef upgrade():\n    op.drop_table("things")\n') == []


def test_the_old_ones_show_that_it_looks() -> None:
    old = Path(schema.MIGRATIONS / "versions" / "20261126_trust.py")
    assert harm(old.read_text(encoding="utf-8"))
