"""The canned responses of the demonstration community."""

from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.imports.demonstration import parts
from community.imports.demonstration.script import Script
from community.kernel.db import db
from community.kernel.policy import STAFF, Actor, Role
from moderation.canned import services
from moderation.canned.services import Kept


def furnish(script: Script) -> None:
    """Keep each of them in both languages."""
    somebody = db.session.scalars(
        select(Member).where(Member.role.in_(sorted(STAFF))).order_by(Member.id).limit(1)
    ).first()
    if somebody is None:
        return
    by = Actor(member_id=somebody.id, name=somebody.name, role=Role(somebody.role), confirmed=True)
    for each in script.canned:
        services.keep(Kept(each.title_en, each.en, "en", slug=each.slug), by=by)
        services.keep(Kept(each.title_zh, each.zh, "zh-Hans", slug=each.slug), by=by)


def init_app(app: Flask) -> None:
    """Take this part."""
    parts.furnish(app, furnish)
