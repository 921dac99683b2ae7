"""What a page about appeals needs to know of its reader, and the row of an appeal in the queue."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from community.kernel import clock
from community.kernel.policy import Actor, actor_now
from community.kernel.thresholds import whole
from moderation.appeals import queries
from moderation.appeals.models import Appeal
from moderation.appeals.rules import Outcome
from moderation.review import rules as review
from moderation.review.models import ReviewItem
from moderation.sanctions.models import Sanction
from moderation.sanctions.rules import Kind


@dataclass(frozen=True, slots=True)
class Sides:
    """Which side the reader is on, and what is open to them now."""

    own: bool
    may_decide: bool
    involved: bool
    holds: bool
    held_by: str
    item: ReviewItem | None
    may_ask: bool


def sides_of(appeal: Appeal, by: Actor) -> Sides:
    """What the reader of an appeal may do with it."""
    own = appeal.member_id == by.member_id
    may_see = queries.may_see(appeal, by)
    involved = queries.is_involved(appeal, by.id)
    item = queries.item_of(appeal.id) if appeal.running and may_see else None
    held = item is not None and not review.is_free(item.claimed_until, clock.now())
    holds = held and item is not None and item.claimed_by_id == by.member_id
    return Sides(
        own=own,
        may_decide=may_see and not involved and appeal.running,
        involved=may_see and involved and not own,
        holds=holds,
        held_by=item.claimed_by.display_name if item and held and not holds and item.claimed_by else "",
        item=item,
        may_ask=queries.questions_asked(appeal.id) < whole("appeal_questions"),
    )


def outcomes_for(sanction: Sanction) -> tuple[Outcome, ...]:
    """What can be decided: only what still holds, and lasts, can be shortened."""
    shortened = sanction.active and sanction.kind in {Kind.LIMIT, Kind.SUSPEND}
    return (Outcome.GRANTED, *([Outcome.PARTLY] if shortened else []), Outcome.REFUSED)


@dataclass(frozen=True, slots=True)
class Row:
    """One appeal in the queue: who, about what, and how its clock stands."""

    appeal: Appeal
    state: str
    share: float
    left: timedelta


def appeals_in(items: Iterable[ReviewItem]) -> dict[int, Row]:
    """The rows of those appeals among review items that the reader may see, by appeal, in one statement."""
    ids = [each.appeal_id for each in items if each.appeal_id is not None]
    found = queries.appeals_of(ids) if ids else {}
    rows = {}
    for appeal_id, appeal in found.items():
        if not queries.may_see(appeal, actor_now()):
            continue
        state, share = queries.clock_of(appeal)
        rows[appeal_id] = Row(appeal, state, share, appeal.due_at - clock.now())
    return rows
