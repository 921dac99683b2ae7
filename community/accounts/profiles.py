"""What a member says about themselves, and how the site speaks to them."""

from community.accounts import queries
from community.accounts.models import READS_IN, Member
from community.accounts.rules import (
    LONGEST_BIO,
    checked_display_name,
    checked_line,
    checked_timezone,
    checked_website,
)
from community.kernel import markup
from community.kernel.db import db
from community.kernel.errors import Invalid
from community.kernel.furnish import site_settings
from community.kernel.languages import LANGUAGES
from community.kernel.words import N_


def update_profile(member: Member, *, display_name: str, bio: str, location: str, website: str) -> None:
    """Change what others see. Raises Invalid naming the field; nothing is changed then."""
    member = queries.locked(member.id)  # who has closed their account meanwhile does not come back
    shown = checked_display_name(
        display_name, name=member.name, is_staff=member.is_staff, site_name=site_settings().site_name
    )
    if queries.is_look_taken(shown, but=member.id):
        raise Invalid(N_("This is the name of another member. Please pick another."), field="display_name")
    bio = bio.strip()
    if len(bio) > LONGEST_BIO:
        raise Invalid(N_("Please use at most %(longest)s characters."), field="bio", longest=LONGEST_BIO)
    place, site = checked_line(location, "location"), checked_website(website)
    rendered = markup.render(bio).html if bio else ""

    member.display_name, member.location, member.website = shown, place, site
    member.bio_markdown, member.bio_html = bio, rendered
    db.session.flush()


def update_reading(
    member: Member, *, lang: str | None, timezone: str, hides_game: bool, wished: str | None = None
) -> None:
    """Change the language (None: as the browser asks: `wished`), the time zone, whether the game is shown."""
    if lang is not None and lang not in LANGUAGES:
        raise Invalid(N_("Please choose a language from the list."), field="lang")
    member = queries.locked(member.id)
    member.timezone = checked_timezone(timezone)
    member.lang = lang
    member.hides_game = hides_game
    note_reading(member, wished)
    db.session.flush()


def note_reading(member: Member, lang: str | None) -> None:
    """Remember what a member reads who chose no language: messages have no browser to ask. The row is locked."""
    if member.lang is None and lang is not None and member.settings.get(READS_IN) != lang:
        member.settings = {**member.settings, READS_IN: lang}
