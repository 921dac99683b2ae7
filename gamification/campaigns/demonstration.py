"""Campaigns of the demonstration community: one that is over, one that runs, and a draft."""

from datetime import datetime, timedelta
from typing import Final

from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.imports.demonstration import parts
from community.imports.demonstration.script import Script
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from gamification.campaigns import freezing, services
from gamification.campaigns.catalogue import TEMPLATES
from gamification.campaigns.models import Campaign
from gamification.campaigns.rules import Orientation, Plan

PAST: Final = (timedelta(days=-18), timedelta(days=-4))
NOW: Final = (timedelta(days=-5), timedelta(days=9))
LATER: Final = (timedelta(days=10), timedelta(days=38))


def furnish(script: Script) -> None:
    """Let the first admin run them, at the times at which it would have been done."""
    names = [person.name for person in script.people if person.role == Role.ADMIN]
    admin = db.session.scalars(select(Member).where(Member.name.in_(names)).order_by(Member.id)).first()
    if admin is None:
        return
    by = parts.actor_of(admin)
    today = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    over = _public(_plan(Orientation.COMMUNITY, today, PAST, budget=2_000), by)
    with clock.at(over.starts_at + timedelta(minutes=1)):
        freezing.begin(over.id)
    with clock.at(over.ends_at + timedelta(days=1, hours=1)):
        freezing.freeze(over.id)
    running = _public(
        _plan(
            Orientation.PRODUCT,
            today,
            NOW,
            title="Mesh weeks",
            title_zh="Mesh 互助周",
            text="Many are putting up their first mesh this month. Let us make sure that nobody is stuck for long.",
            text_zh="这个月很多人第一次安装 Mesh。一起努力，别让任何人卡住太久。",
            tags=("mesh", "wifi"),
            budget=3_000,
        ),
        by,
    )
    with clock.at(running.starts_at + timedelta(minutes=1)):
        freezing.begin(running.id)
    services.create(_plan(Orientation.CONTENT, today, LATER), by=by)


def _plan(after: Orientation, today: datetime, dates: tuple[timedelta, timedelta], **more: object) -> Plan:
    template = TEMPLATES[after]
    given: dict[str, object] = {
        "title": template.title,
        "title_zh": template.title_zh,
        "text": template.text,
        "text_zh": template.text_zh,
        "unit": "shop points",
        "unit_zh": "商城积分",
        "rate": 5,
        "band": 20,
    }
    return Plan(
        orientation=after,
        weights=template.weights,
        starts_at=today + dates[0],
        ends_at=today + dates[1],
        daily_cap=template.daily_cap,
        pair_cap=template.pair_cap,
        **{**given, **more},  # type: ignore[arg-type]
    )


def _public(plan: Plan, by: Actor) -> Campaign:
    """Make and publish a plan two days before it begins."""
    with clock.at(plan.starts_at - timedelta(days=2)):
        made = services.create(plan, by=by)
        return services.publish(made.id, by=by)


def init_app(app: Flask) -> None:
    """Run this when the demonstration has been played."""
    parts.furnish(app, furnish)
