"""Records of a dump as rows of our tables, with everything that a row needs said outright."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from community.accounts.models import MemberStatus
from community.accounts.rules import (
    LONGEST_BIO,
    LONGEST_DISPLAY_NAME,
    LONGEST_LINE,
    checked_website,
)
from community.imports.stackexchange import texts
from community.imports.stackexchange.records import Author, DumpComment, DumpMember, DumpPost
from community.imports.stackexchange.texts import Body
from community.kernel.errors import Invalid
from community.kernel.policy import Role
from community.kernel.text import collapse, slug
from community.posts.models import PostKind, PostStatus

LARGEST_COUNT: Final = 2**31 - 1
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Site:
    """Where a dump comes from: `name` is its host, under which its numbers are kept here."""

    name: str

    @property
    def url(self) -> str:
        return f"https://{self.name}/"

    def address(self, path: str) -> str:
        return self.url + path


def external_id(kind: str, number: int) -> str:
    """The number of a post of the dump as we keep it; comments are counted apart from other posts."""
    return f"comment-{number}" if kind == PostKind.COMMENT else str(number)


def member(record: DumpMember, site: Site, name: str, look: str) -> Row:
    """A row of members. Nobody can sign in with it: it has neither an address nor a password."""
    about = texts.body_of(record.about_html, site.url) if record.about_html else Body("", "", "en")
    short = len(about.markdown) <= LONGEST_BIO
    return {
        "name": name,
        "name_key": look,
        "display_name": collapse(record.name)[:LONGEST_DISPLAY_NAME] or name,
        "role": Role.MEMBER,
        "status": MemberStatus.ACTIVE,
        "confirmed_at": record.joined_at,
        "bio_markdown": about.markdown if short else "",
        "bio_html": about.html if short else "",
        "location": collapse(record.location)[:LONGEST_LINE],
        "website": _website(record.website),
        "created_at": record.joined_at,
        "external_source": site.name,
        "external_id": str(record.number),
        "external_reputation": _bounded(record.reputation),
    }


def question(record: DumpPost, site: Site, body: Body, author_id: int | None) -> tuple[Row, Row]:
    """The rows of posts and questions; who closed it and as a repetition of what comes later."""
    title = collapse(record.title)
    post = _post(record, PostKind.QUESTION, site, body, author_id) | {
        "external_url": site.address(f"q/{record.number}")
    }
    return post, {
        "title": title,
        "slug": slug(title),
        "asked_at": record.created_at,
        "last_activity_at": record.active_at,
        "listed": True,
    }


def answer(record: DumpPost, site: Site, body: Body, author_id: int | None) -> tuple[Row, Row]:
    """The rows of posts and answers, without its place, acceptance and stars."""
    post = _post(record, PostKind.ANSWER, site, body, author_id) | {
        "external_url": site.address(f"a/{record.number}")
    }
    return post, {"by_staff": False}


def comment(record: DumpComment, site: Site, body: Body, author_id: int | None) -> Row:
    """The row of posts for a comment."""
    return _words(body) | {
        "kind": PostKind.COMMENT,
        "author_id": author_id,
        "author_label": label(record.author, author_id),
        "status": PostStatus.PUBLISHED,
        "created_at": record.created_at,
        "published_at": record.created_at,
        "edited_at": None,
        "external_source": site.name,
        "external_id": external_id(PostKind.COMMENT, record.number),
        "external_url": site.address(f"posts/comments/{record.number}"),
        "external_score": _bounded(record.score),
        "licence": record.licence,
    }


def label(author: Author, member_id: int | None) -> str | None:
    """The name of somebody who is no member any more, where the dump still tells it."""
    return author.name if member_id is None else None


def revision(post_id: int, number: int, *, body: str, created_at: datetime) -> Row:
    """A row of revisions, to which the caller adds what is known of it."""
    return {
        "post_id": post_id,
        "number": number,
        "editor_id": None,
        "editor_label": None,
        "title": None,
        "body_markdown": body,
        "tags": None,
        "comment": "",
        "created_at": created_at,
        "external_id": None,
    }


def _post(record: DumpPost, kind: str, site: Site, body: Body, author_id: int | None) -> Row:
    return _words(body) | {
        "kind": kind,
        "author_id": author_id,
        "author_label": label(record.author, author_id),
        "status": PostStatus.PUBLISHED,
        "created_at": record.created_at,
        "published_at": record.created_at,
        "edited_at": record.edited_at,
        "external_source": site.name,
        "external_id": external_id(kind, record.number),
        "external_score": _bounded(record.score),
        "licence": record.licence,
    }


def _words(body: Body) -> Row:
    return {"body_html": body.html, "body_markdown": body.markdown, "lang": body.lang}


def _website(address: str) -> str:
    try:
        return checked_website(address)
    except Invalid:
        return ""


def _bounded(number: int) -> int:
    return max(-LARGEST_COUNT, min(number, LARGEST_COUNT))
