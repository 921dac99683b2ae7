"""What counts for nothing in a campaign because it counts for nothing anywhere: ruled out, or between a held pair."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from sqlalchemy import select

from community.kernel.db import db, table_of
from gamification.campaigns.rules import Metric
from gamification.campaigns.scoring import Deed
from gamification.reputation import pairs
from gamification.reputation.models import LedgerRuling

ruling = table_of(LedgerRuling)
# How the ledger of points names the cause of a deed; the other metrics have none there.
CAUSE: Final[Mapping[Metric, str]] = {
    Metric.STARS: "rating:%s",
    Metric.ACCEPTED: "accepted:%s",
    Metric.PEOPLE_HELPED: "%s",
    Metric.EDITS: "edit:%s",
    Metric.FLAGS: "%s",
    Metric.THANKS: "thanks:%s",
}


def counting(deeds: Iterable[Deed]) -> Iterator[Deed]:
    """The deeds without those whose cause is held or void, and those between two who rate each other too much."""
    ruled = set(db.session.scalars(select(ruling.c.cause).where(ruling.c.lifted_at.is_(None))))
    held = {frozenset(pair) for pair in pairs.held_pairs()}
    for deed in deeds:
        if deed.metric in CAUSE and CAUSE[deed.metric] % deed.key in ruled:
            continue
        if deed.giver_id is not None and frozenset((deed.member_id, deed.giver_id)) in held:
            continue
        yield deed
