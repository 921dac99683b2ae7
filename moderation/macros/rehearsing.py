"""What a page says that a macro will do: tried for real and taken back, and held to when it is done."""

from collections.abc import Sequence

from community.kernel.errors import Conflict, DomainError
from community.kernel.meanwhile import base_of
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from moderation.casework import changes
from moderation.casework.changes import Mark
from moderation.escalation import holding
from moderation.escalation.models import Case
from moderation.macros import queries, services
from moderation.macros.models import Macro
from moderation.macros.queries import Ready


class _EnoughError(Exception):
    """It would have worked."""


class OutdatedError(Conflict):
    """What the page showed of a macro, or of the case, is not all that is there now."""


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


def seen(macro: Macro, case: Case, steps: Sequence[Ready]) -> str:
    """What the page shows, in short; its form carries it along."""
    return f"{_base(macro, steps)}.{changes.mark_of(case)}"


def _base(macro: Macro, steps: Sequence[Ready]) -> str:
    return base_of(macro.base, [each.tells for each in steps])


def ensure_seen(case_id: int, slug: str, told: str, *, by: Actor) -> None:
    """Raise OutdatedError where the macro, or the case, is no longer what `seen` told; without it nothing is asked.

    It locks the case first, so what is written next is written after that check.
    """
    base, _, mark = told.partition(".")
    if not base:
        return
    case, macro = holding.locked(case_id, even_closed=True), queries.of_slug(slug)
    if base != _base(macro, queries.prepared(macro, case, by)):
        raise OutdatedError(
            N_("It does something else by now, so nothing was done. Look at it once more, then do it.")
        )
    read = Mark.read(mark)
    names = changes.writers_since(case, read, but=by.member_id) if read else []
    if names:
        raise OutdatedError(
            N_("%(name)s wrote in this case meanwhile, so nothing was done. Read it first, then do it."),
            name=", ".join(names),
        )
