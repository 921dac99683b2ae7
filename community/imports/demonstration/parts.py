"""Where packages above this one say how their deeds are played: flags, reviews, cases, texts of the desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Flask, current_app
from sqlalchemy import select

from community.accounts.models import Member
from community.imports.demonstration.script import Script, Verb
from community.kernel.db import db
from community.kernel.policy import Actor, Role

Part = Callable[[int, Actor, Mapping[str, str]], None]
"""Plays one deed: the id of the post it is done to, who does it, and the words of the content file."""

Furnishing = Callable[[Script], None]
"""Puts something in place once everything has been played, for example the staff's canned responses."""


@dataclass
class Parts:
    """The parts of one application."""

    deeds: dict[Verb, Part] = field(default_factory=dict)
    furnishings: list[Furnishing] = field(default_factory=list)
    preparations: list[Furnishing] = field(default_factory=list)


def first_admin() -> Actor | None:
    """Who sets the site up; None before there is anybody."""
    admin = db.session.scalars(
        select(Member).where(Member.role == Role.ADMIN).order_by(Member.id).limit(1)
    ).first()
    return None if admin is None else actor_of(admin)


def actor_of(member: Member, level: int = 0) -> Actor:
    """Somebody of the cast as one who acts, with what their role allows."""
    return Actor(member_id=member.id, name=member.name, role=Role(member.role), level=level, confirmed=True)


def parts_of(app: Flask) -> Parts:
    """The parts that were registered on `app`, to be added to."""
    found: Parts = app.extensions.setdefault("huzhu_demonstration", Parts())
    return found


def parts() -> Parts:
    """The parts of the running application."""
    return parts_of(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001


def register(app: Flask, verb: Verb, part: Part) -> None:
    """Let `part` play every deed of this kind; it runs in a unit of work with the clock set to the deed."""
    parts_of(app).deeds[verb] = part


def furnish(app: Flask, furnishing: Furnishing) -> None:
    """Let `furnishing` run at the end, in the same unit of work."""
    parts_of(app).furnishings.append(furnishing)


def prepare(app: Flask, furnishing: Furnishing) -> None:
    """Let `furnishing` run on the first day, once there is an admin, as what a site has from its beginning."""
    parts_of(app).preparations.append(furnishing)
