"""How far a new index is, told to people who wait for it."""

from community.search import services


def test_progress_is_told_by_tenths() -> None:
    said: list[int] = []
    told = services.by_tenths(said.append, 15_873)
    for done in [*range(100, 15_873, 100), 15_873, 15_873]:
        told(done)
    assert len(said) == 10
    assert said[-1] == 15_873
