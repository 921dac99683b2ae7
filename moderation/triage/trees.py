"""Asking many small decision trees about the numbers of a text, in plain Python."""

import json
import sys
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from moderation.triage.linear import FOLDER

# What a leaf says is a whole number out of this.
CERTAIN = 32767
LEAF = -1


@dataclass(frozen=True, slots=True)
class Forest:
    """Nodes of all trees in a row: one asks whether `facts[asks] <= heights`; yes is the next node, no is at `others`.

    A leaf has LEAF in `asks` and its answer out of CERTAIN in `others`. `threshold` is where a model made of them and
    others says yes; `slope` is how much such a model minds them.
    """

    name: str
    roots: tuple[int, ...]
    asks: "array[int]"
    heights: "array[float]"
    others: "array[int]"
    threshold: float = 0.0
    slope: float = 1.0

    def share(self, facts: Sequence[float]) -> float:
        """How much of a yes the trees see together, in 0..1."""
        return self.votes(facts, 0, len(self.roots)) / len(self.roots)

    def votes(self, facts: Sequence[float], start: int, end: int) -> float:
        """The sum of what some of the trees see, each 0..1."""
        asks, heights, others = self.asks, self.heights, self.others
        total = 0
        for node in self.roots[start:end]:
            asked = asks[node]
            while asked != LEAF:
                node = node + 1 if facts[asked] <= heights[node] else others[node]  # noqa: PLW2901 -- a walk
                asked = asks[node]
            total += others[node]
        return total / CERTAIN


def _swapped(values: "array[int] | array[float]") -> bytes:
    if sys.byteorder == "big":
        values = values[:]
        values.byteswap()
    return values.tobytes()


def save(folder: Path, forest: Forest) -> Path:
    """Write a forest: one line of JSON, then the compressed arrays, least significant byte first."""
    head = json.dumps(
        {
            "name": forest.name,
            "nodes": len(forest.asks),
            "roots": forest.roots,
            "threshold": forest.threshold,
            "slope": forest.slope,
        },
        sort_keys=True,
    )
    body = _swapped(forest.asks) + _swapped(forest.heights) + _swapped(forest.others)
    path = folder / f"{forest.name}.trees"
    path.write_bytes(head.encode() + b"\n" + zlib.compress(body, 9))
    return path


@cache
def load(name: str) -> Forest:
    """The shipped forest `name`; FileNotFoundError if there is none."""
    head, _, packed = (FOLDER / f"{name}.trees").read_bytes().partition(b"\n")
    facts, body = json.loads(head), zlib.decompress(packed)
    asks, heights, others = array("h"), array("f"), array("i")
    at = 0
    for values in (asks, heights, others):
        size = facts["nodes"] * values.itemsize
        values.frombytes(body[at : at + size])
        if sys.byteorder == "big":
            values.byteswap()
        at += size
    return Forest(
        name, tuple(facts["roots"]), asks, heights, others, float(facts["threshold"]), float(facts["slope"])
    )
