"""Where packages above this one say what else a grown community has: news, reviews, cases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from flask import Flask, current_app
from sqlalchemy import Connection

from community.imports.growth import bulk
from community.imports.growth.chance import Chance
from community.imports.growth.people import Person

EXTENSION: Final = "huzhu_growth"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a part builds on: the posts that are there, until when, and who the staff are."""

    connection: Connection
    end: datetime
    seed: int
    staff: Sequence[Person]

    def chance(self, name: str) -> Chance:
        """Chance of its own for a part, so that parts can come and go without changing each other."""
        return Chance(f"{self.seed}:{name}")

    def write(self, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
        if rows:
            bulk.write(self.connection, name, rows)


Part = Callable[[Ground], None]


def register(app: Flask, name: str, part: Part) -> None:
    """Let `part` add its rows to every community that is grown; `name` is told while it does."""
    app.extensions.setdefault(EXTENSION, {})[name] = part


def parts() -> Mapping[str, Part]:
    """The parts of the running application by name."""
    found: dict[str, Part] = current_app.extensions.get(EXTENSION, {})
    return found
