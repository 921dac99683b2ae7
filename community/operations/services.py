"""Mending by hand: a failed job once more, a failed reaction once more, or leaving either be."""

import structlog

from community.kernel import clock, faults, job_care
from community.kernel.bus import bus, publish
from community.kernel.db import ROW_LOCK, db
from community.kernel.errors import Conflict
from community.kernel.events import SiteMended
from community.kernel.faults import FailedReaction
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.words import N_

log = structlog.get_logger(__name__)


def retry_job(job_id: int, *, by: Actor) -> None:
    """Let a failed job be done at once."""
    ensure(by, Permission.ADMINISTER)
    job_care.retry(job_id)
    _tell("job-retried", job_id, by)


def retry_all_jobs(*, by: Actor) -> int:
    """Let all jobs that were given up be done at once, as after a mail server was away for long; how many."""
    ensure(by, Permission.ADMINISTER)
    count = job_care.retry_all_dead()
    if count:
        _tell("jobs-retried", 0, by)
    return count


def forget_job(job_id: int, *, by: Actor) -> None:
    """Remove a dead job: what it should have done is not done."""
    ensure(by, Permission.ADMINISTER)
    job_care.drop(job_id)
    _tell("job-forgotten", job_id, by)


def tell_again(fault_id: int, *, by: Actor) -> bool:
    """Tell the event to the handler that failed; whether it went well. A new failure is kept in place."""
    ensure(by, Permission.ADMINISTER)
    fault = _unresolved(fault_id)
    try:
        with db.session.begin_nested():
            bus().tell(fault.handler, faults.event_of(fault))
    except Exception:
        log.exception("reaction_failed_again", fault=fault_id)
        fault.error = faults.trace()
        return False
    fault.resolved_at = clock.now()
    _tell("reaction-retold", fault_id, by)
    return True


def settle(fault_id: int, *, by: Actor) -> None:
    """Put a failed reaction away without telling it again."""
    ensure(by, Permission.ADMINISTER)
    _unresolved(fault_id).resolved_at = clock.now()
    _tell("reaction-settled", fault_id, by)


def _tell(act: str, number: int, by: Actor) -> None:
    publish(SiteMended(act=act, number=number, by_id=by.id))


def _unresolved(fault_id: int) -> FailedReaction:
    """The failure, locked: two admins who press at once tell it once."""
    fault = db.session.get(FailedReaction, fault_id, with_for_update=ROW_LOCK)
    if fault is None or fault.resolved_at is not None:
        raise Conflict(N_("Somebody has settled this already."))
    return fault
