"""A customer rep of the demonstration community, who holds one licence and has applied for another."""

from datetime import timedelta
from typing import Final

from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.imports.demonstration import parts
from community.imports.demonstration.script import Script
from community.kernel import clock
from community.kernel.db import db
from community.kernel.errors import DomainError
from community.kernel.ports import standing_of
from gamification.licences import services
from gamification.licences.rules import Act

MEMBER: Final = "网线老张"
HOLDS: Final = ("cabling", "zh-Hans", "装了十几年网线，老房子新房子都跑过，布线的问题我愿意长期回答。")
WANTS: Final = ("coverage", "zh-Hans", "布线的资格用了三周，覆盖的问题其实是同一件事的另一半，也想一起负责。")
DECISIONS: Final = (
    (Act.APPROVE, timedelta(days=19), "回答都带实测数据，欢迎加入。"),
    (Act.PROMOTE, timedelta(days=5), "两周的草稿没有一处需要改。"),
)


def furnish(_script: Script) -> None:
    """Apply and decide, at the times at which it would have been done."""
    now = clock.now()
    admin, member = (
        parts.first_admin(),
        db.session.scalars(select(Member).where(Member.name == MEMBER)).first(),
    )
    if admin is None or member is None:
        return
    by = parts.actor_of(member, standing_of(member.id).level)
    try:
        with clock.at(now - timedelta(days=21)):
            held = services.apply(*HOLDS, by=by)
        for act, ago, reason in DECISIONS:
            with clock.at(now - ago):
                services.decide(held.id, act, by=admin, reason=reason)
        with clock.at(now - timedelta(hours=7)):
            services.apply(*WANTS, by=by)
    except DomainError:
        return  # a shortened script holds too few answers


def init_app(app: Flask) -> None:
    """Take this part."""
    parts.furnish(app, furnish)
