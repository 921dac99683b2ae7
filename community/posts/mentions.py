"""Who is named in a post by @name, and text in which each name leads to its page."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from community.accounts.models import Member, MemberStatus
from community.kernel import markup
from community.kernel.db import db


def rendered(source: str) -> str:
    """Markdown as clean HTML, its mentions of members linked."""
    made = markup.render(source)
    if not made.mentions:
        return made.html
    names = {each.name for each in _members(made.mentions)}
    return markup.with_profiles(made.html, names, lambda name: f"/members/{name}")


def members_in(source: str) -> Sequence[Member]:
    """The members whom a text names, in its order."""
    mentioned = markup.render(source).mentions if "@" in source else ()
    if not mentioned:
        return ()
    known = {each.name: each for each in _members(mentioned)}
    named = (
        next((known[name] for name in markup.possible_names(each) if name in known), None)
        for each in mentioned
    )
    return list(dict.fromkeys(member for member in named if member is not None))


def _members(mentioned: Collection[str]) -> Sequence[Member]:
    names = {name for each in mentioned for name in markup.possible_names(each)}
    return db.session.scalars(
        select(Member).where(Member.name.in_(names), Member.status != MemberStatus.CLOSED)
    ).all()
