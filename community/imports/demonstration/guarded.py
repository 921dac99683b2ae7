"""Somebody in the demonstration community who signs in with a second factor, so that its pages can be seen."""

import base64
import hashlib
from datetime import timedelta
from typing import Final

from flask import Flask
from sqlalchemy import select, update

from community.accounts.models import Member
from community.factors import queries, services
from community.factors.letters import News
from community.factors.models import RecoveryCode, TotpSecret
from community.imports.demonstration import parts, sign_ins
from community.imports.demonstration.script import Script
from community.kernel import clock, sealing
from community.kernel.db import db

GUARDED: Final = "colette"
SINCE: Final = timedelta(days=9)
USED: Final = 3


def key(password: str) -> str:
    """What the app of that member makes its codes from: letters for an app, the same for one password."""
    return base64.b32encode(hashlib.sha256(password.encode()).digest()[:20]).decode()


def furnish(_script: Script) -> None:
    """Give the member an app, and let some recovery codes be used up."""
    member = db.session.scalars(select(Member).where(Member.name == GUARDED)).first()
    if member is None:
        return
    with clock.at(clock.now() - SINCE):
        sealed = sealing.seal(key(sign_ins.password()), use=queries.USE)
        now = clock.now()
        db.session.add(TotpSecret(member_id=member.id, sealed=sealed, created_at=now, confirmed_at=now))
        db.session.flush()
        services.turn_on(member, News.ON, sign_in_id=None)
    used = select(RecoveryCode.id).where(RecoveryCode.member_id == member.id).limit(USED)
    db.session.execute(update(RecoveryCode).where(RecoveryCode.id.in_(used)).values(used_at=clock.now()))


def init_app(app: Flask) -> None:
    """Take this part."""
    parts.furnish(app, furnish)
