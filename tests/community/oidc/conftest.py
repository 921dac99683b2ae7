"""A site whose people may sign in with a provider that runs beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from community.kernel.db import db
from tests.community.accounts.conftest import mailbox, person
from tests.community.oidc.realm import CLIENT, SECRET, Realm, running
from tests.conftest import make_app

__all__ = ["mailbox", "person"]


@pytest.fixture
def realm() -> Iterator[Realm]:
    """The provider."""
    made = Realm()
    with running(made):
        yield made


@pytest.fixture
def app(tmp_path: Path, empty_database: bytes, realm: Realm) -> Iterator[Flask]:
    """The site."""
    (tmp_path / "huzhu.sqlite").write_bytes(empty_database)
    made = make_app(
        tmp_path,
        oidc_issuer=realm.address,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_name="Example Accounts",
    )
    with made.app_context():
        yield made
        db.session.remove()
        db.engine.dispose()
