"""On real communities every total is, to the point, what a separate script reckons from the files."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.imports.stackexchange.columns import Site
from community.imports.stackexchange.loader import import_dump
from community.kernel import checks, schema
from community.kernel.db import db
from gamification.cli import replay
from gamification.reputation.models import MemberStanding
from tests.gamification.independent_points import points
from tests.machine import data_folder

DUMPS = [
    ("sqlite", "french.meta.stackexchange.com"),
    ("sqlite", "ai.stackexchange.com"),
    pytest.param("postgres", "coffee.meta.stackexchange.com", marks=pytest.mark.postgres),
]


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize(("app", "name"), DUMPS, indirect=["app"])
def test_every_total_is_what_the_dump_says(app: Flask, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    folder: Path = data_folder() / "qa_dumps" / name
    import_dump(folder, Site(name), "Huzhu", quiet=True)
    held = (
        select(Member.external_id, MemberStanding.points)
        .join(MemberStanding, MemberStanding.member_id == Member.id)
        .where(MemberStanding.points != 0)
    )
    found = {int(row[0]): row[1] for row in db.session.execute(held)}
    assert len(found) > 10
    assert found == points(folder)
    assert not any(
        checks.run_all(db.session())[slug] for slug in ("points", "causes", "daily-limits", "badges")
    )

    db.session.rollback()
    # Tables made without migrations have no revision to compare.
    monkeypatch.setattr(schema, "is_current", lambda: True)
    result = CliRunner().invoke(replay, ["--json"], obj=lambda: app)
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (told["differences"], told["lines"], told["levels"], told["badges"]) == ([], 0, 0, 0)
    assert told["causes"] > len(found)
