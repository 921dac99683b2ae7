"""Other ways into an account that a new password does not close: each feature that has one names and closes its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app
from flask_babel import gettext

from community.accounts.models import Member
from community.kernel.errors import NotFound
from community.kernel.words import N_

EXTENSION = "huzhu_ways_in"
PROGRAM = "program"  # a token, which only a reset closes by itself


@dataclass(frozen=True, slots=True)
class Way:
    """One way in, as its owner knows it: a passkey by its name, an account elsewhere by who keeps it."""

    number: int
    label: str
    since: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of ways: those that open a member's account, and how one of them is closed."""

    slug: str
    of_member: Callable[[int], Sequence[Way]]
    close: Callable[[Member, int], None]


def register(app: Flask, kind: Kind) -> None:
    """Have the ways of this kind named wherever a password changes."""
    app.extensions.setdefault(EXTENSION, {})[kind.slug] = kind


def left(member_id: int) -> list[tuple[str, Way]]:
    """What opens an account beside its password, with the kind of each."""
    return [(kind.slug, way) for kind in _kinds().values() for way in kind.of_member(member_id)]


def close(member: Member, slug: str, number: int) -> None:
    """Let one open the account no more. Raises NotFound, Conflict."""
    kind = _kinds().get(slug)
    if kind is None:
        raise NotFound(N_("There is no such way into your account."))
    kind.close(member, number)


def words(slug: str, label: str) -> str:
    """What a way is called, on pages and in letters."""
    if slug == "passkey":
        found = (
            gettext("The passkey “%(label)s”", label=label) if label else gettext("A passkey without a name")
        )
    elif slug != PROGRAM:
        found = gettext("Signing in with %(provider)s", provider=label)
    elif label:
        found = gettext("The token of a program, “%(label)s”", label=label)
    else:
        found = gettext("The token of a program")
    return str(found)


def init_app(app: Flask) -> None:
    """Have templates call ways by their names."""
    app.jinja_env.globals["way_words"] = words


def _kinds() -> dict[str, Kind]:
    found: dict[str, Kind] = current_app.extensions.get(EXTENSION, {})
    return found
