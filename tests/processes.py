"""A second process of the site that a test is about."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from community.kernel.db import db
from community.kernel.furnish import settings_of
from community.kernel.web import Huzhu
from tests.conftest import make_app


@pytest.fixture
def another_process(app: Huzhu, tmp_path: Path) -> Iterator[Huzhu]:
    """The same site in a second process: the same database, a memory of its own."""
    made = make_app(tmp_path, database_url=settings_of(app).database_url)
    yield made
    with made.app_context():
        db.session.remove()
        db.engine.dispose()
