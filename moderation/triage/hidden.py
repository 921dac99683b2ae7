"""Small nets with one hidden layer over the features of a text, in plain Python."""

import json
import math
import zlib
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from moderation.triage import features
from moderation.triage.linear import FOLDER

ENDING = ".net"
# Weights are whole numbers up to this; the largest of a unit is this.
LARGEST = 127


@dataclass(frozen=True, slots=True)
class Unit:
    """One hidden unit: a byte a bucket, what makes their sum a signal, and what that says for each answer."""

    weights: "array[int]"
    scale: float
    bias: float
    out: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Layer:
    """The units of one net, and what each answer starts from."""

    units: tuple[Unit, ...]
    start: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Net:
    """Nets that vote on the first of several answers; `known` has a byte for each bucket that any of them looks at.

    `blend` says how much the vote and each fact beside it count in the judgement that the nets are part of.
    """

    name: str
    layers: tuple[Layer, ...]
    known: bytes
    blend: dict[str, float]

    def vote(self, found: frozenset[int]) -> float:
        """The mean log-odds of the first answer against all others."""
        seen = list(filter(self.known.__getitem__, found))
        root = math.sqrt(max(1, len(found)))
        return sum(_log_odds(layer, seen, root) for layer in self.layers) / len(self.layers)


def _log_odds(layer: Layer, seen: Sequence[int], root: float) -> float:
    answers = list(layer.start)
    for unit in layer.units:
        signal = sum(map(unit.weights.__getitem__, seen)) * unit.scale / root + unit.bias
        if signal > 0:
            answers = [answer + signal * out for answer, out in zip(answers, unit.out, strict=True)]
    top = max(answers[1:])
    return answers[0] - top - math.log(sum(math.exp(answer - top) for answer in answers[1:]))


@cache
def load(name: str, folder: Path = FOLDER) -> Net | None:
    """The shipped nets `name`; None where the weights were made without them."""
    path = folder / f"{name}{ENDING}"
    if not path.exists():
        return None
    head, _, body = path.read_bytes().partition(b"\n")
    facts, packed = json.loads(head), zlib.decompress(body)
    size = features.BUCKETS
    layers, at = [], 0
    for layer in facts["layers"]:
        units = []
        for scale, bias, out in zip(layer["scales"], layer["biases"], layer["out"], strict=True):
            weights = array("b", packed[at : at + size])
            units.append(Unit(weights, scale, bias, tuple(out)))
            at += size
        layers.append(Layer(tuple(units), tuple(layer["start"])))
    return Net(name, tuple(layers), packed[at:], facts["blend"])


def save(folder: Path, net: Net) -> Path:
    """Write a file: one line of JSON, then the compressed weights of every unit and what is known."""
    layers = [
        {
            "scales": [unit.scale for unit in layer.units],
            "biases": [unit.bias for unit in layer.units],
            "out": [unit.out for unit in layer.units],
            "start": layer.start,
        }
        for layer in net.layers
    ]
    head = json.dumps({"name": net.name, "layers": layers, "blend": net.blend}, sort_keys=True)
    body = b"".join(unit.weights.tobytes() for layer in net.layers for unit in layer.units) + net.known
    path = folder / f"{net.name}{ENDING}"
    path.write_bytes(head.encode() + b"\n" + zlib.compress(body, 9))
    return path


def forget(folder: Path, name: str) -> None:
    """Take the nets `name` away; what is judged without them falls back on known words and the linear model."""
    (folder / f"{name}{ENDING}").unlink(missing_ok=True)
    load.cache_clear()
