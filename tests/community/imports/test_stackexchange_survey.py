"""The first reading of a dump counts what will come in and names why the rest will not."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from community.imports.stackexchange import history
from community.imports.stackexchange.survey import survey
from tests.machine import data_folder

DUMP = Path(__file__).parent / "dumps" / "kettles.example.com"
REAL = data_folder() / "qa_dumps"


def test_every_row_is_counted_or_has_a_reason() -> None:
    found = survey(DUMP)

    assert found.found == {
        "users": 4,
        "questions": 3,
        "answers": 2,
        "comments": 3,
        "tags": 4,
        "ratings": 5,
        "accepted": 1,
        "links": 2,
        "revisions": 6,
    }
    assert found.skipped == {
        "answer without its question": 1,
        "post of another kind": 1,
        "comment on a post that is not in the dump": 1,
        "vote on a question": 1,
        "vote on a tag description": 1,
        "vote on a post that is not in the dump": 1,
        "vote of another kind": 1,
        "favourite of a member who is not in the dump": 1,
        "acceptance that was taken back": 1,
        "link to a post that is not in the dump": 1,
        "link of another kind": 1,
        "history that is not an edit": 2,
        "history of a tag description": 1,
        "badge of the other site": 1,
    }


def test_an_acceptance_has_the_date_of_its_vote() -> None:
    assert survey(DUMP).acceptances == {3: datetime(2021, 3, 2, tzinfo=UTC)}


def test_an_acceptance_without_a_vote_still_counts(tmp_path: Path) -> None:
    shutil.copytree(DUMP, tmp_path / "dump")
    (tmp_path / "dump" / "Votes.xml").unlink()

    assert survey(tmp_path / "dump").acceptances == {3: None}


def test_files_that_a_dump_may_lack_are_not_missed(tmp_path: Path) -> None:
    for name in ("Posts", "Users"):
        shutil.copy(DUMP / f"{name}.xml", tmp_path)

    found = survey(tmp_path)

    assert (found.found["questions"], found.found["answers"], found.found["tags"]) == (3, 2, 3)
    assert found.found["revisions"] == 0


def test_lines_of_one_edit_become_one_revision_even_when_they_lie_apart() -> None:
    found = survey(DUMP)

    edits = list(history.revisions(found.rows("PostHistory"), found.edit_sizes))

    first = next(edit for edit in edits if edit.number == 1)
    assert (first.title, first.body, first.tags) == (
        "Kettle broken",
        "My kettle switches off to early.",
        ("kettle",),
    )
    retitled = next(edit for edit in edits if edit.number == 8)
    assert (retitled.body, retitled.tags, retitled.comment) == (
        None,
        ("kettle", "switch"),
        "clearer title",
    )
    assert [edit.number for edit in edits if edit.rollback] == [11]


def test_a_closing_knows_its_reason_and_the_links_know_the_original_question() -> None:
    found = survey(DUMP)

    assert history.close_reason(found.closings[2]) == "duplicate"
    assert found.originals == {2: 9}


@pytest.mark.data
@pytest.mark.parametrize(
    ("site", "expected"),
    [
        ("ai.stackexchange.com", (4931, 604, 1004, 1700, 158, 285)),
        ("quantumcomputing.stackexchange.com", (3461, 612, 1060, 3413, 154, 389)),
        ("french.meta.stackexchange.com", (1703, 274, 487, 1305, 94, 86)),
        ("coffee.meta.stackexchange.com", (411, 81, 147, 338, 71, 31)),
    ],
)
def test_the_counts_of_real_dumps_are_those_of_their_files(site: str, expected: tuple[int, ...]) -> None:
    found = survey(REAL / site).found

    names = ("users", "questions", "answers", "comments", "tags", "accepted")
    assert tuple(found[name] for name in names) == expected
