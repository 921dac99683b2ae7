"""Small corrections on top of the shipped weights, learnt by a site from its own decisions; none unless put in use."""

import json
import math
import sys
import zlib
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from moderation.triage.linear import LARGEST, sigmoid
from moderation.triage.records import Score

ENDING = ".correction"
# A score of exactly 0 or 1 would never be corrected again.
_FURTHEST = 8.0
# Where a low score is what the detector warns of.
WARNS_LOW = frozenset({"quality"})


@dataclass(frozen=True)
class Correction:
    """What to add to the margin of one detector: a weight for each feature that the decisions spoke about."""

    slug: str
    weights: Mapping[int, int]
    scale: float
    bias: float
    decisions: int = 0
    made_on: str = ""

    def shift(self, found: frozenset[int]) -> float:
        """How far a text with these features moves towards a warning."""
        if not found:
            return 0.0
        weights = self.weights
        total = sum(weights[bucket] for bucket in found if bucket in weights)
        return total * self.scale / math.sqrt(len(found)) + self.bias

    def applied(self, score: Score, found: frozenset[int]) -> Score:
        """The corrected score; its evidence stays."""
        towards = -1.0 if self.slug in WARNS_LOW else 1.0
        return Score(sigmoid(margin_of(score) + towards * self.shift(found)), score.evidence)


def margin_of(score: Score) -> float:
    """The margin that a score was made of."""
    value = min(1 - 1e-9, max(1e-9, score.value))
    return max(-_FURTHEST, min(_FURTHEST, math.log(value / (1 - value))))


_in_use: dict[str, Correction] = {}


def use(corrections: Mapping[str, Correction]) -> None:
    """Put these in use in this process, and no others."""
    _in_use.clear()
    _in_use.update(corrections)


def in_use() -> Mapping[str, Correction]:
    """The corrections of this process by the slug of their detector."""
    return _in_use


def rounded(
    slug: str, weights: Mapping[int, float], bias: float, *, decisions: int, made_on: str
) -> Correction:
    """Weights as whole numbers of two bytes."""
    largest = max((abs(weight) for weight in weights.values()), default=0.0) or 1.0
    whole = {bucket: round(weight / largest * LARGEST) for bucket, weight in weights.items()}
    kept = {bucket: weight for bucket, weight in sorted(whole.items()) if weight}
    return Correction(slug, kept, largest / LARGEST, bias, decisions, made_on)


def save(folder: Path, correction: Correction) -> Path:
    """Write a correction: one line of JSON, then the compressed buckets and weights."""
    folder.mkdir(parents=True, exist_ok=True)
    head = {
        "slug": correction.slug,
        "count": len(correction.weights),
        "scale": correction.scale,
        "bias": correction.bias,
        "decisions": correction.decisions,
        "made_on": correction.made_on,
    }
    buckets, weights = array("i", correction.weights), array("h", correction.weights.values())
    if sys.byteorder == "big":
        buckets.byteswap()
        weights.byteswap()
    path = folder / f"{correction.slug}{ENDING}"
    fresh = path.with_suffix(".fresh")
    body = zlib.compress(buckets.tobytes() + weights.tobytes(), 9)
    fresh.write_bytes(json.dumps(head, sort_keys=True).encode() + b"\n" + body)
    fresh.replace(path)
    return path


def load(path: Path) -> Correction:
    """A correction from its file; ValueError if it is not one."""
    try:
        first, _, packed = path.read_bytes().partition(b"\n")
        head, body = json.loads(first), zlib.decompress(packed)
        buckets, weights = array("i"), array("h")
        buckets.frombytes(body[: head["count"] * buckets.itemsize])
        weights.frombytes(body[head["count"] * buckets.itemsize :])
        if sys.byteorder == "big":
            buckets.byteswap()
            weights.byteswap()
        pairs = dict(zip(buckets, weights, strict=True))
        return Correction(
            str(head["slug"]),
            pairs,
            float(head["scale"]),
            float(head["bias"]),
            int(head["decisions"]),
            str(head["made_on"]),
        )
    except (OSError, zlib.error, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name} is no correction of a detector") from error


def load_all(folder: Path) -> tuple[dict[str, Correction], list[str]]:
    """Every correction in a folder by the slug of its detector, and what is wrong with those that are none."""
    found, wrong = [], []
    for path in sorted(folder.glob(f"*{ENDING}")):
        try:
            found.append(load(path))
        except ValueError as error:
            wrong.append(str(error))
    return {correction.slug: correction for correction in found}, wrong
