"""What the staff of the demonstration community promise, beside what every site begins with."""

from flask import Flask
from sqlalchemy import select

from community.imports.demonstration import parts
from community.imports.demonstration.script import Script
from community.kernel.db import db
from community.kernel.policy import Actor
from moderation.sla import queries, services, setting
from moderation.sla.checking import WEEKDAYS, CalendarDraft, PolicyDraft
from moderation.sla.models import SlaCalendar, SlaPolicy
from moderation.sla.rules import Conditions

BERLIN = CalendarDraft(
    name="Berlin",
    zone="Europe/Berlin",
    week=dict.fromkeys(WEEKDAYS[:4], "08:30-12:30, 13:00-17:30") | {"friday": "08:30-15:00"},
    holidays="*-01-01 New Year\n*-05-01 Labour Day\n*-10-03 German Unity Day\n*-12-25..*-12-26 Christmas",
)
SHANGHAI = CalendarDraft(
    name="上海",
    zone="Asia/Shanghai",
    week=dict.fromkeys(WEEKDAYS[:5], "09:00-12:00, 13:30-18:00"),
    holidays="*-01-01 元旦\n2026-10-01..2026-10-07 国庆节\n2027-02-05..2027-02-11 春节\n*-05-01 劳动节",
    extra="2026-10-10 国庆调休\n2027-02-13 春节调休",
)


def furnish(script: Script) -> None:
    """Two calendars, and a promise for those who write in Chinese."""
    by = parts.first_admin()
    if by is None:
        return
    services.furnish()
    known = set(db.session.scalars(select(SlaCalendar.name)))
    for draft in (BERLIN, SHANGHAI):
        if draft.name not in known:
            setting.keep_calendar(None, draft, by=by)
    _speak_chinese(by)


def _speak_chinese(by: Actor) -> None:
    if db.session.scalar(select(SlaPolicy.id).where(SlaPolicy.name == "中文")) is not None:
        return
    there = next(each for each in queries.calendars() if each.name == SHANGHAI.name)
    setting.keep_policy(
        None,
        PolicyDraft(
            name="中文",
            calendar_id=there.id,
            conditions=Conditions(langs=("zh-Hans",), tiers=(1,)),
            first_response="3:00",
            next_response="3:00",
            resolution="24:00",
            warn="minutes",
            warn_at="45",
        ),
        by=by,
    )


def init_app(app: Flask) -> None:
    """Take this part."""
    parts.furnish(app, furnish)
