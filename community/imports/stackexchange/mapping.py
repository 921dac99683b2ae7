"""Turns rows of a dump into records: which attribute means what, and nothing else."""

from typing import Final

from community.imports.stackexchange.reader import Row
from community.imports.stackexchange.records import (
    Author,
    DumpComment,
    DumpLink,
    DumpMember,
    DumpPost,
    DumpTag,
    DumpVote,
    LinkKind,
    PostKind,
    VoteKind,
)

UNSTATED_LICENCE: Final = "CC BY-SA"  # older dumps name no version in their rows
UP_STARS: Final = 5
DOWN_STARS: Final = 1

_POST_KINDS: Final = {
    1: PostKind.QUESTION,
    2: PostKind.ANSWER,
    4: PostKind.TAG_EXCERPT,
    5: PostKind.TAG_WIKI,
}
_LINK_KINDS: Final = {1: LinkKind.RELATED, 3: LinkKind.DUPLICATE}
_VOTE_KINDS: Final = {
    1: (VoteKind.ACCEPTANCE, None),
    2: (VoteKind.STARS, UP_STARS),
    3: (VoteKind.STARS, DOWN_STARS),
    5: (VoteKind.FAVOURITE, None),
}


def author(row: Row, number: str, name: str) -> Author:
    """Who stands in the attributes `number` and `name` of `row`."""
    return Author(row.optional_integer(number), row.optional(name))


def tag_names(row: Row, attribute: str) -> tuple[str, ...]:
    """The tags in `<a><b>` or, as newer dumps write it, `|a|b|`; each once, in their order."""
    written = row.values.get(attribute, "").strip()
    parts = written.strip("|").split("|") if "<" not in written else _angled(row, written)
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _angled(row: Row, written: str) -> list[str]:
    if not (written.startswith("<") and written.endswith(">")):
        raise row.wrong("the tags are not written as <a><b>")
    return written[1:-1].split("><")


def member(row: Row) -> DumpMember:
    """A row of Users."""
    return DumpMember(
        number=row.integer("Id"),
        name=row.values.get("DisplayName", "").strip(),
        joined_at=row.moment("CreationDate"),
        about_html=row.values.get("AboutMe", ""),
        location=row.values.get("Location", ""),
        website=row.values.get("WebsiteUrl", ""),
        reputation=row.optional_integer("Reputation") or 0,
    )


def post(row: Row) -> DumpPost:
    """A row of Posts."""
    kind = _POST_KINDS.get(row.integer("PostTypeId"), PostKind.OTHER)
    created_at = row.moment("CreationDate")
    return DumpPost(
        number=row.integer("Id"),
        kind=kind,
        author=author(row, "OwnerUserId", "OwnerDisplayName"),
        body_html=row.text("Body"),
        created_at=created_at,
        edited_at=row.optional_moment("LastEditDate"),
        active_at=row.optional_moment("LastActivityDate") or created_at,
        score=row.optional_integer("Score") or 0,
        licence=row.values.get("ContentLicense", UNSTATED_LICENCE),
        title=row.text("Title").strip() if kind is PostKind.QUESTION else "",
        tags=tag_names(row, "Tags"),
        question=row.integer("ParentId") if kind is PostKind.ANSWER else None,
        accepted_answer=row.optional_integer("AcceptedAnswerId"),
        closed_at=row.optional_moment("ClosedDate"),
    )


def comment(row: Row) -> DumpComment:
    """A row of Comments."""
    return DumpComment(
        number=row.integer("Id"),
        post=row.integer("PostId"),
        author=author(row, "UserId", "UserDisplayName"),
        text=row.text("Text"),
        created_at=row.moment("CreationDate"),
        score=row.optional_integer("Score") or 0,
        licence=row.values.get("ContentLicense", UNSTATED_LICENCE),
    )


def tag(row: Row) -> DumpTag:
    """A row of Tags."""
    row.integer("Id")
    name = row.text("TagName").strip()
    if not name:
        raise row.wrong("the tag has no name")
    return DumpTag(name, row.optional_integer("ExcerptPostId"), row.optional_integer("WikiPostId"))


def vote(row: Row) -> DumpVote:
    """A row of Votes."""
    kind, stars = _VOTE_KINDS.get(row.integer("VoteTypeId"), (VoteKind.OTHER, None))
    return DumpVote(
        number=row.integer("Id"),
        post=row.integer("PostId"),
        kind=kind,
        stars=stars,
        member=row.optional_integer("UserId"),
        created_at=row.moment("CreationDate"),
    )


def link(row: Row) -> DumpLink | None:
    """A row of PostLinks, or None for a kind of link that has no meaning here."""
    kind = _LINK_KINDS.get(row.integer("LinkTypeId"))
    number, source, target = row.integer("Id"), row.integer("PostId"), row.integer("RelatedPostId")
    created_at = row.moment("CreationDate")
    return None if kind is None else DumpLink(number, source, target, kind, created_at)
