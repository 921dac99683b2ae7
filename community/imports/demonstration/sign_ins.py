"""The sign-ins of a demonstration site: one password for all, made from the site's own secret."""

import hashlib
import hmac
import subprocess
import sys
from collections.abc import Sequence

from flask import Flask
from sqlalchemy import select

from community.accounts.hashing import fits
from community.accounts.models import Member
from community.imports.demonstration.stage import SOURCE
from community.kernel.db import db
from community.kernel.furnish import site_settings
from community.kernel.policy import Role
from community.posts.models import Post

SHOWN_ROLES = (Role.ADMIN, Role.MODERATOR, Role.AGENT, Role.SPECIALIST)


def password() -> str:
    """The password of every demonstration account here; no two sites share it."""
    secret = site_settings().secret_key.get_secret_value().encode()
    return "wren-" + hmac.new(secret, SOURCE.encode(), hashlib.sha256).hexdigest()[:10]


def sign_ins() -> Sequence[Member]:
    """One or two members of each role, to look at the place from every side; empty on a real site."""
    found = db.session.scalars(
        select(Member).where(Member.external_source == SOURCE).order_by(Member.id)
    ).all()
    staff = [member for member in found if member.role in SHOWN_ROLES]
    return [*staff, *[member for member in found if member.role == Role.MEMBER][:4]]


def greeting() -> str:
    """The lines that a demonstration site prints when it starts; empty on a real one."""
    members = sign_ins()
    if not members:
        return ""
    rows = [f"  {member.role:<11} {member.name:<12} {member.email}" for member in members]
    if not fits(password(), members[0].password_hash):
        return "\n".join(
            ["Demonstration sign-ins (with the password of the day the site was filled):", *rows]
        )
    return "\n".join([f"Demonstration sign-ins, each with the password {password()}", *rows])


def init_app(app: Flask) -> None:
    """Let the server of a demonstration site print the sign-ins when it starts."""

    def greet() -> str:
        with app.app_context():
            return greeting()

    app.extensions.setdefault("huzhu_greetings", []).append(greet)
    app.extensions["huzhu_fill"] = _fill_if_empty


def _fill_if_empty() -> None:
    """What `serve --demonstration` does first: fill an empty site, in a process that takes its memory with it."""
    if db.session.scalar(select(Post.id).limit(1)) is None:
        db.session.remove()
        subprocess.run([sys.executable, "-P", "-c", "import app; app.main()", "seed"], check=True)
