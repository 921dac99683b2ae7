"""What stands before everyone in the demonstration community: known problems, news, and posts worth reading."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from flask import Flask
from sqlalchemy import select

from community.accounts.models import Member
from community.curation import announcing, incidents, services
from community.curation.rules import Audience, Facts, IncidentState, News, Words
from community.imports.demonstration import parts
from community.imports.demonstration.script import Announcement, Script, Verb
from community.kernel import clock
from community.kernel.db import db
from community.kernel.policy import Actor
from community.posts.queries import post_or_404
from community.tags.models import Tag

TAG: Final = "firmware"
PRODUCT: Final = "WrenOS"


def furnish(script: Script) -> None:
    """Tell of each problem and all news at their moments."""
    now = clock.now()
    for each in sorted(script.announcements, key=lambda each: each.at):
        member = db.session.scalars(select(Member).where(Member.name == each.by)).first()
        if member is not None:
            by = parts.actor_of(member)
            (_tell_of if each.kind == "incident" else _announce)(each, now, by)


def _tell_of(told: Announcement, now: datetime, by: Actor) -> None:
    title, title_zh, text, text_zh = _parted(told)
    tags = db.session.scalars(select(Tag.name).where(Tag.name == TAG)).all()
    with clock.at(now + told.at):
        made = incidents.open_incident(
            Facts(title=title, title_zh=title_zh, product=PRODUCT, tags=tags),
            News(state=IncidentState.WATCHING, text=text, text_zh=text_zh),
            by=by,
        )
    if told.done_en:
        with clock.at(now + told.until):
            news = News(state=IncidentState.RESOLVED, text=told.done_en, text_zh=told.done_zh)
            incidents.update(made.id, news, by=by)


def _announce(told: Announcement, now: datetime, by: Actor) -> None:
    title, title_zh, text, text_zh = _parted(told)
    audience, _, of = told.audience.partition(":")
    words = Words(
        title=title,
        title_zh=title_zh,
        text=text,
        text_zh=text_zh,
        audience=Audience(audience),
        audience_of=of,
        starts_at=now + told.at,
        ends_at=now + told.until,
    )
    with clock.at(min(now, now + told.at)):
        made = announcing.keep(words, by=by)
        if made.starts_at <= now:
            announcing.publish(made.id, by=by)


def _parted(told: Announcement) -> tuple[str, str, str, str]:
    """The first sentence in both languages, which is the title, and what follows it."""
    title, _, rest = told.en.partition(". ")
    title_zh, _, rest_zh = told.zh.partition("。")
    return title, title_zh, rest or title, rest_zh or title_zh


def recommend(post_id: int, by: Actor, words: Mapping[str, str]) -> None:
    """Put a post on the front page."""
    services.recommend(post_or_404(post_id), words["body"], by=by)


def init_app(app: Flask) -> None:
    """Take these parts."""
    parts.furnish(app, furnish)
    parts.register(app, Verb.RECOMMEND, recommend)
