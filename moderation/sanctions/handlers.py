"""What sanctions hear of, and who is told of them."""

from zoneinfo import ZoneInfo

from community.accounts.models import Member
from community.kernel import events
from community.kernel.db import db
from community.notifications.services import notify
from moderation.sanctions import freezing, removals
from moderation.sanctions.catalogue import REASONS
from moderation.sanctions.models import Sanction
from moderation.sanctions.rules import End, Kind

TOLD_OF_ENDS = frozenset({End.EXPIRED, End.LIFTED})


def post_hidden(event: events.PostHidden) -> None:
    removals.hidden(event)


def post_shown(event: events.PostPublished | events.PostRestored) -> None:
    if not (isinstance(event, events.PostPublished) and event.new):
        removals.shown(event.post_id)


def post_held(event: events.PostHeld) -> None:
    """What was mended waits anew: the removal is over."""
    removals.shown(event.post_id, how=End.RESUBMITTED)


def post_dropped(event: events.PostDropped) -> None:
    """What hid it stays true, and nothing brings it back to everybody any more."""
    removals.dropped(event)


def post_masked(event: events.PostMasked) -> None:
    """What is covered in a post is covered in its copies."""
    freezing.cover(event.post_id)


def reviewed(event: events.ReviewDecided) -> None:
    removals.reviewed(event)


def review_undone(event: events.ReviewUndone) -> None:
    """The reviewer took the removal back a moment later: it is over, and nobody need hear of it."""
    removals.undone(event)


def member_left(event: events.MemberClosed) -> None:
    removals.member_left(event)


def imposed(event: events.SanctionImposed) -> None:
    """The member hears at once what holds and why. Of a post that a review removed they hear from the review,

    unless they had deleted it: the review's own news stand beneath the post, which they do not see any more.
    """
    sanction = db.session.get_one(Sanction, event.sanction_id)
    if event.kind != Kind.REMOVAL:
        _tell(sanction, {Kind.WARN: "warned", Kind.LIMIT: "limited"}.get(Kind(event.kind), "suspended"), "")
    elif sanction.item_id is None or sanction.dropped_at is not None:
        _tell(sanction, "post-removed", "")


def changed(event: events.SanctionChanged) -> None:
    sanction = db.session.get_one(Sanction, event.sanction_id)
    _tell(sanction, "sanction-changed", f":{sanction.until}")


def ended(event: events.SanctionEnded) -> None:
    """Once, and only of what the member did not bring about."""
    if event.how in TOLD_OF_ENDS and event.kind != Kind.REMOVAL:
        _tell(db.session.get_one(Sanction, event.sanction_id), "sanction-ended", "")


def _tell(sanction: Sanction, kind: str, more: str) -> None:
    reason = REASONS.get(sanction.reason)
    notify(
        [sanction.member_id],
        kind,
        f"{kind}:{sanction.id}{more}",
        data={
            "id": sanction.id,
            "path": f"/sanctions/{sanction.id}",
            "reason": [reason.title if reason else sanction.reason],
            "until": _last_day(sanction),
        },
    )


def _last_day(sanction: Sanction) -> str:
    """The day on which it ends where the member lives, as its page says it; empty without an end."""
    if sanction.until is None:
        return ""
    zone = ZoneInfo(db.session.get_one(Member, sanction.member_id).timezone)
    return sanction.until.astimezone(zone).date().isoformat()
