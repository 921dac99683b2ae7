"""Making announcements: drafted, published, changed, withdrawn, put away by each reader."""

from community.curation import board, queries, rules
from community.curation.models import Announcement, AnnouncementDismissal
from community.curation.rules import Audience, Words
from community.kernel import clock, events, markup
from community.kernel.bus import publish as tell
from community.kernel.db import db, lock_row
from community.kernel.errors import Invalid, NotFound
from community.kernel.languages import LANGUAGES
from community.kernel.meanwhile import ensure_unchanged
from community.kernel.policy import Actor, Permission, ensure
from community.kernel.upsert import insert_once
from community.kernel.words import N_
from community.tags import services as tags


def keep(words: Words, *, number: int | None = None, base: str | None = None, by: Actor) -> Announcement:
    """Keep a draft, or change an announcement; what is public stays so.

    Conflict is raised where it is no longer what the editor saw, which `base` says.
    """
    ensure(by, Permission.CURATE)
    checked(words)
    found = queries.announcement_or_404(number) if number is not None else _new(by)
    before = ""
    if number is not None:
        lock_row(found)
        before = found.base
    found.title, found.title_zh = " ".join(words.title.split()), " ".join(words.title_zh.split())
    found.text, found.text_zh = words.text, words.text_zh
    found.html, found.html_zh = rendered(words.text), rendered(words.text_zh)
    found.audience, found.audience_of = words.audience, _of(words)
    found.starts_at, found.ends_at = words.starts_at, words.ends_at
    ensure_unchanged(base, before, found.base)
    if found.base == before:
        return found
    db.session.add(found)
    db.session.flush()
    if found.published_at is not None:
        _tell(found, "changed", by)
    return found


def _new(by: Actor) -> Announcement:
    return Announcement(by_id=by.member_id, made_at=clock.now())


def checked(words: Words) -> None:
    """Raise Invalid that names what is missing."""
    if not words.title.strip() and not words.title_zh.strip():
        raise Invalid(N_("Give it a title in one language at least."), field="title")
    for field, text, longest in (
        ("title", words.title, rules.TITLE_LONGEST),
        ("title_zh", words.title_zh, rules.TITLE_LONGEST),
        ("text", words.text, rules.TEXT_LONGEST),
        ("text_zh", words.text_zh, rules.TEXT_LONGEST),
    ):
        if len(text) > longest:
            raise Invalid(N_("Make it shorter: %(most)s characters at most."), field=field, most=longest)
    if words.ends_at <= words.starts_at:
        raise Invalid(N_("It must end after it begins."), field="ends_at")
    if words.audience not in set(Audience):
        raise Invalid(N_("Choose for whom it is."), field="audience")
    if words.audience == Audience.LANGUAGE and words.audience_of not in LANGUAGES:
        raise Invalid(N_("Choose a language."), field="audience_of")
    if words.audience == Audience.TAG and not queries.tag_ids(tags.followed([words.audience_of])):
        raise Invalid(N_("There is no such tag."), field="audience_of")


def _of(words: Words) -> str:
    if words.audience == Audience.TAG:
        return tags.followed([words.audience_of])[0]
    return words.audience_of if words.audience == Audience.LANGUAGE else ""


def rendered(text: str) -> str:
    """Markdown through the one door."""
    return markup.render(text).html if text.strip() else ""


def publish(number: int, *, by: Actor) -> Announcement:
    """Show it, from its beginning to its end."""
    ensure(by, Permission.CURATE)
    found = queries.announcement_or_404(number)
    lock_row(found)
    if found.published_at is None or found.withdrawn_at is not None:
        found.published_at, found.withdrawn_at = clock.now(), None
        _tell(found, "published", by)
    return found


def withdraw(number: int, *, by: Actor) -> None:
    """Show it no longer."""
    ensure(by, Permission.CURATE)
    found = queries.announcement_or_404(number)
    lock_row(found)
    if found.withdrawn_at is None:
        found.withdrawn_at = clock.now()
        _tell(found, "withdrawn", by)


def put_away(number: int, *, by: Actor) -> None:
    """A member has read it. Raises NotFound for one that nobody sees yet."""
    ensure(by, Permission.HAVE_ACCOUNT)
    found = queries.announcement_or_404(number)
    if found.starts_at > clock.now():
        raise NotFound
    insert_once(AnnouncementDismissal, announcement_id=found.id, member_id=by.id, at=clock.now())


def _tell(found: Announcement, act: str, by: Actor) -> None:
    db.session.flush()
    board.changed()
    tell(
        events.AnnouncementRuled(
            announcement_id=found.id, title=found.title or found.title_zh, act=act, by_id=by.id
        )
    )
