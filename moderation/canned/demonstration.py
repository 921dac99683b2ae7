"""The canned responses of the demonstration community."""

from typing import Final

from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.imports.demonstration import parts
from community.imports.demonstration.script import Script
from community.kernel.db import db
from community.kernel.policy import STAFF
from moderation.canned import services
from moderation.canned.services import Kept

# What is typed after the / for those that are needed most.
SHORTCUTS: Final = {
    "first-words": "hello",
    "ask-measurements": "three",
    "private-matter": "private",
    "replacement": "swap",
}


def furnish(script: Script) -> None:
    """Keep each of them in both languages."""
    somebody = db.session.scalars(
        select(Member).where(Member.role.in_(sorted(STAFF))).order_by(Member.id).limit(1)
    ).first()
    if somebody is None:
        return
    by = parts.actor_of(somebody)
    for each in script.canned:
        shortcut = SHORTCUTS.get(each.slug, "")
        services.keep(Kept(each.title_en, each.en, "en", slug=each.slug, shortcut=shortcut), by=by)
        services.keep(Kept(each.title_zh, each.zh, "zh-Hans", slug=each.slug, shortcut=shortcut), by=by)


def init_app(app: Flask) -> None:
    """Take this part."""
    parts.prepare(app, furnish)
