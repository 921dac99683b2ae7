"""The assembled application, for rules that are about all of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from community.kernel.config import Settings
from community.kernel.db import db

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The whole application, with an empty data folder; no request is ever made to it."""
    data_dir = tmp_path_factory.mktemp("house")
    app = create_app(Settings(_env_file=None, data_dir=data_dir).prepared())
    yield app
    with app.app_context():
        db.engine.dispose()
