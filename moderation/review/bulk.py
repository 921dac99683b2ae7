"""Deciding many items at once: first what would happen to which, then each by itself."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import DomainError, Invalid, NotFound
from community.kernel.policy import Actor
from community.kernel.unit_of_work import unit_of_work
from community.kernel.words import N_
from moderation.review import claiming, listing, opinions, rules, services, undoing
from moderation.review.entitled import binds, reads
from moderation.review.models import ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.rules import Decision, ItemState
from moderation.review.watch import watch

MOST: Final = 100
MAY: Final = frozenset({Decision.APPROVE, Decision.REFUSE, Decision.SPAM})


class Skip(StrEnum):
    """Why one of the chosen is left out."""

    DECIDED = "decided"
    OWN = "own"
    CLAIMED = "claimed"
    CHANGED = "changed"
    APPEAL = "appeal"
    GONE = "gone"
    REFUSED = "refused"  # the deed itself said no; the sentence stands beside it


@dataclass(frozen=True, slots=True)
class Line:
    """One of the chosen: what will happen to it or has happened, or why nothing does."""

    item: ReviewItem | None
    skip: Skip | None = None
    said: DomainError | None = None
    seen: str = ""  # the state that the preview showed, to be compared at the deed


def preview(item_ids: Collection[int], opinion: Opinion, *, by: Actor) -> list[Line]:
    """What a decision would do to each of these items, in order. Raises Invalid for what is incomplete."""
    _check(item_ids, opinion, by)
    chosen = list(dict.fromkeys(item_ids))
    found = {each.id: each for each in listing.items(chosen)}
    return [_line(found.get(item_id), by) for item_id in chosen]


def _check(item_ids: Collection[int], opinion: Opinion, by: Actor) -> None:
    if not item_ids:
        raise Invalid(N_("Choose at least one item first."), field="item")
    if len(set(item_ids)) > MOST:
        raise Invalid(N_("Choose at most %(most)s items at once."), field="item", most=MOST)
    if opinion.decision not in MAY:
        raise Invalid(N_("This decision needs a look at each item."), field="decision")
    opinions.check(opinion, binding=binds(by))


def _line(found: ReviewItem | None, by: Actor) -> Line:
    item = _as_shown(found, by)
    if item is None:
        return Line(None, Skip.GONE)
    return Line(item, _hindrance(item, by), seen=seen_state(item))


def _as_shown(item: ReviewItem | None, by: Actor) -> ReviewItem | None:
    """The item as the page of one shows it: a spot check as a copy, and what `by` may not read not at all."""
    if item is None or not reads(item, by):
        return None
    if item.state not in rules.SPOT_CHECKS:
        return item
    try:
        watch().ensure_theirs(item, by)
        return watch().shown(item).item
    except NotFound:
        return None


def _hindrance(item: ReviewItem, by: Actor) -> Skip | None:
    if item.post is None:
        return Skip.APPEAL
    if item.state != ItemState.OPEN:
        return Skip.DECIDED
    if item.post.author_id is not None and item.post.author_id == by.member_id:
        return Skip.OWN
    if item.claimed_by_id != by.member_id and not rules.is_free(item.claimed_until, clock.now()):
        return Skip.CLAIMED
    return None


def seen_state(item: ReviewItem) -> str:
    """What the reviewer saw of an item: when it differs at the deed, the item is left out."""
    return f"{item.kind}.{item.post.status}.{item.post.revision_count}" if item.post else item.kind


def decide(seen: Sequence[tuple[int, str]], opinion: Opinion, *, by: Actor) -> list[Line]:
    """Decide each item in a transaction of its own; `seen` holds each id with the state that was shown.

    What cannot be decided is left as it is and says why; nothing of one item hangs on another.
    """
    _check([item_id for item_id, _ in seen], opinion, by)
    states = dict(seen)
    posts = {each.id: each.post_id or 0 for each in listing.items(list(states))}
    # In the order of the posts: whoever decides two lots at once, each within one deed, waits for nobody in a ring.
    in_order = sorted(states, key=lambda item_id: (posts.get(item_id, 0), item_id))
    done = {item_id: _decide_one(item_id, states[item_id], opinion, by) for item_id in in_order}
    shown = {each.id: _as_shown(each, by) for each in listing.items(list(states))}
    return [replace(done[item_id], item=shown.get(item_id)) for item_id in states]


def _decide_one(item_id: int, state: str, opinion: Opinion, by: Actor) -> Line:
    try:
        with unit_of_work(), db.session.begin_nested():  # within a deed of the API, each is a part of it
            found = listing.items([item_id])
            line = _line(found[0] if found else None, by)
            if line.skip is None and line.seen != state:
                line = replace(line, skip=Skip.CHANGED)
            if line.skip is None:
                claiming.claim(item_id, by=by)
                services.decide(item_id, opinion, by=by)
            return line
    except DomainError as refused:
        return Line(None, Skip.REFUSED, refused)


def undo_all(item_ids: Collection[int], *, by: Actor) -> tuple[int, list[DomainError]]:
    """Undo one's own decisions of a moment ago, each by itself; how many could be undone, and why others stay."""
    undone, stay = 0, list[DomainError]()
    for item_id in sorted(set(item_ids), reverse=True)[:MOST]:
        try:
            with unit_of_work(), db.session.begin_nested():
                undoing.undo(item_id, by=by)
        except DomainError as refused:
            stay.append(refused)
            continue
        undone += 1
    return undone, stay
