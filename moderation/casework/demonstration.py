"""What the staff of the demonstration community say about their work."""

from typing import Final

from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.imports.demonstration import parts
from community.imports.demonstration.script import Script
from community.kernel.db import db
from community.kernel.policy import STAFF, Role
from community.tags.models import Tag
from moderation.staff import services
from moderation.staff.services import Given

# By role, so that it fits whoever works at the desk there.
SKILLS: Final = {Role.AGENT: ("wifi", "billing"), Role.SPECIALIST: ("firmware", "network")}
LANGUAGES: Final = {Role.AGENT: ("en", "zh-Hans"), Role.SPECIALIST: ("zh-Hans", "en")}


def furnish(script: Script) -> None:
    """Give agents and specialists a profile."""
    known = set(db.session.scalars(select(Tag.name)))
    staff = db.session.scalars(select(Member).where(Member.role.in_(sorted(STAFF))).order_by(Member.id)).all()
    for member in staff:
        by = parts.actor_of(member)
        if by.role not in SKILLS:
            continue
        skills = ", ".join(skill for skill in SKILLS[by.role] if skill in known)
        services.keep(member.id, Given(skills=skills, languages=LANGUAGES[by.role]), by=by)


def init_app(app: Flask) -> None:
    """Take this part."""
    parts.furnish(app, furnish)
