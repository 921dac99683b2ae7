"""A file that is made at the first need: one for all who come at once, whole, and for its owner alone."""

import errno
import secrets
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from community.kernel import made_once as making
from community.kernel.made_once import made_once

AT_ONCE = 8


@pytest.fixture(params=["with hard links", "without hard links"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of a usual file system, and one of a kind in which a file has one name only."""
    if request.param == "without hard links":

        def refuse(self: Path, _target: Path) -> None:
            raise OSError(errno.EPERM, "Operation not permitted", str(self))

        monkeypatch.setattr(Path, "hardlink_to", refuse)
    return tmp_path / "key"


def test_all_who_come_at_once_have_the_same(place: Path) -> None:
    ready = Barrier(AT_ONCE)

    def make() -> bytes:
        ready.wait()  # each of them found nothing
        return secrets.token_bytes(10_000)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        found = set(pool.map(lambda _: made_once(place, make), range(AT_ONCE)))
    assert found == {place.read_bytes()}
    assert [each.name for each in place.parent.iterdir()] == ["key"]
    assert stat.S_IMODE(place.stat().st_mode) == 0o600


def test_what_is_there_stays(place: Path) -> None:
    assert made_once(place, lambda: b"first") == b"first"
    assert made_once(place, lambda: b"second") == b"first"


def test_one_that_was_killed_at_it_keeps_nobody_waiting_for_ever(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "PATIENCE", 0.1)
    (place.parent / ".key-turn").mkdir()
    assert made_once(place, lambda: b"a key") == b"a key"


def test_a_full_disk_is_said_and_leaves_no_half_file(place: Path) -> None:
    def make() -> bytes:
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        made_once(place, make)
    assert list(place.parent.iterdir()) == []
