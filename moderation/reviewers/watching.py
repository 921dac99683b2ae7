"""What the queue asks whoever watches over its reviewers (`moderation/review/watch.py`), answered."""

from collections.abc import Sequence
from typing import Any

from community.kernel.errors import NotAllowed, NotFound
from community.kernel.policy import Actor
from community.kernel.templating import day
from community.kernel.words import N_
from community.posts import queries as posts
from community.posts.models import PostStatus
from moderation.flags.models import Flag
from moderation.flags.queries import SeenFlag
from moderation.review.entitled import binds
from moderation.review.models import ReviewItem
from moderation.review.opinions import Opinion
from moderation.review.queries import shown_item
from moderation.review.rules import SPOT_CHECKS, ItemState
from moderation.review.watch import Shown, Watch
from moderation.reviewers import copies, queries, services


class Watcher(Watch):
    """Serves spot checks, and keeps paused reviewers from deciding."""

    def ensure_may_review(self, by: Actor) -> None:
        pause = queries.pause_now(by.member_id)
        if pause is None or binds(by):
            return
        if pause.until is None:
            raise NotAllowed(
                N_("You pause from reviewing until a moderator has spoken with you. Your record says why.")
            )
        raise NotAllowed(
            N_("You pause from reviewing until %(day)s. Your record says why."), day=day(pause.until)
        )

    def instead_of(self, item: ReviewItem, by: Actor, skipped: Sequence[int]) -> ReviewItem:
        return services.serve(by, skipped, item) or item

    def passed_over(self, item_id: int, by: Actor) -> None:
        check = queries.check_of(item_id)
        if check is not None and check.reviewer_id == by.member_id:
            services.void(check)

    def ensure_theirs(self, item: ReviewItem, by: Actor) -> None:
        if item.state not in SPOT_CHECKS:
            return
        check = queries.check_of(item.id)
        if check is None or check.reviewer_id != by.member_id:
            raise NotFound

    def shown(self, item: ReviewItem) -> Shown:
        check = queries.check_of(item.id) if item.state in SPOT_CHECKS else None
        if check is None:
            return super().shown(item)
        post = posts.post_or_404(check.post_id)
        if post.status == PostStatus.DELETED or not check.body_html:
            raise NotFound  # its author took it away
        copy = copies.post_of(check, item, post)
        return Shown(copies.item_of(item, copy), copy, is_real=False, real_status=post.status)

    def open_one(self, by: Actor) -> ReviewItem | None:
        asked = by.member_id is not None and not binds(by)  # nobody checks those who bind
        check = queries.open_check(by.id) if asked else None
        if check is None:
            return None
        try:
            return self.shown(shown_item(check.item_id)).item
        except NotFound:  # its author took it away
            return None

    def flags_beside(self, shown: Shown, by: Actor, flags: Sequence[Flag]) -> Sequence[SeenFlag]:
        if shown.is_real:
            return super().flags_beside(shown, by, flags)
        check = queries.check_of(shown.item.id)
        reports = check.flags if check else []
        return [SeenFlag(each["reason"], each["note"], shown.item.created_at) for each in reports]

    def checked(self, item: ReviewItem, opinion: Opinion, by: Actor) -> None:
        services.checked(item, opinion, by)

    def result_of(self, item: ReviewItem) -> dict[str, Any] | None:
        check = queries.check_of(item.id) if item.state == ItemState.SPOT_CHECKED else None
        if check is None or check.decided_at is None:
            return None
        return {
            "passed": check.passed,
            "expected": check.expected,
            "why": check.basis,
            "reason": check.reason,
        }
