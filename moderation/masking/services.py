"""Covering parts of posts after they were written, looking at what is covered, and taking covers off."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from community.kernel import clock, events, masks
from community.kernel.bus import publish as tell
from community.kernel.db import lock_row, wait_for_turn
from community.kernel.errors import Invalid, NotAllowed, TooMany
from community.kernel.lengths import one_line
from community.kernel.masks import Hidden
from community.kernel.policy import Actor, Permission, ensure, may
from community.kernel.ports import Mask, ports
from community.kernel.thresholds import whole
from community.kernel.words import N_
from community.posts import vault
from community.posts.models import Post
from community.posts.services import about
from moderation.audit import services as audit
from moderation.masking import queries, rules

SHORTEST = 2
LONGEST_REASON = 300


def mask_found(post: Post, *, by: Actor) -> int:
    """Cover what the detectors find in a post now, in its earlier states as well; how many parts are new."""
    ensure(by, Permission.SEE_HELD)
    lock_row(post)
    gate = ports().gate
    shown = vault.texts_of(post)
    in_title = [replace(each, where="title") for each in gate.private_parts(shown.title or "")]
    return _cover(post, [*in_title, *gate.private_parts(shown.body)], by=by, act="private-data-covered")


def mask_words(post: Post, quotes: Sequence[str], *, by: Actor) -> int:
    """Cover words that a person chose, wherever the post holds them; how many parts are new.

    Raises Invalid for a quote that the post does not hold.
    """
    ensure(by, Permission.SEE_HELD)
    lock_row(post)
    shown = vault.texts_of(post)
    found: list[Mask] = []
    for quote in quotes:
        for piece in rules.pieces(quote):
            if len(piece) < SHORTEST:
                raise Invalid(N_("Choose at least two characters to cover."), field="quotes")
            places = [*_places(shown.title or "", piece, "title"), *_places(shown.body, piece, "body")]
            if not places and piece in f"{shown.title or ''}\n{shown.body}":
                raise Invalid(
                    N_("“%(quote)s” is part of a longer word there; write that word as a whole."),
                    field="quotes",
                    quote=quote[:80],
                )
            if not places:
                raise Invalid(N_("The post does not hold “%(quote)s”."), field="quotes", quote=quote[:80])
            found += places
    return _cover(post, found, by=by, act="words-covered")


def _places(text: str, piece: str, where: str) -> list[Mask]:
    return [Mask(masks.WORDS, start, end, where) for start, end in masks.places(text, piece)]


def _cover(post: Post, found: Sequence[Mask], *, by: Actor, act: str) -> int:
    count = vault.set_covered(post, found, by_id=by.member_id)
    if count:
        kinds = sorted({each.kind for each in found})
        audit.record(
            act, f"post:{post.id}", by=by, member_id=post.author_id, data={"kinds": kinds, "count": count}
        )
        tell(events.PostMasked(**about(post), by_id=by.member_id, count=count))
    return count


def unmask(post: Post, numbers: Collection[int] | None = None, *, by: Actor) -> int:
    """Show covered parts to everybody again (all of them, or these numbers): they were not private. How many.

    Whoever may look at them may; authors may for kinds that harm nobody, and ask for the others with `ask_unmask`.
    """
    lock_row(post)
    entries = queries.covered_in(post.id, numbers)
    own = post.author_id is not None and post.author_id == by.member_id
    harmless = all(each.kind in rules.HARMLESS and each.covered_by_id is None for each in entries)
    if own and not may(by, Permission.REVEAL_PRIVATE):
        ensure(by, Permission.ASK)
        if not harmless:
            raise NotAllowed(N_("Somebody looks at this first; ask for it on the page of covered parts."))
    else:
        ensure(by, Permission.REVEAL_PRIVATE)
    count = vault.show(post, [each.number for each in entries])
    if count:
        audit.record(
            "private-data-shown",
            f"post:{post.id}",
            by=by,
            member_id=post.author_id,
            data={"kinds": sorted({each.kind for each in entries}), "count": count},
        )
        tell(events.PostMasked(**about(post), by_id=by.member_id, count=count, shown=True))
    return count


def ask_unmask(post: Post, numbers: Collection[int], *, by: Actor) -> bool:
    """The author says that these parts are not private: harmless kinds are shown at once; whether others wait."""
    if post.author_id is None or post.author_id != by.member_id:
        raise NotAllowed(N_("Only the author can ask for this."))
    ensure(by, Permission.ASK)
    entries = queries.covered_in(post.id, numbers)
    at_once = [each for each in entries if each.kind in rules.HARMLESS and each.covered_by_id is None]
    if may(by, Permission.REVEAL_PRIVATE):
        at_once = list(entries)
    if at_once:
        unmask(post, [each.number for each in at_once], by=by)
    waiting = [each for each in entries if each not in at_once and each.asked_at is None]
    for each in waiting:
        each.asked_at = clock.now()
    if waiting:
        kinds = tuple(sorted({each.kind for each in waiting}))
        tell(events.UnmaskAsked(**about(post), kinds=kinds))
    return bool(waiting)


def keep_covered(post: Post, *, by: Actor) -> None:
    """A reviewer says that what the author asked for stays covered."""
    ensure(by, Permission.SEE_HELD)
    if post.author_id == by.member_id:
        raise NotAllowed(N_("Somebody else decides on your own post."))
    if drop_asks(post, by_id=by.id):
        audit.record("unmask-refused", f"post:{post.id}", by=by, member_id=post.author_id)


def drop_asks(post: Post, *, by_id: int) -> bool:
    """What the author asked for stays covered, and the author hears of it; whether there was anything."""
    asked = [each for each in queries.covered_in(post.id) if each.asked_at is not None]
    for each in asked:
        each.asked_at = None
    if asked:
        tell(events.UnmaskRefused(**about(post), by_id=by_id))
    return bool(asked)


def asks_of(post: Post) -> dict[str, str]:
    """What its author asked for, as plain JSON: the number of a part, and when."""
    return {
        str(each.number): each.asked_at.isoformat()
        for each in queries.covered_in(post.id)
        if each.asked_at is not None
    }


def ask_again(post: Post, asks: Mapping[str, str]) -> None:
    """What `asks_of` told waits once more: the decision about it was taken back."""
    for each in queries.covered_in(post.id, [int(number) for number in asks]):
        each.asked_at = clock.parse(asks[str(each.number)])


def forget(post: Post, numbers: Collection[int], *, by: Actor) -> int:
    """The author, or an admin, deletes what is covered for good; the token stays, with nothing behind it."""
    if post.author_id is None or post.author_id != by.member_id:
        ensure(by, Permission.ADMINISTER)
        audit.record("private-data-deleted", f"post:{post.id}", by=by, member_id=post.author_id)
    return vault.forget([post.id], numbers)


def reveal(post: Post, reason: str, *, by: Actor) -> list[Hidden]:
    """What is covered in a post, for the eyes of one member of staff now; logged, and told to the author."""
    ensure(by, Permission.REVEAL_PRIVATE)
    reason = one_line(reason, LONGEST_REASON, "reason")
    if len(reason) < SHORTEST:
        raise Invalid(N_("Say why you need to see this; the author can read it."), field="reason")
    wait_for_turn(f"reveals:{by.member_id}")
    if queries.reveals_lately(by.id) >= whole("reveals_an_hour"):
        raise TooMany(
            N_("You looked at a lot of private data within an hour. Go on a little later."), retry_after=900
        )
    hidden = vault.hidden_in(post.id)
    if hidden:
        audit.record(
            rules.REVEALED,
            f"post:{post.id}",
            by=by,
            member_id=post.author_id,
            reason=reason,
            data={"kinds": sorted({each.kind for each in hidden}), "count": len(hidden)},
        )
        tell(events.PrivateDataRevealed(**about(post), by_id=by.id, reason=reason))
    return hidden
