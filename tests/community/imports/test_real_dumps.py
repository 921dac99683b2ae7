"""Real communities come in whole, and a second run leaves them as they are."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from community.imports.stackexchange.columns import Site
from community.imports.stackexchange.loader import import_dump
from community.kernel.db import db
from community.posts.models import Post
from tests.community.imports.conftest import NewSite, breaches, content, within
from tests.machine import data_folder

DUMPS = data_folder() / "qa_dumps"


@pytest.mark.data
@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("coffee.meta.stackexchange.com", {"users": 411, "questions": 81, "answers": 147, "comments": 338}),
        pytest.param(
            "ai.stackexchange.com",
            {
                "users": 4931,
                "questions": 604,
                "answers": 1004,
                "comments": 1700,
                "tags": 158,
                "accepted": 285,
            },
            marks=pytest.mark.slow,
        ),
    ],
)
def test_a_real_community_comes_in_whole_and_only_once(
    site: str, expected: dict[str, int], on_sqlite: NewSite, tmp_path: Path
) -> None:
    made = on_sqlite("real")
    with within(made):
        first = import_dump(DUMPS / site, Site(site), "Huzhu", quiet=True)
        posts = db.session.scalar(select(func.count()).select_from(Post))
    before = content(made, tmp_path / "before")

    with within(made):
        second = import_dump(DUMPS / site, Site(site), "Huzhu", quiet=True)

    assert {name: first[name] for name in expected} == expected
    assert posts == expected["questions"] + expected["answers"] + expected["comments"]
    assert second == first
    assert content(made, tmp_path / "after") == before
    assert breaches(made) == []
