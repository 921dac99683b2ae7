"""An export whose list agrees but whose rows do not fit is refused in one sentence, never with a fault."""

import json
from pathlib import Path
from typing import Any

import pytest

from community.imports import export, manifest, restore, tables
from community.kernel.db import db
from community.kernel.errors import DomainError
from tests.community.imports.conftest import (
    NewSite,
    import_kettles,
    on_postgres,
    on_sqlite,
    storage_of,
    within,
)

__all__ = ["on_postgres", "on_sqlite"]
WRONG: dict[str, dict[str, Any]] = {
    "a number too large": {"external_reputation": 10**30},
    "a moment without a zone": {"created_at": "2020-01-01T00:00:00"},
    "a moment that is a number": {"created_at": 5},
    "a moment before all years": {"created_at": "0001-01-01T00:00:00+14:00"},
    "words for yes or no": {"hides_game": "perhaps"},
    "a list for a name": {"name": ["x"]},
    "half a character": {"name": "\ud800"},
    "a member whom others name is gone": {"id": 999_999},
}


@pytest.mark.parametrize("what", WRONG)
def test_it_is_refused(what: str, on_sqlite: NewSite, tmp_path: Path) -> None:
    source, target, folder = on_sqlite("source"), on_sqlite("target"), tmp_path / "export"
    import_kettles(source)
    with within(source):
        export.export(folder, db.engine, db.metadata, storage_of(source), "now")
    table = folder / "members.jsonl"
    rows = table.read_text().splitlines()
    rows[1] = json.dumps(json.loads(rows[1]) | WRONG[what])
    table.write_text("\n".join(rows) + "\n")
    found = manifest.read((folder / manifest.FILE).read_bytes(), "here")
    found.files["members.jsonl"] = manifest.entry_of(table, len(rows))
    (folder / manifest.FILE).write_text(found.text())
    with within(target), pytest.raises(DomainError):
        restore.restore(folder, db.engine, db.metadata, storage_of(target), "now")


def test_half_a_character_in_a_document_is_refused() -> None:
    table = db.metadata.tables["revisions"]
    row = dict.fromkeys(table.columns.keys()) | {"tags": ["\ud800"]}
    with pytest.raises(ValueError, match="tags is not what stands there"):
        tables.parsed(table, json.dumps(row).encode())
