"""The whole story holds, on both databases."""

from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import both_databases
from tests.journeys.story import OWN_DUMP, Story
from tests.machine import data_folder


@pytest.mark.slow
@both_databases
def test_the_story_on_a_community(app: Flask, tmp_path: Path) -> None:
    real = data_folder() / "qa_dumps" / "coffee.meta.stackexchange.com"
    steps: list[str] = []
    Story(app, tmp_path / "mail", lambda words, address: steps.append(f"{words} {address}")).tell(
        real if real.is_dir() else OWN_DUMP
    )
    assert len(steps) >= 18
