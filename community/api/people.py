"""Members as programs see them."""

from typing import Any

from flask import url_for

from community.accounts.models import Member
from community.posts.models import Post


def person(member: Member | None, label: str | None = None) -> dict[str, Any]:
    """A member; one who has left keeps only the name that is known."""
    if member is None or not member.is_open:
        return {"name": None, "display_name": label or "", "url": None}
    return {
        "name": member.name,
        "display_name": member.display_name,
        "url": url_for("reading.member", name=member.name, _external=True),
    }


def person_or_none(member: Member | None) -> dict[str, Any] | None:
    """The same where there may be nobody."""
    return None if member is None else person(member)


def author(post: Post) -> dict[str, Any]:
    """Who wrote a loaded post."""
    return person(post.author, post.author_label)
