"""Two at the same form: what one of them saved is not written over by the other, who had it open."""

import hashlib
import json
from datetime import UTC, datetime

from community.kernel.errors import Conflict, DomainError
from community.kernel.words import N_


class ChangedMeanwhile(Conflict):
    """Somebody else saved other words than those that the form was filled with."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "Somebody changed this meanwhile. What you wrote is kept below: "
                "open this page once more beside it, compare, and send it again."
            )
        )


def base_of(*values: object) -> str:
    """A short name of what a form was filled with, which it carries along."""
    told = json.dumps(values, sort_keys=True, default=_plain)
    return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()


def _plain(value: object) -> str:
    """The same words for the same value, whether it was just typed or comes from a database."""
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else repr(value)


def ensure_unchanged(base: str | None, now: str, then: str = "") -> None:
    """Raise `ChangedMeanwhile` if a form was filled with something else; without a base nothing is compared.

    `then` is what would stand there afterwards: where it stands there already, the form was sent twice.
    """
    if base and now not in {base, then}:
        raise ChangedMeanwhile


def base_to_show(sent: str | None, now: str, *, refused: DomainError | None = None) -> str:
    """What a form carries along: what was seen at first, whatever else was wrong with it since.

    Whoever has read that it changed, and sends it again, replaces it knowingly.
    """
    return now if sent is None or isinstance(refused, ChangedMeanwhile) else sent
