"""What a macro is made of, and when it makes sense; pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

MOST_STEPS: Final = 8


@dataclass(frozen=True, slots=True)
class Step:
    """One deed with what it needs, as it is kept."""

    deed: str
    params: Mapping[str, str]

    @property
    def record(self) -> dict[str, Any]:
        """The step as plain JSON."""
        return {"deed": self.deed, "params": dict(self.params)}


def step_of(record: Mapping[str, Any]) -> Step:
    """The step that was kept as `record`."""
    params = record.get("params") or {}
    return Step(str(record.get("deed", "")), {str(name): str(value) for name, value in params.items()})


def misplaced(deeds: Sequence[str], ending: frozenset[str]) -> int | None:
    """The place (from 0) of a deed that ends the work on a case although others follow; None if there is none."""
    for place, deed in enumerate(deeds[:-1]):
        if deed in ending:
            return place
    return None


def moved_up(steps: Sequence[Step], place: int) -> list[Step]:
    """The steps with the one at `place` done before its neighbour."""
    changed = list(steps)
    if 0 < place < len(changed):
        changed[place - 1], changed[place] = changed[place], changed[place - 1]
    return changed
