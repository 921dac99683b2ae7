"""What pages that compose features ask of packages above; each has a harmless answer until someone fills it."""

from collections.abc import Collection
from functools import partial

from flask import Flask
from sqlalchemy.orm import Session

from community.accounts import avatars
from community.kernel import checks, navigation, picture_places, stamps, worker
from community.kernel.navigation import NavEntry
from community.kernel.words import N_
from community.posts import seeing
from community.reading import (
    card_routes,
    deed_routes,
    feeds,
    members,
    people_routes,
    picture_readers,
    pictures,
    place_routes,
    sitemaps,
    structured,
)
from community.reading.people import author_of, person_named
from community.reading.related import related_questions


def _nobody(_member_ids: Collection[int]) -> dict[int, object]:
    return {}


def _nothing(*_about: object) -> str:
    return ""


def _no_game(_member: object) -> None:
    return None


def _nav() -> list[NavEntry]:
    return [
        NavEntry("/", N_("Home"), "home"),
        NavEntry("/questions", N_("Questions"), "question"),
        NavEntry("/tags", N_("Tags"), "tag"),
        NavEntry("/members", N_("Members"), "members"),
    ]


def _no_words(_post_id: int) -> str:
    """What a reviewer said about a post; filled from above."""
    return ""


def _unstamped(session: Session) -> list[str]:
    """Triggers that are gone: pages would be shown as they were."""
    return [f"page stamps: the trigger {name} is gone" for name in stamps.missing(session.connection())]


def init_app(app: Flask) -> None:
    """Attach the pages. Packages above replace the globals with their own."""
    app.register_blueprint(people_routes.bp)
    app.register_blueprint(deed_routes.bp)
    app.register_blueprint(feeds.bp)
    app.register_blueprint(place_routes.bp)
    app.register_blueprint(sitemaps.bp)
    app.register_blueprint(card_routes.bp)
    worker.add_tick(app, "page-stamps", stamps.forget)
    app.extensions.setdefault("huzhu_warm", []).append(partial(members.add_up_before, app))
    checks.register(
        app, checks.Check("page-stamps", _unstamped), checks.Check("picture-places", picture_places.untrue)
    )
    picture_readers.init_app(app)
    app.jinja_env.globals.update(
        author_of=author_of,
        dressed=pictures.dressed,
        article_data=structured.article_data,
        qr_address=card_routes.qr_address,
        person_named=person_named,
        avatar_of=avatars.url_of,
        standings_of=_nobody,
        profile_standing=_no_game,
        licences_of=_nobody,
        need_path=_nothing,
        asker_box=_nothing,
        survey_invitation=_nothing,
        related_questions=related_questions,
        review_words=_no_words,
        findings_seen=seeing.findings_now,
        html_seen=seeing.html_now,
        title_seen=seeing.title_now,
    )
    navigation.add(app, _nav)
