"""What casework does by itself: giving out cases, and bringing back what nobody took."""

from datetime import datetime

from community.kernel.unit_of_work import alone, unit_of_work
from moderation.casework import distributing, handing, presence, queries
from moderation.casework.rules import Mode


def distribute(now: datetime) -> None:
    """Every some minutes, look for somebody for each case that nobody has."""
    if queries.mode() is not Mode.MANUAL and distributing.due(now):
        distributing.round_of_all()


def bring_back(now: datetime) -> None:
    """Bring back each hand-over that nobody took in time, once; one that fails stops no other."""
    for case_id in queries.late(now):
        with alone("hand_over_stays", case=case_id), unit_of_work():
            handing.send_back(case_id, now)


def forget(now: datetime) -> None:
    """Drop old notes of who looked."""
    presence.forget_old(now)
