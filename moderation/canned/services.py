"""Keeping canned responses, and counting how often they help."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, func, select, update

from community.kernel import clock
from community.kernel.db import db, wait_for_turn
from community.kernel.errors import Invalid, NotAllowed
from community.kernel.languages import LANGUAGES
from community.kernel.meanwhile import base_of, ensure_unchanged
from community.kernel.policy import Actor, Permission, ensure, may
from community.kernel.text import free_slug
from community.kernel.text import slug as slug_of
from community.kernel.upsert import changed_rows, insert
from community.kernel.words import N_
from moderation.audit import services as audit
from moderation.canned import rules
from moderation.canned.catalogue import CHANNELS, VARIABLES
from moderation.canned.models import CannedResponse

LONGEST_TITLE: Final = 80
LONGEST_CATEGORY: Final = 40
MOST_COUNTED: Final = 20  # responses that one reply can be made of
_SHORTCUT: Final = re.compile(r"[\w-]{1,20}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A response as it is to be kept; with a `slug`, as the version of that response in its language.

    `base` is what the editor saw of it; without one nothing is compared.
    """

    title: str
    body: str
    lang: str
    slug: str = ""
    category: str = ""
    shortcut: str = ""
    channel: str = ""
    admins_only: bool = False
    base: str = ""


def keep(given: Kept, *, by: Actor) -> str:
    """Keep a response; one of the same slug and language is replaced. Its slug. Raises Invalid, NotAllowed, Conflict.

    Without a slug it is a new one and takes nobody's place, however alike their titles are.
    """
    ensure(by, Permission.WORK_CASES)
    title, category = " ".join(given.title.split()), " ".join(given.category.split())
    slug = given.slug or _free_slug(title)
    _ensure_may_change(slug, by, admins_only=given.admins_only)
    _check(given, title, category, slug)
    shared = {
        "category": category,
        "shortcut": given.shortcut.strip().casefold(),
        "channel": given.channel,
        "admins_only": given.admins_only,
    }
    values = {
        "title": title,
        "body": given.body.strip(),
        "updated_at": clock.now(),
        "updated_by_id": by.member_id,
        **shared,
    }
    if given.base:
        _ensure_unchanged(given, base_of(title, values["body"], *shared.values()))
    statement = insert(CannedResponse).values(slug=slug, lang=given.lang, used_count=0, **values)
    changed_rows(statement.on_conflict_do_update(index_elements=["slug", "lang"], set_=values))
    changed_rows(update(CannedResponse).where(CannedResponse.slug == slug).values(**shared))
    audit.record("canned-kept", f"canned:{title}", by=by, data={"lang": given.lang})
    return slug


def _ensure_unchanged(given: Kept, then: str) -> None:
    wait_for_turn("canned")
    this = select(CannedResponse).filter_by(slug=given.slug, lang=given.lang)
    there = db.session.scalars(this.execution_options(populate_existing=True)).one_or_none()
    ensure_unchanged(given.base, there.base if there else "", then)


def _free_slug(title: str) -> str:
    wait_for_turn("canned")  # of two new ones at once, each finds the other
    stem = slug_of(title)
    alike = select(CannedResponse.slug).where(CannedResponse.slug.startswith(stem, autoescape=True))
    return free_slug(stem, set(db.session.scalars(alike)))


def _check(given: Kept, title: str, category: str, slug: str) -> None:
    if not title or len(title) > LONGEST_TITLE:
        raise Invalid(N_("Give it a title of 1 to 80 characters."), field="title")
    if len(category) > LONGEST_CATEGORY:
        raise Invalid(N_("A category has 40 characters at most."), field="category")
    if given.lang not in LANGUAGES:
        raise Invalid(N_("Choose the language of the text."), field="lang")
    _check_shortcut(given.shortcut.strip(), slug)
    if given.channel not in CHANNELS:
        raise Invalid(N_("Choose where it is sent."), field="channel")
    body = given.body.strip()
    if not body:
        raise Invalid(N_("Write the text that is to be kept."), field="body")
    longest = CHANNELS[given.channel].longest
    if len(body) > longest:
        raise Invalid(
            N_("This has %(length)s characters, and where it is sent takes %(longest)s at most."),
            field="body",
            length=len(body),
            longest=longest,
        )
    _check_versions(slug, given.lang, longest)
    known = {each.slug for each in VARIABLES}
    if unknown := rules.unknown_in(body, known):
        raise Invalid(
            N_("Nothing can be filled in for %(unknown)s. There are: %(known)s."),
            field="body",
            unknown=", ".join(f"{{{name}}}" for name in unknown),
            known=", ".join(f"{{{each.slug}}}" for each in VARIABLES),
        )


def _check_versions(slug: str, lang: str, longest: int) -> None:
    """The channel is that of all languages: each of them must fit into it."""
    length = func.length(CannedResponse.body)
    others = select(CannedResponse.lang, length).where(
        CannedResponse.slug == slug, CannedResponse.lang != lang, length > longest
    )
    for other, long in db.session.execute(others.order_by(CannedResponse.lang).limit(1)):
        raise Invalid(
            N_(
                "The text in %(language)s has %(length)s characters, and where it is sent takes %(longest)s at most. "
                "Shorten it there first."
            ),
            field="channel",
            language=LANGUAGES.get(other, other),
            length=long,
            longest=longest,
        )


def _check_shortcut(shortcut: str, slug: str) -> None:
    if not shortcut:
        return
    if not _SHORTCUT.fullmatch(shortcut):
        raise Invalid(N_("A shortcut is one word of up to 20 letters or digits."), field="shortcut")
    taken = db.session.scalar(
        select(CannedResponse.title).where(
            CannedResponse.shortcut == shortcut.casefold(), CannedResponse.slug != slug
        )
    )
    if taken is not None:
        raise Invalid(N_("“%(title)s” has this shortcut already."), field="shortcut", title=taken)


def _ensure_may_change(slug: str, by: Actor, *, admins_only: bool = False) -> None:
    guarded = db.session.scalar(
        select(CannedResponse.id).where(CannedResponse.slug == slug, CannedResponse.admins_only).limit(1)
    )
    if (guarded is not None or admins_only) and not may(by, Permission.ADMINISTER):
        raise NotAllowed(N_("Only an admin changes this response."))


def drop(response_id: int, *, by: Actor) -> None:
    """Keep one version no longer. Raises NotAllowed."""
    ensure(by, Permission.WORK_CASES)
    found = db.session.get(CannedResponse, response_id)
    if found is None:
        return
    _ensure_may_change(found.slug, by)
    dropped = delete(CannedResponse).where(CannedResponse.id == response_id)
    for title, lang in db.session.execute(dropped.returning(CannedResponse.title, CannedResponse.lang)):
        audit.record("canned-dropped", f"canned:{title}", by=by, data={"lang": lang})


def count_use(response_ids: Collection[int]) -> None:
    """A reply was made of these."""
    some = sorted(set(response_ids))[:MOST_COUNTED]
    if some:
        changed_rows(
            update(CannedResponse)
            .where(CannedResponse.id.in_(some))
            .values(used_count=CannedResponse.used_count + 1, used_at=clock.now())
        )
