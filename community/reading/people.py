"""Members as a page shows them."""

from dataclasses import dataclass

from flask import url_for

from community.accounts import avatars
from community.accounts.models import Member
from community.kernel.db import db
from community.posts.models import Post


@dataclass(frozen=True, slots=True)
class Person:
    """Who wrote something. `gone` ones have left: their name is shown where it is known, without a page."""

    id: int | None
    name: str
    url: str
    avatar_url: str
    role: str
    gone: bool


def person(member: Member | None, label: str | None = None) -> Person:
    """A member as shown; None is a former member, whose `label` may be known."""
    if member is None or not member.is_open:
        return Person(None, label or "", "", "", "member", gone=True)
    return person_of(member.id, member.name, member.display_name, member.avatar_key, member.role)


def person_of(member_id: int, name: str, display_name: str, avatar_key: str | None, role: str) -> Person:
    """An open account as a statement read it."""
    page, picture = url_for("reading.member", name=name), avatars.url_of_key(avatar_key)
    return Person(member_id, display_name, page, picture, role, gone=False)


def person_named(member_id: int) -> Person:
    """The member of this id."""
    return person(db.session.get(Member, member_id))


def author_of(post: Post) -> Person:
    """The author of a loaded post."""
    return person(post.author, post.author_label)
