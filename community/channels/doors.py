"""Doors through which other programs bring messages of a channel: opened, renewed, closed, and who may come in."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from community.channels.models import ChannelDoor
from community.channels.rules import CHANNEL
from community.kernel import clock
from community.kernel.db import db, lock_row
from community.kernel.errors import Invalid, NotFound
from community.kernel.secret_links import new_seed
from community.kernel.upsert import insert_once
from community.kernel.webhook_signing import beside_a_new_one, secret_of, secrets_at, shown
from community.kernel.words import N_


def open_door(name: str) -> str:
    """Open the door of a channel, or renew its secret; returns the secret as the other side keeps it.

    The secret before goes on opening for a day, unless the door was closed in between; another one within that day
    replaces the new one, not the one before.
    """
    if not CHANNEL.match(name):
        raise Invalid(
            N_("A channel is called by small letters, digits and hyphens, 40 at most."), field="name"
        )
    seed, now = new_seed(), clock.now()
    if not insert_once(ChannelDoor, channel=name, seed=seed, opened_at=now):
        door = _door(name)
        if door is None:  # nobody deletes doors
            raise NotFound
        lock_row(door)
        if door.closed_at is None:
            door.former_seed, door.former_until = beside_a_new_one(
                now, door.seed, door.former_seed, door.former_until
            )
        door.seed, door.opened_at, door.closed_at = seed, now, None
        db.session.flush()
    return shown(secret_of(seed))


def close_door(name: str) -> bool:
    """Let nothing in by this door from now on; says whether it was open."""
    found = _door(name)
    if found is None:
        return False
    lock_row(found)
    if found.closed_at is not None:
        return False
    found.closed_at, found.former_seed, found.former_until = clock.now(), None, None
    db.session.flush()
    return True


def secrets_of(name: str, now: datetime) -> list[bytes]:
    """The secrets that open a channel now: none for one that is closed or was never opened."""
    door = _door(name)
    if door is None or door.closed_at is not None:
        return []
    return secrets_at(now, door.seed, door.former_seed, door.former_until)


def doors() -> Sequence[ChannelDoor]:
    """Every door there ever was, by name."""
    return db.session.scalars(select(ChannelDoor).order_by(ChannelDoor.channel)).all()


def _door(name: str) -> ChannelDoor | None:
    return db.session.scalars(select(ChannelDoor).where(ChannelDoor.channel == name)).one_or_none()
