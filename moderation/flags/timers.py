"""What becomes of reports by themselves: moderators are reminded, old ones are closed, the base is learnt."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select, update

from community.kernel import events
from community.kernel.bus import publish as tell
from community.kernel.db import db
from community.kernel.thresholds import threshold
from community.kernel.unit_of_work import alone, unit_of_work
from community.posts.models import Post, PostStatus
from moderation.flags import base, services
from moderation.flags.models import Flag
from moderation.flags.rules import FlagState

AT_ONCE = 200


def learn(now: datetime) -> None:
    """Once a day."""
    base.learn(now)


def remind(now: datetime) -> None:
    """Tell moderators, once, of reports that have waited too long."""
    late = (
        Flag.state == FlagState.OPEN,
        Flag.reminded_at.is_(None),
        Flag.created_at < now - timedelta(hours=threshold("flag_reminder_hours")),
    )
    if db.session.scalar(select(Flag.id).where(*late).limit(1)) is None:
        return
    with unit_of_work():  # one statement takes them, so two processes never tell of the same ones
        taken = db.session.execute(
            update(Flag).where(*late).values(reminded_at=now).returning(Flag.id, Flag.post_id),
            execution_options={"synchronize_session": False},
        ).all()
        if taken:
            tell(
                events.FlagsOverdue(
                    flag_ids=tuple(sorted(flag for flag, _post in taken)),
                    post_ids=tuple(sorted({post for _flag, post in taken})),
                )
            )


def close_old(now: datetime) -> None:
    """Close what nobody came to, each report in its own transaction; what hides a post waits, in nobody's way."""
    cutoff = now - timedelta(days=threshold("flag_stale_days"))
    post = Post.__table__.c
    hides = exists().where(
        post.id == Flag.post_id, post.status == PostStatus.HIDDEN, post.hidden_reason == services.BY_FLAGS
    )
    old = db.session.scalars(
        select(Flag.id)
        .where(Flag.state == FlagState.OPEN, Flag.created_at < cutoff, ~hides)
        .order_by(Flag.id)
        .limit(AT_ONCE)
    ).all()
    for flag_id in old:
        with alone("closing_a_report_failed", flag=flag_id), unit_of_work():
            services.go_stale(flag_id)
