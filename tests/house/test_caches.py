"""What a process remembers of what people write has a bound that is reached early, and that is small."""

import importlib
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from pathlib import Path
from typing import Any

import pytest

from tests.house.sources import ROOT

PACKAGES = ("community", "gamification", "moderation")
MOST_KEPT = 8_192  # of a hundred bytes each; what is larger is kept more seldom


def modules() -> list[str]:
    """Every module that the site may load."""
    paths = (path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py")))
    return [_name(path) for path in paths if "migrations" not in path.parts and "training" not in path.parts]


def _name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def caches(name: str) -> "Iterator[tuple[str, _lru_cache_wrapper[Any]]]":
    """The functions of a module that remember what they gave."""
    for attribute, value in vars(importlib.import_module(name)).items():
        if isinstance(value, _lru_cache_wrapper) and value.__module__ == name:
            yield f"{name}.{attribute}", value


@pytest.mark.parametrize("package", PACKAGES)
def test_no_function_remembers_too_much(package: str) -> None:
    found = [each for name in modules() if name.partition(".")[0] == package for each in caches(name)]
    assert found
    sizes = {name: cache.cache_parameters()["maxsize"] for name, cache in found}
    assert {name: size for name, size in sizes.items() if size is not None and size > MOST_KEPT} == {}
