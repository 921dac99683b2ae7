"""Small nets with one hidden layer over the features of a text, in plain Python."""

import json
import math
import struct
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from moderation.triage import features
from moderation.triage.features import Buckets
from moderation.triage.linear import FOLDER

ENDING = ".net"
# Weights are whole numbers up to this; the largest of a unit is this.
LARGEST = 127
# A lane of two bytes holds the sum of so many weights, each raised by 128 so that none is below zero.
_LANE, _RAISED, _ROOM = 2, 128, 256
_RAISE = bytes((value + _RAISED) % 256 for value in range(256))


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


@dataclass(frozen=True)
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
        root = math.sqrt(max(1, len(found)))
        sums = iter(self._sums(found if isinstance(found, Buckets) else Buckets(found)))
        return sum(_log_odds(layer, sums, root) for layer in self.layers) / len(self.layers)

    def _sums(self, found: Buckets) -> list[int]:
        """For each unit the sum of its weights; all units are added up at once, side by side in long numbers."""
        rows = found.of(self._rows)
        lanes = sum(len(layer.units) for layer in self.layers)
        sums = [-_RAISED * len(rows)] * lanes
        for start in range(0, len(rows), _ROOM):
            total = sum(rows[start : start + _ROOM]).to_bytes(lanes * _LANE, "little")
            sums = list(map(int.__add__, sums, struct.unpack(f"<{lanes}H", total)))
        return sums

    @cached_property
    def _rows(self) -> tuple[int, ...]:
        """A long number for each bucket: sixteen bits for each unit, its weight raised above zero."""
        units = [unit for layer in self.layers for unit in layer.units]
        width = len(units) * _LANE
        packed = bytearray(len(self.known) * width)
        for place, unit in enumerate(units):
            packed[place * _LANE :: width] = unit.weights.tobytes().translate(_RAISE)
        nothing = int.from_bytes(bytes((_RAISED, 0)) * len(units), "little")
        return tuple(
            int.from_bytes(packed[at * width : (at + 1) * width], "little") if known else nothing
            for at, known in enumerate(self.known)
        )


def _log_odds(layer: Layer, sums: Iterator[int], root: float) -> float:
    answers = list(layer.start)
    for unit, total in zip(layer.units, sums, strict=False):
        signal = total * unit.scale / root + unit.bias
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
