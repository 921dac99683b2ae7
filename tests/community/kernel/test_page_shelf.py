"""Memory that processes share: what one lays there the others find, whole or not at all."""

import os
import random
from collections.abc import Callable

import pytest

from community.kernel.page_shelf import PARTS, Shelf

ROOM = 64_000
SEED = 20_261_130


def in_a_child(deed: Callable[[], object]) -> None:
    """Do this in a process of its own that was forked from this one, and wait for its end."""
    child = os.fork()
    if child == 0:
        done = 1
        try:
            deed()
            done = 0
        finally:
            os._exit(done)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_what_another_process_laid_there_is_found() -> None:
    shelf = Shelf(ROOM)
    assert shelf.get("page") is None
    in_a_child(lambda: shelf.put("page", b"made elsewhere"))
    assert shelf.get("page") == b"made elsewhere"
    assert shelf.get("another") is None
    shelf.clear()
    assert shelf.get("page") is None


def test_the_newest_of_a_name_counts_and_the_oldest_leave() -> None:
    shelf = Shelf(ROOM)
    shelf.put("page", b"old")
    shelf.put("page", b"new")
    assert shelf.get("page") == b"new"
    for number in range(500):
        shelf.put(f"page {number}", bytes([number % 256]) * 900)
    there = [number for number in range(500) if shelf.get(f"page {number}") is not None]
    assert there[0] >= 500 - ROOM // 900  # those that were laid there last, but for names of the same place
    assert len(there) >= 60
    assert all(shelf.get(f"page {number}") == bytes([number % 256]) * 900 for number in there)


def test_names_of_the_same_place_are_not_mistaken_for_each_other() -> None:
    shelf = Shelf(ROOM, places=1)
    shelf.put("one", b"of one")
    assert shelf.get("other") is None
    shelf.put("other", b"of the other")
    assert shelf.get("one") is None
    assert shelf.get("other") == b"of the other"


@pytest.mark.parametrize(
    ("length", "is_kept"), [(0, True), (ROOM // PARTS, True), (ROOM // PARTS + 1, False)]
)
def test_too_long_a_piece_is_not_kept(length: int, *, is_kept: bool) -> None:
    shelf = Shelf(ROOM)
    shelf.put("page", b"x" * length)
    assert (shelf.get("page") is not None) is is_kept


def test_pieces_that_several_processes_write_over_each_other_are_whole_or_not_there() -> None:
    """Many more than there is room for, by four at once, one of which is killed in the midst of it."""
    shelf = Shelf(ROOM, places=64)

    def piece(name: int, length: int) -> bytes:
        return name.to_bytes(2) * length

    def write(seed: int) -> None:
        chance = random.Random(seed)
        for _turn in range(3_000):
            name = chance.randrange(300)
            shelf.put(str(name), piece(name, chance.randint(1, 480)))

    children = []
    for number in range(4):
        child = os.fork()
        if child == 0:
            write(SEED + number)
            os._exit(0)
        children.append(child)
    os.kill(children[0], 9)
    found = 0
    for turn in range(20_000):
        name = turn % 300
        given = shelf.get(str(name))
        if given is not None:
            found += 1
            assert given == piece(name, len(given) // 2)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert codes[1:] == [0, 0, 0]
    assert found
    assert any(shelf.get(str(name)) is not None for name in range(300))


def test_what_was_written_by_half_is_not_there() -> None:
    shelf = Shelf(ROOM)
    shelf.put("page", b"x" * 800)
    shelf._room[400] = 0  # another writes there, and is killed
    assert shelf.get("page") is None
    shelf._index[:] = b"\xff" * len(shelf._index)
    assert shelf.get("page") is None
    shelf.put("page", b"again")
    assert shelf.get("page") == b"again"
