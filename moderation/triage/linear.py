"""Weighing features with a trained linear model, in plain Python."""

import json
import math
import struct
import sys
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from moderation.triage.features import Buckets

# Weights are whole numbers up to this; the largest of a model is this.
LARGEST = 32767
# Models that are asked about the same features of a text: one look at each feature tells what all of them think of it.
TOGETHER = (
    ("abuse_en", "anger_en", "complaint_en", "service_en", "spam_en_words"),
    ("abuse_zh", "anger_zh", "complaint_zh", "customer_zh"),
)
# Four bytes of a long number hold the sum of one model's weights, each raised so that none is below zero.
_LANE, _RAISED = 4, LARGEST + 1
FOLDER = Path(__file__).with_name("models")


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Two bytes per bucket, and what turns their sum into a margin: positive means yes.

    `cuts` are the heights of the steps of form that a model was fitted with, where it looks at form. `beside` names the
    shipped models, itself among them, that are added up at once.
    """

    name: str
    weights: "array[int]"
    scale: float
    bias: float
    cuts: tuple[tuple[float, ...], ...] = ()
    beside: tuple[str, ...] = ()

    def margin(self, found: frozenset[int]) -> float:
        """The calibrated margin of a text's features; 0 is the threshold, ±1 a doubtful call, ±3 a clear one."""
        if not found:
            return self.bias
        total = _sums(self.beside, found)[self.name] if self.beside else self.weight_of(found)
        return total * self.scale / math.sqrt(len(found)) + self.bias

    def weight_of(self, buckets: Iterable[int]) -> int:
        """How much these buckets speak for yes, in the model's own units."""
        return sum(map(self.weights.__getitem__, buckets))


@cache
def _rows(names: tuple[str, ...]) -> tuple[int, ...]:
    """A long number for each bucket with the weights of all these models side by side."""
    width = len(names) * _LANE
    packed = array("I", bytes(len(load(names[0]).weights) * width))
    for place, name in enumerate(names):
        packed[place :: len(names)] = array("I", [weight + _RAISED for weight in load(name).weights])
    if sys.byteorder == "big":
        packed.byteswap()
    coded = packed.tobytes()
    return tuple(int.from_bytes(coded[at : at + width], "little") for at in range(0, len(coded), width))


def _sums(names: tuple[str, ...], found: frozenset[int]) -> dict[str, int]:
    """The sum of each model's weights at these buckets; those of one text are remembered with it."""
    buckets = found if isinstance(found, Buckets) else Buckets(found)
    if names[0] not in buckets.sums:
        total = sum(buckets.of(_rows(names))).to_bytes(len(names) * _LANE, "little")
        raised = zip(names, struct.unpack(f"<{len(names)}I", total), strict=True)
        buckets.sums.update({name: value - _RAISED * len(found) for name, value in raised})
    return buckets.sums


def sigmoid(margin: float) -> float:
    """A margin as a value in 0..1; margin 0 gives 0.5."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, margin))))


@cache
def load(name: str) -> LinearModel:
    """The shipped model `name`; FileNotFoundError if there is none."""
    head, _, body = (FOLDER / f"{name}.bin").read_bytes().partition(b"\n")
    facts = json.loads(head)
    weights = array("h")
    weights.frombytes(zlib.decompress(body))
    if sys.byteorder == "big":
        weights.byteswap()
    cuts = tuple(tuple(map(float, heights)) for heights in facts.get("cuts", ()))
    beside = next((names for names in TOGETHER if name in names), ())
    return LinearModel(name, weights, float(facts["scale"]), float(facts["bias"]), cuts, beside)


def forget() -> None:
    """Give back the memory of all models."""
    _rows.cache_clear()
    load.cache_clear()


def save(folder: Path, model: LinearModel) -> Path:
    """Write a model file: one line of JSON, then the compressed weights, least significant byte first."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = {"name": model.name, "buckets": len(model.weights), "scale": model.scale, "bias": model.bias}
    head = json.dumps({**facts, "cuts": model.cuts} if model.cuts else facts, sort_keys=True)
    path = folder / f"{model.name}.bin"
    weights = array("h", model.weights)
    if sys.byteorder == "big":
        weights.byteswap()
    path.write_bytes(head.encode() + b"\n" + zlib.compress(weights.tobytes(), 9))
    return path
