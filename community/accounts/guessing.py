"""How long somebody who keeps guessing passwords has to wait, without locking the owner out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

WINDOW: Final = timedelta(minutes=15)  # nobody waits longer than this after the last counted failure
DAY: Final = timedelta(days=1)
TRIES_FROM_ONE_ADDRESS: Final = 10  # for one account
TRIES_FROM_ANYWHERE: Final = 20  # for one account, from addresses it has not signed in from
TRIES_A_DAY: Final = 100  # the same over a day: from then on one try per window
TRIES_OF_AN_ADDRESS: Final = 50  # one address trying many accounts
CODES_FROM_ONE_ADDRESS: Final = 5  # the second step: whoever gets here knows the password
CODES_FROM_ANYWHERE: Final = 15
CODES_A_DAY: Final = 30  # from one address; from then on one try per window


@dataclass(frozen=True, slots=True, kw_only=True)
class Failures:
    """When sign-ins failed during the last day, oldest first. `known`: the account was used from here before."""

    of_pair: Sequence[datetime]  # this account from this address
    of_account: Sequence[datetime]  # this account from addresses it does not know
    of_address: Sequence[datetime]  # any account from this address
    known: bool = False


def free_at(failures: Failures, now: datetime) -> datetime | None:
    """When the next try may be made; None means now."""
    waits = [_full_until(failures.of_pair, TRIES_FROM_ONE_ADDRESS, now)]
    if not failures.known:
        waits += [
            _full_until(failures.of_account, TRIES_FROM_ANYWHERE, now),
            _full_until(failures.of_address, TRIES_OF_AN_ADDRESS, now),
        ]
        today = [moment for moment in failures.of_account if moment > now - DAY]
        if len(today) >= TRIES_A_DAY:
            waits.append(today[-1] + WINDOW)
    later = [moment for moment in waits if moment is not None and moment > now]
    return max(later, default=None)


def code_free_at(failures: Failures, now: datetime) -> datetime | None:
    """The same for the second step, where a code has six digits and three of them are right at any moment."""
    waits = [_full_until(failures.of_pair, CODES_FROM_ONE_ADDRESS, now)]
    if not failures.known:
        waits.append(_full_until(failures.of_account, CODES_FROM_ANYWHERE, now))
    for tried in (failures.of_pair,) if failures.known else (failures.of_pair, failures.of_account):
        today = [moment for moment in tried if moment > now - DAY]
        if len(today) >= CODES_A_DAY:
            waits.append(today[-1] + WINDOW)
    later = [moment for moment in waits if moment is not None and moment > now]
    return max(later, default=None)


def _full_until(moments: Sequence[datetime], limit: int, now: datetime) -> datetime | None:
    """When the window that holds `limit` of `moments` has room again."""
    recent = [moment for moment in moments if moment > now - WINDOW]
    return recent[-limit] + WINDOW if len(recent) >= limit else None
