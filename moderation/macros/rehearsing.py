"""Doing a macro for real, and taking all of it back: only so is it known whether it is possible."""

from community.kernel.errors import DomainError
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from moderation.macros import services


class _EnoughError(Exception):
    """It would have worked."""


def refusal(case_id: int, slug: str, *, by: Actor) -> DomainError | None:
    """Why the macro cannot be done to this case now; None when it can. Nothing is kept."""
    try:
        with unit_of_work():
            _do_and_stop(case_id, slug, by)
    except _EnoughError:
        return None
    except DomainError as error:
        return error
    return None


def _do_and_stop(case_id: int, slug: str, by: Actor) -> None:
    services.run(case_id, slug, by=by)
    raise _EnoughError
