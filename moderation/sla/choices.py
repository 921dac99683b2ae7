"""What conditions may be chosen from; packages above know the rules and teams, and say so."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Flask, current_app

EXTENSION: Final = "huzhu_sla_choices"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Rules by slug with their titles, and the slugs of teams and channels."""

    rules: tuple[tuple[str, str], ...] = ()
    teams: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()


def register(app: Flask, provider: Callable[[], Choices]) -> None:
    """Say what there is."""
    app.extensions[EXTENSION] = provider


def choices() -> Choices:
    """What there is on this site."""
    provider: Callable[[], Choices] = current_app.extensions.get(EXTENSION, Choices)
    return provider()
