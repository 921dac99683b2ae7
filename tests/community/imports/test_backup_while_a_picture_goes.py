"""A picture that is taken away while a backup or an export runs does not make it fail."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from community.imports import backup, export
from community.kernel.db import db
from community.kernel.storage import FolderStorage
from tests.community.imports.conftest import storage_of

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

KEPT, GOING = "a" * 40 + ".webp", "b" * 40 + ".webp"


class Busy(FolderStorage):
    """While somebody goes through the names, a member changes their picture: the old one is deleted."""

    def names(self) -> Iterator[str]:
        for name in super().names():
            if name == GOING:
                self.delete(name)
            yield name


@pytest.mark.parametrize("way", ["backup", "export"])
def test_it_is_made_without_it(app: "Huzhu", tmp_path: Path, way: str) -> None:
    root = storage_of(app).root  # type: ignore[attr-defined]
    busy = Busy(root)
    for name in (KEPT, GOING):
        busy.write(name, b"picture")
    assert {KEPT, GOING} <= set(FolderStorage(root).names())
    if way == "backup":
        found = backup.backup(tmp_path / "b.tar", db.engine, db.metadata, busy, "now")
    else:
        found = export.export(tmp_path / "e", db.engine, db.metadata, busy, "now")
    assert f"uploads/{KEPT}" in found.files
    assert f"uploads/{GOING}" not in found.files
