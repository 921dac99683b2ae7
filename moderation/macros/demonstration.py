"""The macros of the demonstration community."""

from typing import Final

from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.imports.demonstration import parts
from community.imports.demonstration.script import Script
from community.kernel.db import db
from community.kernel.policy import STAFF
from community.kernel.text import slug
from moderation.macros import services
from moderation.macros.rules import Step

_ASK_EN: Final = (
    "{greeting}, {customer|there}. Please send us the serial number from the label below the device; "
    "then we can look it up.\n\n{agent}"
)
_ASK_ZH: Final = "{greeting}，{customer|朋友}。请把设备底部的序列号发给我们，收到后马上安排返修。\n\n{agent}"
MACROS: Final = (
    (
        "Ask for the serial number in private",
        _ASK_EN,
        "Serial number asked for; look up the warranty as soon as it is there.",
    ),
    ("返修：私下索要序列号", _ASK_ZH, "等客户提供序列号，再安排返修。"),
)


def furnish(_script: Script) -> None:
    """Keep each of them."""
    somebody = db.session.scalars(
        select(Member).where(Member.role.in_(sorted(STAFF))).order_by(Member.id).limit(1)
    ).first()
    if somebody is None:
        return
    by = parts.actor_of(somebody)
    for title, words, note in MACROS:
        steps = (Step("letter", {"text": words}), Step("note", {"text": note}), Step("wait", {}))
        services.keep(title, steps, by=by, slug=slug(title, "macro"))


def init_app(app: Flask) -> None:
    """Take this part."""
    parts.prepare(app, furnish)
