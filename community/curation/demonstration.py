"""What stands before everyone in the demonstration community: the known problem that its script tells of."""

from datetime import datetime
from typing import Final

from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.curation import incidents
from community.curation.rules import Facts, IncidentState, News
from community.imports.demonstration import parts
from community.imports.demonstration.script import Announcement, Script
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor, Role
from community.tags.models import Tag

TAG: Final = "firmware"
PRODUCT: Final = "WrenOS 4.2.0"


def furnish(script: Script) -> None:
    """Tell of each problem at its moment."""
    now = clock.now()
    for each in script.announcements:
        if each.kind == "incident":
            _tell_of(each, now)


def _tell_of(told: Announcement, now: datetime) -> None:
    member = db.session.scalars(select(Member).where(Member.name == told.by)).first()
    if member is None:
        return
    by = Actor(member_id=member.id, name=member.name, role=Role(member.role), confirmed=True)
    title, _, rest = told.en.partition(". ")
    title_zh, _, rest_zh = told.zh.partition("。")
    tags = db.session.scalars(select(Tag.name).where(Tag.name == TAG)).all()
    with clock.at(now + told.at):
        incidents.open_incident(
            Facts(title=title, title_zh=title_zh, product=PRODUCT, tags=tags),
            News(state=IncidentState.WATCHING, text=rest or title, text_zh=rest_zh or title_zh),
            by=by,
        )


def init_app(app: Flask) -> None:
    """Take this part."""
    parts.furnish(app, furnish)
