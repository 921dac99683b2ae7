"""Who may see a stored picture: whoever may read one of the places in which it stands.

Each feature says so of its own texts, with the questions that its pages ask. A place of which nobody says who reads
it shows its pictures to nobody.
"""

from collections.abc import Callable

from flask import Flask, current_app
from sqlalchemy import Select, select

from community.kernel.db import db
from community.kernel.picture_places import PicturePlace
from community.kernel.policy import Actor, Permission, may

Reads = Callable[[str, Actor], bool]
EXTENSION = "huzhu_picture_readers"


def register(app: Flask, reads: Reads, *places: str) -> None:
    """Have `reads(key, actor)` say whether `actor` may read a text of one of `places` that shows the picture."""
    app.extensions.setdefault(EXTENSION, []).append((frozenset(places), reads))


def register_for(app: Flask, permission: Permission, *places: str) -> None:
    """Let everybody with `permission` read all texts of `places`."""
    register(app, lambda _key, actor: may(actor, permission), *places)


def answered() -> frozenset[str]:
    """The places of which somebody says who reads them."""
    return frozenset(
        place for places, _reads in current_app.extensions.get(EXTENSION, []) for place in places
    )


def is_shown_to(key: str, actor: Actor) -> bool:
    """Whether `actor` may read a text in which the picture stands; asks only about where it does."""
    found = frozenset(
        db.session.scalars(select(PicturePlace.place).where(PicturePlace.key == key).distinct())
    )
    return bool(found) and any(
        reads(key, actor)
        for places, reads in current_app.extensions.get(EXTENSION, [])
        if not found.isdisjoint(places)
    )


def abouts(key: str, *places: str) -> Select[int]:
    """What the texts of `places` that name the picture belong to, for conditions on those."""
    return select(PicturePlace.about).where(PicturePlace.key == key, PicturePlace.place.in_(places))
