"""What the clocks of appeals do: remind once, go on without an answer, let copies go."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from community.kernel import clock, events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.errors import DomainError
from community.kernel.unit_of_work import alone, unit_of_work
from moderation.appeals import queries, rules, services
from moderation.appeals.rules import AppealState
from moderation.review import opening
from moderation.sanctions import freezing


def keep_time(now: datetime) -> None:
    """Each in its own transaction; a run that was missed or is repeated loses and doubles nothing."""
    for appeal_id in queries.unanswered(now):
        _attempt(go_on, appeal_id)
    for appeal_id in queries.overdue(now):
        _attempt(remind, appeal_id)


def _attempt(deed: Callable[[int], None], appeal_id: int) -> None:
    taken_meanwhile = suppress(DomainError)  # decided or taken back a moment ago
    with alone("appeal_clock_failed", appeal=appeal_id), taken_meanwhile, unit_of_work():
        deed(appeal_id)


def go_on(appeal_id: int) -> None:
    """Nobody answered: the clock goes on, and the appeal is decided on what is there."""
    found = services.locked(appeal_id)
    if found.state == AppealState.WAITING:
        services.go_on(found)


def remind(appeal_id: int) -> None:
    """Put an appeal that is late before everything else, and remind those who decide, once."""
    found = services.locked(appeal_id)
    if found.reminded_at is not None or found.state != AppealState.OPEN or found.due_at > clock.now():
        return
    found.reminded_at = clock.now()
    db.session.flush()
    opening.raise_appeal(appeal_id, rules.OVERDUE_PRIORITY)
    tell(events.AppealOverdue(appeal_id=appeal_id, member_id=found.member_id))


def let_go(now: datetime) -> None:
    """Forget the copies of posts that nobody may ask for any more."""
    done = queries.readable_no_more(now)
    if done:
        with unit_of_work():
            freezing.erase(done)
