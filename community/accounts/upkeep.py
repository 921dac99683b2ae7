"""What is forgotten in time: failed sign-ins, ended sessions, dead links, sign-ups, addresses not seen for long."""

from datetime import datetime, timedelta
from typing import Final

from flask import Flask
from sqlalchemy import ColumnElement, delete, exists, or_, select

from community.accounts import avatars, guessing, letters, tokens
from community.accounts.models import KnownAddress, OneTimeLink, SignIn, SignInFailure, SignUp
from community.accounts.rules import SIGN_UP_LASTS
from community.kernel.db import Model, db
from community.kernel.unit_of_work import unit_of_work
from community.kernel.worker import add_tick

KEEP_ADDRESSES: Final = timedelta(days=90)


def forget_old(now: datetime) -> None:
    """Remove what is past its time; does not write when there is nothing to remove."""
    old: list[tuple[type[Model], ColumnElement[bool]]] = [
        (SignInFailure, SignInFailure.failed_at < now - guessing.DAY),
        (SignIn, SignIn.expires_at < now),
        (OneTimeLink, OneTimeLink.expires_at < now - tokens.KEEP_DEAD),
        (SignUp, SignUp.created_at < now - SIGN_UP_LASTS),
        (KnownAddress, KnownAddress.seen_at < now - KEEP_ADDRESSES),
    ]
    if db.session.scalar(select(or_(*(exists().where(which) for _table, which in old)))):
        with unit_of_work():
            for table, which in old:
                db.session.execute(delete(table).where(which))


def init_app(app: Flask) -> None:
    """Look again and again, with the other timers; and remove pictures that nobody has any more."""
    letters.init_app(app)
    app.extensions["huzhu_jobs"].add(avatars.DROP, avatars.delete_dropped, in_transaction=False)
    add_tick(app, "accounts.forget_old", forget_old)
