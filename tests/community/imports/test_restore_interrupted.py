"""A restore that is cut off while pictures are brought back leaves an empty site, so that it can be done again."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from community.accounts.models import Member
from community.imports import restore_backup as backups_back
from community.kernel.db import db
from community.kernel.errors import Unavailable
from community.kernel.storage import UNREACHABLE
from tests.community.imports.conftest import NewSite, content, storage_of, within
from tests.community.imports.test_backup import PICTURE, back_up, filled


class OnceAway:
    """A bucket that does not answer the first time."""

    def __init__(self, behind: Any) -> None:
        self._behind, self._asked = behind, 0

    def write(self, name: str, given: bytes) -> None:
        self._asked += 1
        if self._asked == 1:
            raise Unavailable(UNREACHABLE)
        self._behind.write(name, given)


def test_a_bucket_that_was_away_for_a_moment_costs_no_picture(new_site: NewSite, tmp_path: Path) -> None:
    site = filled(new_site)
    back_up(site, tmp_path / "site.tar")
    other = new_site("other")
    storage = OnceAway(storage_of(other))

    def restore() -> None:
        with within(other):
            backups_back.restore_backup(
                tmp_path / "site.tar",
                db.engine,
                db.metadata,
                storage,  # type: ignore[arg-type]
                schema="now",
                known={"then", "now"},
                scratch=tmp_path,
            )

    with pytest.raises(Unavailable):
        restore()
    with within(other):
        assert not db.session.scalar(select(func.count()).select_from(Member))
    restore()
    assert storage_of(other).read(PICTURE) == b"\x00picture\xff"
    assert content(other, tmp_path / "after") == content(site, tmp_path / "before")
