"""The queue as one reviewer sees it: what they alone have before them stands among the items of everybody."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from community.kernel import clock
from community.kernel.policy import Actor
from moderation.review import entitled, listing, rules
from moderation.review.filters import Filter, View
from moderation.review.listing import PER_PAGE, Listing
from moderation.review.models import ReviewItem
from moderation.review.watch import watch


def listed(wanted: Filter, number: int, by: Actor, *, per_page: int = PER_PAGE, keep: int = 0) -> Listing:
    """One page of the queue, with the counts. `keep` is an item that stays in any case."""
    found = listing.listed(wanted, number, by.member_id, per_page=per_page, only=_read(wanted, by))
    extra = _own(wanted, by)
    if extra is None or found.page.number != 1:
        return found
    shown = _among(found.page.items, extra, wanted, by, keep=keep)
    if len(shown) == len(found.page.items):
        return replace(found, page=replace(found.page, items=shown))
    page = replace(found.page, items=shown[:per_page], total=found.page.total + 1)
    return replace(found, page=page, counts={**found.counts, extra.kind: found.counts.get(extra.kind, 0) + 1})


def after(
    wanted: Filter, by: Actor, behind: tuple[datetime | None, int] | None, limit: int
) -> Sequence[ReviewItem]:
    """Items behind a place in the list, for programs."""
    found = listing.after(wanted, by.member_id, behind, limit, only=_read(wanted, by))
    return among(found, wanted, by) if behind is None else found


def among(items: Sequence[ReviewItem], wanted: Filter, by: Actor, *, keep: int = 0) -> Sequence[ReviewItem]:
    """These first items with one's own, which takes the place of its neighbour: all is as many as before.

    Where only claimed items are asked for, it is one more of them, as any claimed item is.
    """
    extra = _own(wanted, by)
    return items if extra is None else _among(items, extra, wanted, by, keep=keep)


def _among(
    items: Sequence[ReviewItem], extra: ReviewItem, wanted: Filter, by: Actor, *, keep: int
) -> Sequence[ReviewItem]:
    shown = sorted([*items, extra], key=lambda each: (each.rank_at, each.id))
    if wanted.state in {View.MINE, View.CLAIMED}:
        return shown
    place = shown.index(extra)
    near = [*shown[place + 1 :], *reversed(shown[:place])]
    gone = next((each for each in near if each.id != keep and each.claimed_by_id != by.member_id), None)
    return [each for each in shown if each is not gone]


def _read(wanted: Filter, by: Actor) -> listing.Conditions:
    """What waits is read by all who review."""
    return () if wanted.waiting else entitled.read_by(by)


def _own(wanted: Filter, by: Actor) -> ReviewItem | None:
    """What only this reviewer has before them, where the filter asks for nothing but the state and the kind."""
    plain = wanted == Filter(kind=wanted.kind, state=wanted.state)
    if not plain or wanted.state == View.DECIDED:
        return None
    item = watch().open_one(by)
    if item is None or (wanted.kind and wanted.kind != item.kind):
        return None
    claimed = item.claimed_by_id == by.member_id and not rules.is_free(item.claimed_until, clock.now())
    return item if claimed or wanted.state not in {View.MINE, View.CLAIMED} else None
