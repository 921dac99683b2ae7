"""Weighing features with a trained linear model, in plain Python."""

import json
import math
import sys
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

# Weights are whole numbers up to this; the largest of a model is this.
LARGEST = 32767
FOLDER = Path(__file__).with_name("models")


@dataclass(frozen=True, slots=True)
class LinearModel:
    """Two bytes per bucket, and what turns their sum into a margin: positive means yes.

    `cuts` are the heights of the steps of form that a model was fitted with, where it looks at form.
    """

    name: str
    weights: "array[int]"
    scale: float
    bias: float
    cuts: tuple[tuple[float, ...], ...] = ()

    def margin(self, found: frozenset[int]) -> float:
        """The calibrated margin of a text's features; 0 is the threshold, ±1 a doubtful call, ±3 a clear one."""
        if not found:
            return self.bias
        total = sum(map(self.weights.__getitem__, found))
        return total * self.scale / math.sqrt(len(found)) + self.bias

    def weight_of(self, buckets: Iterable[int]) -> int:
        """How much these buckets speak for yes, in the model's own units."""
        return sum(map(self.weights.__getitem__, buckets))


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
    return LinearModel(name, weights, float(facts["scale"]), float(facts["bias"]), cuts)


def save(folder: Path, model: LinearModel) -> Path:
    """Write a model file: one line of JSON, then the compressed weights, least significant byte first."""
    folder.mkdir(parents=True, exist_ok=True)
    facts = {"name": model.name, "buckets": len(model.weights), "scale": model.scale, "bias": model.bias}
    head = json.dumps({**facts, "cuts": model.cuts} if model.cuts else facts, sort_keys=True)
    path = folder / f"{model.name}.bin"
    path.write_bytes(head.encode() + b"\n" + zlib.compress(model.weights.tobytes(), 9))
    return path
