"""The review queue: what waits, taking an item, deciding on it."""

from datetime import datetime
from typing import Any, Final

from flask.typing import ResponseReturnValue

from community.api import paging
from community.api.blueprint import Resource
from community.api.deeds import once
from community.api.people import author, person_or_none
from community.api.post_shapes import url_of
from community.kernel import clock
from community.kernel.findings import told
from community.kernel.pagination import decode_cursor, encode_cursor
from community.kernel.policy import Permission, actor_now, requires
from community.kernel.unit_of_work import unit_of_work
from community.posts import seeing
from community.posts.models import Post
from moderation.api.review_shapes import DecisionsOut, Filtered, ItemOut, Items, NewDecision, NewDecisions
from moderation.review import bulk, choosing, claiming, filters, own, queries, services, undoing, weights
from moderation.review.catalogue import REASONS
from moderation.review.entitled import reads
from moderation.review.models import ReviewItem
from moderation.review.rules import SPOT_CHECKS, Decision, is_free
from moderation.review.watch import watch

bp: Final = Resource("review", __name__, tag="Review")
ORDER: Final = "review"


@bp.get("/review/items")
@requires(Permission.REVIEW)
@bp.input(Filtered, location="query")
@bp.output(Items)
def index(query_data: dict[str, Any]) -> ResponseReturnValue:
    """What waits, the most urgent first."""
    limit, cursor = query_data.pop("limit"), query_data.pop("cursor")
    wanted = filters.read(query_data)
    found = own.after(wanted, actor_now(), _behind(cursor, wanted), limit + 1)
    shown, following = paging.page(found, limit, lambda last: _cursor_of(last, wanted))
    return {"items": [_item(each) for each in shown], "next": following}


def _cursor_of(last: ReviewItem, wanted: filters.Filter) -> str:
    return encode_cursor(ORDER, last.rank_at.isoformat() if wanted.waiting else "", last.id)


def _behind(cursor: str | None, wanted: filters.Filter) -> tuple[datetime | None, int] | None:
    if cursor is None:
        return None
    order, then, number = decode_cursor(cursor, 3)
    if order != ORDER or not isinstance(then, str) or bool(then) != wanted.waiting:
        paging.refuse()
    return paging.moment(then) if then else None, paging.whole(number)


@bp.post("/review/items/<int:item_id>/claim")
@requires(Permission.REVIEW)
@once
@bp.output(ItemOut)
def claim(item_id: int) -> ResponseReturnValue:
    """Take an item for fifteen minutes, or renew."""
    with unit_of_work():
        claiming.claim(item_id, by=actor_now())
        return _item(queries.shown_item(item_id))


@bp.post("/review/items/<int:item_id>/release")
@requires(Permission.REVIEW)
@once
@bp.output(ItemOut)
def release(item_id: int) -> ResponseReturnValue:
    """Give a claim back."""
    with unit_of_work():
        claiming.item_or_404(item_id)
        claiming.release(item_id, by=actor_now())
        return _item(queries.shown_item(item_id))


@bp.post("/review/items/<int:item_id>/skip")
@requires(Permission.REVIEW)
@once
@bp.output(ItemOut)
def skip(item_id: int) -> ResponseReturnValue:
    """Not for me: it is never offered to this reviewer again, and nobody counts it."""
    with unit_of_work():
        claiming.item_or_404(item_id)
        claiming.release(item_id, by=actor_now())
        watch().passed_over(item_id, actor_now())
        choosing.pass_over(item_id, actor_now().id)
        return _item(queries.shown_item(item_id))


@bp.post("/review/items/<int:item_id>/undo")
@requires(Permission.DECIDE_REVIEW)
@once
@bp.output(ItemOut)
def undo(item_id: int) -> ResponseReturnValue:
    """Take one's own decision back, within the seconds that the site allows."""
    with unit_of_work():
        undoing.undo(item_id, by=actor_now())
        return _item(queries.shown_item(item_id))


@bp.post("/review/decisions")
@requires(Permission.DECIDE_REVIEW)
@once
@bp.input(NewDecisions)
@bp.output(DecisionsOut)
def decide_many(json_data: dict[str, Any]) -> ResponseReturnValue:
    """Decide several items, each by itself; what cannot be decided stays as it is and says why."""
    ids = json_data.pop("items")
    opinion = _opinion(**json_data)
    seen = {line.item.id: line.seen for line in bulk.preview(ids, opinion, by=actor_now()) if line.item}
    lines = bulk.decide(list(seen.items()), opinion, by=actor_now()) if seen else []
    done = dict(zip(seen, lines, strict=True))
    return {"items": [_decided(each, done.get(each)) for each in dict.fromkeys(ids)]}


def _decided(number: int, line: bulk.Line | None) -> dict[str, Any]:
    item = line.item if line else None
    return {
        "id": number,
        "state": item.state if item else None,
        "decision": item.decision if item else None,
        "skipped": line.skip if line else bulk.Skip.GONE,
    }


@bp.post("/review/items/<int:item_id>/decision")
@requires(Permission.DECIDE_REVIEW)
@once
@bp.input(NewDecision)
@bp.output(ItemOut)
def decide(item_id: int, json_data: dict[str, Any]) -> ResponseReturnValue:
    """Decide on an item that one has claimed; without a binding role, peers must agree."""
    with unit_of_work():
        seen = json_data.pop("seen")
        services.decide(item_id, _opinion(**json_data), by=actor_now(), seen=seen)
        return _item(queries.shown_item(item_id))


def _opinion(decision: str, reason: str | None, note: str, **more: Any) -> services.Opinion:
    """A reason in the reviewer's own words is the reason "other" with these words."""
    if reason and reason not in REASONS:
        reason, note = "other", f"{reason}\n{note}".strip()
    more |= {name: tuple(more[name]) for name in ("tags", "quotes") if name in more}
    return services.Opinion(Decision(decision), reason or None, note, **more)


def _item(found: ReviewItem) -> dict[str, Any]:
    item, post = found, found.post
    if found.post_id is not None and found.state in SPOT_CHECKS:
        watch().ensure_theirs(found, actor_now())
        shown = watch().shown(found)
        item, post = shown.item, shown.post
    if not reads(found, actor_now()):
        post = None
    claimed = not is_free(item.claimed_until, clock.now())
    waited = weights.waited(item.created_at, clock.now())
    return {
        "id": item.id,
        "post_id": item.post_id,
        "appeal_id": item.appeal_id,
        "kind": item.kind,
        "findings": _findings(item, post),
        "disputed": item.disputed,
        "priority": item.priority + waited,
        "parts": {**item.parts, **({"waiting": waited} if waited else {})},
        "claimed_by": person_or_none(item.claimed_by) if claimed else None,
        "claimed_until": item.claimed_until if claimed else None,
        "state": item.state,
        "decision": item.decision,
        "created_at": item.created_at,
        "seen": services.seen_of(item, post) if post else None,
        "post": _reviewed(post) if post else None,
        "spot_check": watch().result_of(found) if found.state in SPOT_CHECKS else None,
    }


def _findings(item: ReviewItem, post: Post | None) -> list[dict[str, Any]]:
    """What the gate saw, in its words; what came to the item elsewhere stands there by its name."""
    known = {each["check"]: each for each in (seeing.findings_now(post) if post else ())}
    return told(known.get(check, {"check": check}) for check in item.findings)


def _reviewed(post: Post) -> dict[str, Any]:
    return {
        "id": post.id,
        "kind": str(post.kind),
        "state": str(post.status),
        "url": url_of(post),
        "title": getattr(post, "title", None),
        "body": post.body_markdown,
        "author": author(post),
    }
