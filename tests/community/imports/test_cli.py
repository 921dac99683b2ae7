"""The commands that bring content in and out say what they did, in words or as one document."""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select, update

from app import commands
from community.imports.stackexchange.cli import only_one, site_of
from community.kernel.db import db
from community.kernel.errors import DomainError
from community.questions.models import Question
from tests.community.imports.conftest import DUMP, NewSite, within

if TYPE_CHECKING:
    from community.kernel.web import Huzhu

COUNTED = {
    "users": 4,
    "questions": 3,
    "answers": 2,
    "comments": 3,
    "tags": 4,
    "ratings": 5,
    "accepted": 1,
    "revisions": 6,
    "links": 2,
}


def huzhu(site: "Huzhu", *words: str | Path) -> Result:
    """Run a command on `site`; refusals are raised, as the console script gets them."""
    arguments: Sequence[str] = [str(word) for word in words]
    try:
        return CliRunner().invoke(commands, arguments, obj=lambda: site, catch_exceptions=False)
    finally:
        with within(site):
            pass


def test_an_import_prints_one_document(on_sqlite: NewSite) -> None:
    done = huzhu(on_sqlite("site"), "import", "stackexchange", DUMP, "--json")

    told = json.loads(done.stdout)
    assert done.exit_code == 0
    assert {name: told[name] for name in COUNTED} == COUNTED
    assert told["skipped"]["vote on a question"] == 1
    assert set(told) == {*COUNTED, "skipped"}


def test_an_import_says_in_words_what_came_and_what_did_not(on_sqlite: NewSite) -> None:
    done = huzhu(on_sqlite("site"), "import", "stackexchange", DUMP)

    assert "kettles.example.com is here: 4 users, 3 questions" in done.stdout
    assert "Left out: 1 × vote on a question." in done.stdout


def test_a_broken_dump_is_one_sentence(on_sqlite: NewSite, tmp_path: Path) -> None:
    shutil.copytree(DUMP, tmp_path / "dump")
    (tmp_path / "dump" / "Votes.xml").write_bytes(b"<votes>\n<row Id='1' />\n")

    with pytest.raises(DomainError, match=r"Votes\.xml, line 2: the row has no VoteTypeId"):
        huzhu(on_sqlite("site"), "import", "stackexchange", tmp_path / "dump")


@pytest.mark.parametrize(
    ("folder", "site", "expected"),
    [
        ("ai.stackexchange.com", None, "ai.stackexchange.com"),
        ("AI.StackExchange.com", None, "ai.stackexchange.com"),
        ("coffee.meta.stackexchange.com", None, "coffee.meta.stackexchange.com"),
        ("my dump", None, "my-dump.stackexchange.com"),
        ("anything", "https://example.org/", "example.org"),
    ],
)
def test_the_folder_or_the_option_names_the_site(folder: str, site: str | None, expected: str) -> None:
    assert site_of(Path("/dumps") / folder, site).name == expected


@pytest.mark.parametrize("site", ["not a host", "", "…"])
def test_a_site_that_is_no_host_is_refused(site: str) -> None:
    with pytest.raises(SystemExit):
        site_of(Path("/dumps/互助"), site)


def test_two_imports_at_once_are_refused(tmp_path: Path) -> None:
    with only_one(tmp_path / "lock"), pytest.raises(SystemExit), only_one(tmp_path / "lock"):
        pass


def test_a_site_goes_out_and_comes_back(on_sqlite: NewSite, tmp_path: Path) -> None:
    first, second, third = on_sqlite("first"), on_sqlite("second"), on_sqlite("third")
    huzhu(first, "import", "stackexchange", DUMP)

    out = huzhu(first, "export", tmp_path / "out", "--json")
    huzhu(second, "restore", tmp_path / "out")
    huzhu(second, "backup", tmp_path / "site.tar")
    huzhu(third, "restore-backup", tmp_path / "site.tar")
    huzhu(third, "export", tmp_path / "again")

    assert json.loads(out.stdout)["rows"]["questions"] == 3
    for path in (tmp_path / "out").iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_check_is_silent_when_all_is_well(on_sqlite: NewSite) -> None:
    site = on_sqlite("site")
    huzhu(site, "import", "stackexchange", DUMP)

    done = huzhu(site, "check", "--json")

    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert (told["ok"], told["breaches"]) == (True, [])
    assert told["checks"] >= 12


def test_the_check_tells_each_breach_and_fails(on_sqlite: NewSite) -> None:
    site = on_sqlite("site")
    huzhu(site, "import", "stackexchange", DUMP)
    with within(site):
        first = db.session.scalars(select(Question.id).order_by(Question.id)).first()
        table = Question.__table__
        db.session.execute(update(table).where(table.c.id == first).values(answer_count=9))  # type: ignore[arg-type]
        db.session.commit()

    done = huzhu(site, "check")

    assert done.exit_code == 1
    assert "question-counts: answer_count of question 1 is 9, should be 2" in done.stdout
