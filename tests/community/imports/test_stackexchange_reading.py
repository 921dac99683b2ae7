"""A dump is read row by row, in bounded memory, and what is wrong is told with file and line."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from community.imports.stackexchange import reader
from community.imports.stackexchange.reader import DumpError
from community.imports.stackexchange.survey import survey

DUMP = Path(__file__).parent / "dumps" / "kettles.example.com"


def read(path: Path) -> int:
    return sum(1 for _ in reader.rows(path))


def test_a_plain_and_a_compressed_file_say_the_same(tmp_path: Path) -> None:
    packed = tmp_path / "Posts.xml.gz"
    packed.write_bytes(gzip.compress((DUMP / "Posts.xml").read_bytes()))

    assert [row.values for row in reader.rows(packed)] == [
        row.values for row in reader.rows(DUMP / "Posts.xml")
    ]


def test_a_row_knows_its_line() -> None:
    assert [row.line for row in reader.rows(DUMP / "Tags.xml")] == [3, 4, 5]


BROKEN: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "cut off": (lambda whole: whole[:700], "cut off"),
    "without its end": (lambda whole: whole.replace(b"</posts>", b""), "cut off"),
    "stray ampersand": (
        lambda whole: whole.replace(b"kettle.png", b"kettle&.png"),
        "line 3: the file is not well-formed",
    ),
    "not UTF-8": (
        lambda whole: whole.replace(b"Buy a new", b"Buy \xff new"),
        "line 6: the file is not well-formed",
    ),
    "not XML": (lambda _: b"id,title\n1,hello\n", "line 1"),
    "empty": (lambda _: b"", "the file is empty"),
    "unknown encoding": (lambda whole: whole.replace(b'"utf-8"', b'"utf-99"'), "encoding"),
    "entities": (
        lambda whole: whole.replace(
            b"<posts>", b'<!DOCTYPE p [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><posts>'
        ),
        "line 2: document types and entities",
    ),
    "row without a date": (
        lambda whole: whole.replace(b'CreationDate="2021-03-01T10:00:00.123" ', b""),
        "line 3: the row has no CreationDate",
    ),
    "impossible date": (
        lambda whole: whole.replace(b"2021-03-01T11:00", b"2021-13-01T11:00", 1),
        "line 5: CreationDate is not a date",
    ),
    "word for a number": (
        lambda whole: whole.replace(b'Id="4"', b'Id="four"', 1),
        "line 6: Id is not a whole number: 'four'",
    ),
    "number in another script": (
        lambda whole: whole.replace(b'Id="4"', 'Id="٤"'.encode(), 1),
        "line 6: Id is not a whole number",
    ),
    "one number twice": (
        lambda whole: whole.replace(b'Id="4"', b'Id="3"', 1),
        "line 6: Id 3 stands in the file twice",
    ),
    "tags without brackets": (
        lambda whole: whole.replace(b"&lt;kettle&gt;&lt;switch&gt;", b"kettle&lt;switch"),
        "line 3: the tags",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_wrong_with_a_dump_is_one_sentence_with_its_place(name: str, tmp_path: Path) -> None:
    breaks, expected = BROKEN[name]
    shutil.copytree(DUMP, tmp_path / "dump")
    posts = tmp_path / "dump" / "Posts.xml"
    posts.write_bytes(breaks(posts.read_bytes()))

    with pytest.raises(DumpError) as told:
        survey(tmp_path / "dump")

    assert "Posts.xml" in str(told.value)
    assert ", line " in str(told.value)
    assert expected in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("harm", "expected"),
    [
        (lambda packed: packed[: len(packed) // 2], "the compressed file is cut off"),
        (lambda packed: packed[:-6] + b"\0\0\0\0\0\0", "the compressed file is damaged"),
        (lambda packed: packed + b"tail", "the compressed file is damaged"),
        (lambda _: b"plain words", "the compressed file is damaged"),
    ],
)
def test_a_harmed_compressed_file_is_told_from_a_sound_one(
    harm: Callable[[bytes], bytes], expected: str, tmp_path: Path
) -> None:
    packed = tmp_path / "Posts.xml.gz"
    packed.write_bytes(harm(gzip.compress((DUMP / "Posts.xml").read_bytes())))

    with pytest.raises(DumpError, match=expected):
        read(packed)


def test_a_row_that_never_ends_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    bomb = tmp_path / "Posts.xml.gz"
    with gzip.open(bomb, "wb") as stream:
        stream.write(b'<posts>\n<row Id="1" Body="')
        for _ in range(40):
            stream.write(b"a" * 1024 * 1024)

    with pytest.raises(DumpError, match="line 2: a row is longer"):
        read(bomb)


@pytest.mark.parametrize("missing", ["Posts", "Users"])
def test_a_dump_without_posts_or_members_is_none(missing: str, tmp_path: Path) -> None:
    shutil.copytree(DUMP, tmp_path / "dump")
    (tmp_path / "dump" / f"{missing}.xml").unlink()

    with pytest.raises(DumpError, match=f"neither {missing}.xml nor {missing}.xml.gz"):
        survey(tmp_path / "dump")


def test_a_folder_that_is_not_there_is_told() -> None:
    with pytest.raises(DumpError, match="no such folder"):
        survey(DUMP / "nowhere")
