"""The second step at the door: whoever gets here knows the password, so few tries are given."""

from collections.abc import Callable
from typing import Final, TypeVar

from community.accounts import guessing, queries, signing_in, tokens
from community.accounts.models import Member
from community.accounts.signing_in import Recognised
from community.accounts.tokens import Purpose
from community.factors import services
from community.kernel.networks import network_of
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_

T = TypeVar("T")
TOO_MANY_CODES: Final = N_("There were too many codes that were not right. Please wait %(minutes)s minutes.")


def attempt(word: str, typed: str, *, address: str) -> tuple[Recognised, bool]:
    """The member who may come in, and whether to remember the browser; the first step is used up.

    Opens its own units of work, so that a try counts whatever becomes of it. Raises LinkExpired when the first
    step is too old, Invalid for a wrong code, TooMany for a guesser.
    """
    with unit_of_work():
        member_id = tokens.look(word, Purpose.SECOND_STEP).member_id
        failure_id = _counted(member_id, address)
    with unit_of_work():
        member = queries.locked(member_id)
        link = tokens.look(word, Purpose.SECOND_STEP)
        if link.payload["epoch"] != member.session_epoch:  # the password was changed in between
            raise tokens.LinkExpired
        services.check(member, typed)
        tokens.use(word, Purpose.SECOND_STEP)
        _welcome(member_id, address, failure_id)
        return Recognised(member, member.session_epoch), bool(link.payload["remember"])


def proved(member: Member, typed: str, *, address: str, deed: Callable[[Member], T]) -> T:
    """Do what needs a code of somebody who is signed in; counted like those at the door. Raises Invalid, TooMany."""
    with unit_of_work():
        failure_id = _counted(member.id, address)
    with unit_of_work():
        found = queries.locked(member.id)
        services.check(found, typed)
        _welcome(found.id, address, failure_id)
        return deed(found)


def _counted(member_id: int, address: str) -> int:
    return signing_in.counted(
        _key(member_id),
        network_of(address),
        member_id,
        free_at=guessing.code_free_at,
        refusal=TOO_MANY_CODES,
    )


def _welcome(member_id: int, address: str, failure_id: int) -> None:
    network = network_of(address)
    signing_in.forget_failures([_key(member_id)], network, failure_id)


def _key(member_id: int) -> str:
    return f"second:{member_id}"
