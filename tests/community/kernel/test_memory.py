"""Memory goes back to the system where the C library can do that, and nothing breaks where it cannot."""

import ctypes
from types import SimpleNamespace

import pytest

from community.kernel import memory
from community.search.segments import OVERHEAD, PostingCache


def test_what_is_free_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, tuple[int, ...]]] = []
    glibc = SimpleNamespace(
        mallopt=lambda *given: asked.append(("mallopt", given)),
        malloc_trim=lambda *given: asked.append(("malloc_trim", given)) or 1,
    )
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: glibc)
    memory.share_arenas()
    assert memory.give_back()
    assert asked == [("mallopt", (-8, memory.MOST_ARENAS)), ("malloc_trim", (0,))]


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: SimpleNamespace())
    memory.share_arenas()
    memory.give_back_regularly()
    assert not memory.give_back()


def test_kept_postings_are_counted_with_what_keeping_them_costs() -> None:
    """Terms of many small parts of the index, most of which are merged away by now, must not fill the memory."""
    cache = PostingCache(capacity=100 * OVERHEAD)
    for number in range(1_000):
        cache.put(f"part {number}", "text", "kettle", ([number], [1.0]))
    assert sum(cache.get(f"part {number}", "text", "kettle") is not None for number in range(1_000)) < 100
    for _again in range(1_000):  # two threads that read the same term at once put it twice
        cache.put("part 999", "text", "kettle", ([999], [1.0]))
    assert cache.get("part 950", "text", "kettle") is not None
